interface Entry<Value> {
  readonly promise: Promise<Value>;
  /** Undefined until it is there. */
  made: { readonly value: Value } | undefined;
}

/** What is made by the first request that needs it, and then serves all. */
export class MadeOnce<Key, Value> {
  readonly #entries = new Map<Key, Entry<Value>>();

  /** Whether it is being made, so that whoever gets it waits. */
  isPending(key: Key): boolean {
    const entry = this.#entries.get(key);
    return entry !== undefined && !entry.made;
  }

  async get(key: Key, make: () => Promise<Value>): Promise<Value> {
    const known = this.#entries.get(key);
    if (known) return known.made ? known.made.value : known.promise;
    // Noted before it is begun: what makes it may ask for it.
    const { promise, resolve, reject } = Promise.withResolvers<Value>();
    const entry: Entry<Value> = { promise, made: undefined };
    this.#entries.set(key, entry);
    make().then((value) => {
      entry.made = { value };
      resolve(value);
    }, reject);
    return promise;
  }

  /** Lets it be made anew, if it is one of these; without any, whatever was made. */
  forget(key: Key, ...values: readonly Value[]): void {
    const made = this.#entries.get(key)?.made;
    if (made && (values.length === 0 || values.includes(made.value))) this.#entries.delete(key);
  }
}
