import { setImmediate } from 'node:timers/promises';
import { Turns } from './turns.ts';
import { cpuTimeMs, DefaultsCount, ValidationStopped } from './validation-clock.ts';

/** Of a validation between two pauses. */
const sliceMs = 8;

/** The time of one validation that pauses. Compiled validators look at it in each step. */
export class PatientClock {
  #sliceStart = 0;
  #sliceCpuMs = 0;
  #usedMs = 0;
  #totalMs = 0;
  readonly #defaults = new DefaultsCount();

  start(totalMs: number): void {
    this.#totalMs = totalMs;
    this.#usedMs = 0;
    this.#defaults.reset();
    this.#startSlice();
  }

  /** @throws {ValidationStopped} if too many defaults are filled in */
  fill(values: number): void {
    this.#defaults.add(values);
  }

  /** Whether it is time for a pause. */
  isDue(): boolean {
    return performance.now() - this.#sliceStart >= sliceMs;
  }

  /** Lets others run. @throws {ValidationStopped} when the time is over */
  async pause(): Promise<void> {
    this.#usedMs += cpuTimeMs() - this.#sliceCpuMs;
    if (this.#usedMs > this.#totalMs) throw new ValidationStopped('time');
    await setImmediate();
    this.#startSlice();
  }

  #startSlice(): void {
    this.#sliceStart = performance.now();
    this.#sliceCpuMs = cpuTimeMs();
  }
}

/** Validations with pauses take turns, as each holds its value in memory. */
export class PatientQueue {
  readonly clock: PatientClock = new PatientClock();
  readonly #totalMs: number;
  readonly #maxWaiting: number;
  readonly #turns = new Turns();
  #waiting = 0;

  /**
   * @param totalMs of all slices of a validation, in CPU time
   * @param maxWaiting how many may be there, with the one that runs
   */
  constructor(totalMs: number, maxWaiting: number) {
    this.#totalMs = totalMs;
    this.#maxWaiting = maxWaiting;
  }

  /** @throws {ValidationStopped} if too many wait */
  async run<T>(validate: () => Promise<T>): Promise<T> {
    if (this.#waiting >= this.#maxWaiting) throw new ValidationStopped('busy');
    this.#waiting++;
    const release = await this.#turns.take();
    try {
      this.clock.start(this.#totalMs);
      return await validate();
    } finally {
      this.#waiting--;
      release();
    }
  }
}

/** What clients send has limits; what a server makes has none, and doesn't wait for what clients send. */
export const requestQueue: PatientQueue = new PatientQueue(3000, 3);
export const responseQueue: PatientQueue = new PatientQueue(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
