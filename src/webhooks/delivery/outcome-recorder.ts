import type { DeliveryQueue, DisabledWebHook, Outcome, TakenDelivery } from './delivery-queue.ts';
import type { StorageRetry } from './storage-retry.ts';

/** What became of an attempt, and what it was for. */
export interface FinishedAttempt {
  readonly outcome: Outcome;
  readonly delivery: TakenDelivery;
}

type Recorded = (batch: readonly FinishedAttempt[], disabled: readonly DisabledWebHook[]) => void;

/** More outcomes than these don't wait to be recorded, unless they are of attempts that are running already. */
const maxWaiting = 2000;

/** Records outcomes one batch at a time: what finishes while one is written is the next. */
export class OutcomeRecorder {
  readonly #queue: Pick<DeliveryQueue, 'record'>;
  readonly #retry: StorageRetry;
  readonly #recorded: Recorded;
  readonly #resumed: () => void;
  #waiting: FinishedAttempt[] = [];
  #writing: Promise<void> | undefined;

  /** @param resumed called when it isn't full any more */
  constructor(queue: Pick<DeliveryQueue, 'record'>, retry: StorageRetry, recorded: Recorded, resumed: () => void) {
    this.#queue = queue;
    this.#retry = retry;
    this.#recorded = recorded;
    this.#resumed = resumed;
  }

  /** Whether no attempts may be started, since it is uncertain when their outcomes could be recorded. */
  get isFull(): boolean {
    return this.#waiting.length >= maxWaiting || this.#retry.isFailing;
  }

  add(finished: FinishedAttempt): void {
    this.#waiting.push(finished);
    this.#writing ??= this.#write();
  }

  /** Waits for what was added. @returns how many outcomes could not be recorded */
  async flush(): Promise<number> {
    await this.#writing;
    return this.#waiting.length;
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      if (batch.length >= maxWaiting) this.#resumed();
      const result = await this.#retry.run(() => this.#queue.record(batch.map(({ outcome }) => outcome)));
      if (!result) {
        this.#waiting = [...batch, ...this.#waiting];
        break;
      }
      this.#recorded(batch, result.value);
    }
    this.#writing = undefined;
  }
}
