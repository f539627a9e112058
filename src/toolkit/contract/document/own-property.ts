/** A property by a name that a contract or a request gives: `constructor` and `__proto__` are names like all others. */
export function ownProperty<T>(owner: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(owner, name) ? owner[name] : undefined;
}

/** Sets a property by such a name. Assigning to `__proto__` would set the prototype. */
export function setOwnProperty<T>(owner: Record<string, T>, name: string, value: T): void {
  if (name !== '__proto__') owner[name] = value;
  else Object.defineProperty(owner, name, { value, enumerable: true, writable: true, configurable: true });
}
