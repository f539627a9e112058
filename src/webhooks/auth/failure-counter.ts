export interface Failures {
  readonly count: number;
  /** When the last one was, in milliseconds of the counter's clock. */
  readonly last: number;
  readonly expires: number;
}

/** Counts failures by key for a time from the first one. Its entries are bounded: the oldest give way. */
export class FailureCounter {
  readonly #lifetimeMs: number;
  readonly #maxEntries: number;
  readonly #now: () => number;
  /** In the order in which they expire. */
  readonly #failures = new Map<string, Failures>();

  constructor(lifetimeMs: number, maxEntries: number, now: () => number) {
    this.#lifetimeMs = lifetimeMs;
    this.#maxEntries = maxEntries;
    this.#now = now;
  }

  get size(): number {
    return this.#failures.size;
  }

  get(key: string): Failures | undefined {
    const failures = this.#failures.get(key);
    return failures && failures.expires > this.#now() ? failures : undefined;
  }

  add(key: string): void {
    const last = this.#now();
    const current = this.get(key);
    if (current) {
      this.#failures.set(key, { ...current, count: current.count + 1, last });
      return;
    }
    this.#failures.delete(key);
    for (const [oldest, { expires }] of this.#failures) {
      if (expires > last && this.#failures.size < this.#maxEntries) break;
      this.#failures.delete(oldest);
    }
    this.#failures.set(key, { count: 1, last, expires: last + this.#lifetimeMs });
  }

  /** Takes one back that was none. Those before it no longer make anybody wait, or it wouldn't have been allowed. */
  takeBack(key: string): void {
    const current = this.get(key);
    if (!current) return;
    if (current.count === 1) this.#failures.delete(key);
    else this.#failures.set(key, { ...current, count: current.count - 1, last: Number.NEGATIVE_INFINITY });
  }

  clear(key: string): void {
    this.#failures.delete(key);
  }
}
