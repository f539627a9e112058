/** What became of one request. */
export interface LoggedRequest {
  readonly number: number;
  /** In UTC. */
  readonly time: string;
  readonly method: string;
  readonly url: string;
  readonly operationId: string | undefined;
  readonly status: number;
  /** In milliseconds. */
  readonly ms: number;
  /** Why it was refused; empty for a request that keeps the contract. */
  readonly errors: readonly string[];
}

const most = 1000;

/** The last requests, and who wants to hear of each. */
export class RequestLog {
  #entries: LoggedRequest[] = [];
  #count = 0;
  readonly #listeners = new Set<(entry: LoggedRequest) => void>();

  add(entry: Omit<LoggedRequest, 'number'>): void {
    const numbered = { number: ++this.#count, ...entry };
    this.#entries.push(numbered);
    if (this.#entries.length >= 2 * most) this.#entries = this.#entries.slice(-most);
    for (const listener of this.#listeners) listener(numbered);
  }

  /** The oldest first. */
  get entries(): readonly LoggedRequest[] {
    return this.#entries.slice(-most);
  }

  clear(): void {
    this.#entries = [];
  }

  /** @returns what ends it */
  listen(listener: (entry: LoggedRequest) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
