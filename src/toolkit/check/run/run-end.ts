/** When a run ends. */
export interface RunTime {
  /** When the last request may be sent, by the clock. Default: there is no end. */
  readonly deadline?: number | undefined;
  /** How long before the deadline the run ends if it has records to delete. Default: 0. */
  readonly reserveMs?: number | undefined;
  /** A clock in milliseconds. Default: `performance.now`. */
  readonly now?: (() => number) | undefined;
}

/** How long a run may take after its end, to note the requests that were cut off. */
const graceMs = 50;
/** How often the end is looked for, as the time that is reserved may change. */
const maxPauseMs = 500;

/** The end of a run: its deadline, or that it is stopped. */
export class RunEnd {
  #deadline: number;
  #isCleaning = false;
  readonly #reserveMs: number;
  readonly #now: () => number;
  readonly #hasDeletable: () => boolean;
  #wake = () => {};

  /** @param hasDeletable whether there are records to delete, for which time is reserved */
  constructor({ deadline, reserveMs, now }: RunTime, hasDeletable: () => boolean) {
    this.#deadline = deadline ?? Number.POSITIVE_INFINITY;
    this.#reserveMs = reserveMs ?? 0;
    this.#now = now ?? (() => performance.now());
    this.#hasDeletable = hasDeletable;
  }

  /** For the requests of the run. */
  get timeLeftMs(): number {
    if (this.#isCleaning) return 0;
    return Math.max(0, this.#deadline - (this.#hasDeletable() ? this.#reserveMs : 0) - this.#now());
  }

  /** For the requests that delete the records of the run. */
  get cleanUpLeftMs(): number {
    return Math.max(0, this.#deadline - this.#now());
  }

  /** Ends the run, and gives the clean-up until this time of its clock. */
  startCleanUp(deadline: number): void {
    this.#deadline = deadline;
    this.#isCleaning = true;
  }

  /** Ends the run: requests in flight are not waited for. */
  stop(): void {
    this.#deadline = this.#now();
    this.#wake();
  }

  /** Waits for a part of the run, until its end at most. Whatever the part throws later is ignored. */
  async within(work: Promise<unknown>): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    let timer: NodeJS.Timeout | undefined;
    const wait = () => {
      const leftMs = () => (this.#isCleaning ? this.cleanUpLeftMs : this.timeLeftMs);
      timer = setTimeout(() => (leftMs() === 0 ? resolve() : wait()), Math.min(leftMs() + graceMs, maxPauseMs));
    };
    this.#wake = () => {
      clearTimeout(timer);
      timer = setTimeout(resolve, graceMs);
    };
    wait();
    work.catch(() => {});
    try {
      await Promise.race([work, promise]);
    } finally {
      clearTimeout(timer);
    }
  }
}
