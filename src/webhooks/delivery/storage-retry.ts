import type { DeliveryLogger } from './observer.ts';
import type { Timer } from './timer.ts';

const minWaitMs = 100;
const maxWaitMs = 5000;

/** Repeats what the store refuses, as it does while its disk is full, and warns once until it works again. */
export class StorageRetry {
  readonly #logger: DeliveryLogger;
  readonly #timer: Timer;
  readonly #resumed: () => void;
  /** Each is repeated at once when there is no more waiting. */
  readonly #waits = new Map<object, () => void>();
  #failures = 0;
  #isEnded = false;

  /** @param resumed called when the store works again */
  constructor(logger: DeliveryLogger, timer: Timer, resumed: () => void) {
    this.#logger = logger;
    this.#timer = timer;
    this.#resumed = resumed;
  }

  get isFailing(): boolean {
    return this.#failures > 0;
  }

  /** @returns undefined if it still fails when there is no more time */
  async run<T>(action: () => Promise<T>): Promise<{ readonly value: T } | undefined> {
    for (let attempt = 0; ; attempt++) {
      try {
        const value = await action();
        if (attempt > 0) this.#recovered();
        return { value };
      } catch (error) {
        if (this.#isEnded) return undefined;
        if (attempt === 0) this.#failed(error);
        await this.#wait(Math.min(minWaitMs * 2 ** attempt, maxWaitMs));
      }
    }
  }

  /** Everything is tried once more, and then given up. */
  end(): void {
    this.#isEnded = true;
    for (const resume of this.#waits.values()) resume();
  }

  #failed(error: unknown): void {
    if (this.#failures++ > 0) return;
    this.#logger.warn({ err: error }, 'the store fails: no deliveries are sent until it works again');
  }

  #recovered(): void {
    if (--this.#failures > 0) return;
    this.#logger.info({}, 'the store works again: deliveries go on');
    this.#resumed();
  }

  #wait(ms: number): Promise<void> {
    if (this.#isEnded) return Promise.resolve();
    return new Promise((resolve) => {
      const key = {};
      const resume = () => {
        cancel();
        this.#waits.delete(key);
        resolve();
      };
      const cancel = this.#timer(resume, ms);
      this.#waits.set(key, resume);
    });
  }
}
