/** A validation was stopped, with no verdict. */
export class ValidationStopped extends Error {
  override readonly name = 'ValidationStopped';
  /** `time`: it took too long, `errors`: it found more than are told, `busy`: too many others are under way. */
  readonly reason: 'time' | 'errors' | 'busy';

  constructor(reason: ValidationStopped['reason']) {
    super(`the validation was stopped: ${reason}`);
    this.reason = reason;
  }
}

/**
 * How many steps are taken between two looks at the time. A step usually takes nanoseconds, but one through an object with
 * a hundred thousand properties takes milliseconds.
 */
export class Pace {
  #steps = 0;

  reset(): void {
    this.#steps = 0;
  }

  /** @param elapsedMs since the last look @returns how many steps to take before the next one */
  next(elapsedMs: number): number {
    this.#steps = elapsedMs > 1 ? 0 : Math.min(2 * this.#steps + 1, 127);
    return this.#steps;
  }
}

/**
 * The time that validations may take without a pause. They are synchronous, so that one clock serves all. Outside of
 * {@link run} they take as long as they need: a contract's own examples aren't requests.
 */
class ValidationClock {
  /** Steps until the next look at the time. Compiled validators count it down. */
  left = 0;
  /** Compiled validators stop when they have collected more. */
  maxErrors = Number.POSITIVE_INFINITY;
  #deadline = Number.POSITIVE_INFINITY;
  #looked = 0;
  readonly #pace = new Pace();

  /** @throws {ValidationStopped} if the time is over */
  look(): void {
    if (this.#deadline === Number.POSITIVE_INFINITY) {
      this.left = 10_000;
      return;
    }
    const now = performance.now();
    if (now > this.#deadline) throw new ValidationStopped('time');
    this.left = this.#pace.next(now - this.#looked);
    this.#looked = now;
  }

  /** Counts a step of what isn't compiled. @throws {ValidationStopped} if the time is over */
  step(): void {
    if (--this.left < 0) this.look();
  }

  /** @throws {ValidationStopped} */
  stop(): never {
    throw new ValidationStopped('errors');
  }

  /**
   * Runs a validation.
   * @param maxErrors how many errors may be collected
   * @throws {ValidationStopped}
   */
  run<T>(timeMs: number, maxErrors: number, validate: () => T): T {
    this.#looked = performance.now();
    this.#deadline = this.#looked + timeMs;
    this.#pace.reset();
    this.left = 0;
    this.maxErrors = maxErrors;
    try {
      return validate();
    } finally {
      this.#deadline = Number.POSITIVE_INFINITY;
      this.maxErrors = Number.POSITIVE_INFINITY;
    }
  }
}

export const validationClock: ValidationClock = new ValidationClock();
