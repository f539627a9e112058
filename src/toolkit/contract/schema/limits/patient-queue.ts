import { setImmediate } from 'node:timers/promises';
import { Turns } from './turns.ts';
import { cpuTimeMs, DefaultsCount, Pace, ValidationStopped } from './validation-clock.ts';

/** Of a validation between two pauses. */
const sliceMs = 8;

/** The time of one validation that pauses. */
export class PatientClock {
  /** Steps until the next look at the time. Compiled validators count it down. */
  left = 0;
  #sliceStart = 0;
  #sliceCpuMs = 0;
  #looked = 0;
  #usedMs = 0;
  #totalMs = 0;
  readonly #pace = new Pace();
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

  /** @throws {ValidationStopped} when the time is over */
  pause(): Promise<void> | undefined {
    const now = performance.now();
    this.left = this.#pace.next(now - this.#looked);
    this.#looked = now;
    if (now - this.#sliceStart < sliceMs) return undefined;
    this.#usedMs += cpuTimeMs() - this.#sliceCpuMs;
    if (this.#usedMs > this.#totalMs) throw new ValidationStopped('time');
    return this.#letOthersRun();
  }

  /** Counts a step of what isn't compiled. */
  step(): Promise<void> | undefined {
    return --this.left < 0 ? this.pause() : undefined;
  }

  async #letOthersRun(): Promise<void> {
    await setImmediate();
    this.#startSlice();
  }

  #startSlice(): void {
    this.left = 0;
    this.#pace.reset();
    this.#sliceStart = performance.now();
    this.#sliceCpuMs = cpuTimeMs();
    this.#looked = this.#sliceStart;
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
