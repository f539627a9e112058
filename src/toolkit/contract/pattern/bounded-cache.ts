/** Keeps the last values, up to a number of keys. */
export class BoundedCache<T> {
  readonly #known = new Map<string, T>();
  readonly #size: number;

  constructor(size: number) {
    this.#size = size;
  }

  get(key: string): T | undefined {
    return this.#known.get(key);
  }

  add(key: string, value: T): T {
    const oldest = this.#known.size >= this.#size ? this.#known.keys().next().value : undefined;
    if (oldest !== undefined) this.#known.delete(oldest);
    this.#known.set(key, value);
    return value;
  }
}
