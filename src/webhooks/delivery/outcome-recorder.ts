import type { Clock } from './delivery.ts';
import type { DeliveryQueue, DisabledWebHook, Outcome, TakenDelivery } from './delivery-queue.ts';
import type { StorageRetry } from './storage-retry.ts';
import type { Timer } from './timer.ts';

/** What became of an attempt, and what it was for. */
export interface FinishedAttempt {
  readonly outcome: Outcome;
  readonly delivery: TakenDelivery;
}

type Recorded = (batch: readonly FinishedAttempt[], disabled: readonly DisabledWebHook[]) => void;

/** More outcomes than these don't wait to be recorded, unless they are of attempts that are running already. */
const maxWaiting = 2000;

export interface RecorderParts {
  readonly queue: Pick<DeliveryQueue, 'record'>;
  readonly storage: StorageRetry;
  readonly clock: Clock;
  readonly timer: Timer;
  /** From the start of one batch to the next one, in milliseconds. */
  readonly minIntervalMs: number;
  readonly recorded: Recorded;
  /** Called when it isn't full any more. */
  readonly resumed: () => void;
}

/** Records outcomes one batch at a time: the first at once, and what finishes in the meantime is the next. */
export class OutcomeRecorder {
  readonly #parts: RecorderParts;
  #waiting: FinishedAttempt[] = [];
  #writing: Promise<void> | undefined;
  #startsAt = Number.NEGATIVE_INFINITY;
  #isHurrying = false;
  #hurry: (() => void) | undefined;

  constructor(parts: RecorderParts) {
    this.#parts = parts;
  }

  /** Whether no attempts may be started, since it is uncertain when their outcomes could be recorded. */
  get isFull(): boolean {
    return this.#waiting.length >= maxWaiting || this.#parts.storage.isFailing;
  }

  add(finished: FinishedAttempt): void {
    this.#waiting.push(finished);
    this.#writing ??= this.#write();
  }

  /** Waits for what was added. @returns how many outcomes could not be recorded */
  async flush(): Promise<number> {
    this.#isHurrying = true;
    this.#hurry?.();
    await this.#writing;
    return this.#waiting.length;
  }

  async #write(): Promise<void> {
    const { queue, storage, clock, minIntervalMs, recorded, resumed } = this.#parts;
    while (this.#waiting.length > 0) {
      if (this.#startsAt > clock.monotonicMs()) await this.#pause(this.#startsAt - clock.monotonicMs());
      this.#startsAt = clock.monotonicMs() + minIntervalMs;
      const batch = this.#waiting;
      this.#waiting = [];
      if (batch.length >= maxWaiting) resumed();
      const result = await storage.run(() => queue.record(batch.map(({ outcome }) => outcome)));
      if (!result) {
        this.#waiting = [...batch, ...this.#waiting];
        break;
      }
      recorded(batch, result.value);
    }
    this.#writing = undefined;
  }

  #pause(ms: number): Promise<void> {
    if (this.#isHurrying) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.#parts.timer(resolve, ms);
      this.#hurry = () => {
        cancel();
        resolve();
      };
    });
  }
}
