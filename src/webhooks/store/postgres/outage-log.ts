import type { StoreError } from '../store-error.ts';
import type { StoreEvent } from '../store-options.ts';

/** Says once that a database can't be used, and once that it can again, and not for each of its statements. */
export class OutageLog {
  readonly #where: string;
  readonly #onEvent: ((event: StoreEvent) => void) | undefined;
  /** Nothing is said of one that never was there: who opens it is told by the error. */
  #state: 'unknown' | 'available' | 'unreachable' | 'refusing' = 'unknown';

  constructor(where: string, onEvent?: (event: StoreEvent) => void) {
    this.#where = where;
    this.#onEvent = onEvent;
  }

  connected(): void {
    if (this.#state === 'unreachable') this.#sayAvailable();
    if (this.#state === 'unknown') this.#state = 'available';
  }

  /** A database that is full, or read-only, still has connections and responds to queries. */
  committed(): void {
    if (this.#state === 'refusing') this.#sayAvailable();
  }

  failed(error: StoreError, isLost: boolean): void {
    const isWorse = this.#state === 'available' || (isLost && this.#state === 'refusing');
    if (!isWorse) return;
    this.#state = isLost ? 'unreachable' : 'refusing';
    this.#onEvent?.({ level: 'warn', message: error.message, error: error.cause });
  }

  #sayAvailable(): void {
    this.#state = 'available';
    this.#onEvent?.({ level: 'info', message: `the database ${this.#where} is available again` });
  }
}
