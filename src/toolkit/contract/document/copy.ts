import { setOwnProperty } from './own-property.ts';

/**
 * A deep copy of a JSON value. What is shared within the value is shared within the copy. Not `structuredClone`: under
 * Jest its objects are of another realm, and `toEqual` refuses them.
 */
export function copyOf<T>(value: T, seen: Map<unknown, unknown> = new Map()): T {
  if (typeof value !== 'object' || value === null) return value;
  const known = seen.get(value);
  if (known !== undefined) return known as T;
  const copy: unknown[] | Record<string, unknown> = Array.isArray(value) ? [] : {};
  seen.set(value, copy);
  if (Array.isArray(value)) for (const item of value) (copy as unknown[]).push(copyOf(item, seen));
  else
    for (const [key, item] of Object.entries(value)) {
      setOwnProperty(copy as Record<string, unknown>, key, copyOf(item, seen));
    }
  return copy as T;
}
