import type { ErrorObject } from 'ajv';

/** A validation was stopped, with no verdict. */
export class ValidationStopped extends Error {
  override readonly name = 'ValidationStopped';
  /**
   * `time`: it took too long, `depth`: the value is nested too deeply, `errors`: it found more than are told, `defaults`: it
   * filled in too many, `busy`: too many others are under way.
   */
  readonly reason: 'time' | 'depth' | 'errors' | 'defaults' | 'busy';
  /** Those that were found until then, for the reason `errors`. */
  readonly errors: readonly ErrorObject[] | undefined;

  constructor(reason: ValidationStopped['reason'], errors?: readonly ErrorObject[]) {
    super(`the validation was stopped: ${reason}`);
    this.reason = reason;
    this.errors = errors;
  }
}

/** How a validation is run. */
export interface RunOptions {
  /** How many errors may be collected. Default: any number. */
  readonly maxErrors?: number;
  /**
   * Whether single steps may take milliseconds, as those through an object with a hundred thousand properties do: then the
   * time is looked at in each, and CPU time counts from the beginning, which takes a microsecond. Default: false.
   */
  readonly isLarge?: boolean;
}

/** Steps between two looks at the time, where steps take nanoseconds. */
const maxSteps = 127;

/**
 * How many values the defaults of one request may have, together. A list of a megabyte may have 350,000 empty objects, and
 * each gets defaults of its own.
 */
const maxDefaults = 500_000;

/** Counts the defaults that validators fill in. */
export class DefaultsCount {
  #values = 0;

  reset(): void {
    this.#values = 0;
  }

  /** @throws {ValidationStopped} if they are too many */
  add(values: number): void {
    this.#values += values;
    if (this.#values > maxDefaults) throw new ValidationStopped('defaults');
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
  /** In how many branches the validator is: their errors may turn out to be none. Compiled validators count them. */
  unions = 0;
  /** When the last {@link run} began, as `performance.now()` has it. */
  startedMs = 0;
  #timeMs = Number.POSITIVE_INFINITY;
  #deadline = Number.POSITIVE_INFINITY;
  /** Of this thread, when the CPU time began to count. */
  #cpuMs: number | undefined;
  #looked = 0;
  #steps = 0;
  #maxSteps = maxSteps;
  readonly #defaults = new DefaultsCount();

  /** Called before a default of so many values is filled in. @throws {ValidationStopped} if they are too many */
  fill(values: number): void {
    if (this.#deadline !== Number.POSITIVE_INFINITY) this.#defaults.add(values);
  }

  /** @throws {ValidationStopped} if the time is over */
  look(): void {
    if (this.#deadline === Number.POSITIVE_INFINITY) {
      this.left = 10_000;
      return;
    }
    const now = performance.now();
    if (now > this.#deadline) this.#extend(now);
    this.#steps = now - this.#looked > 1 ? 0 : Math.min(2 * this.#steps + 1, this.#maxSteps);
    this.left = this.#steps;
    this.#looked = now;
  }

  /** The system may have given the time to another process. CPU time tells, but is too slow to ask for each request. */
  #extend(now: number): void {
    const cpuMs = cpuTimeMs();
    this.#cpuMs ??= cpuMs;
    const rest = this.#timeMs - (cpuMs - this.#cpuMs);
    if (rest <= 0) throw new ValidationStopped('time');
    this.#deadline = now + rest;
  }

  /** Counts a step of what isn't compiled. @throws {ValidationStopped} if the time is over */
  step(): void {
    if (--this.left < 0) this.look();
  }

  /** Called with the errors that a validator has collected. @throws {ValidationStopped} if they are too many */
  checkErrors(errors: readonly ErrorObject[]): void {
    if (errors.length > this.maxErrors && this.unions === 0) throw new ValidationStopped('errors', errors);
  }

  /**
   * Runs a validation.
   * @param timeMs after which CPU time counts, and how much of that there is
   * @throws {ValidationStopped}
   */
  run<T>(timeMs: number, validate: () => T, options: RunOptions = {}): T {
    const { maxErrors = Number.POSITIVE_INFINITY, isLarge = false } = options;
    // What runs within another validation has its time.
    if (this.#deadline !== Number.POSITIVE_INFINITY) return validate();
    this.startedMs = performance.now();
    this.#looked = this.startedMs;
    this.#timeMs = timeMs;
    this.#deadline = this.#looked + timeMs;
    this.#cpuMs = isLarge ? cpuTimeMs() : undefined;
    this.#steps = 0;
    this.#maxSteps = isLarge ? 0 : maxSteps;
    this.#defaults.reset();
    this.left = 0;
    this.maxErrors = maxErrors;
    this.unions = 0;
    try {
      return validate();
    } finally {
      this.#deadline = Number.POSITIVE_INFINITY;
      this.maxErrors = Number.POSITIVE_INFINITY;
    }
  }

  /** Runs what may be left undone, and returns `otherwise` if it takes longer. */
  attempt<T>(timeMs: number, run: () => T, otherwise: T): T {
    try {
      return this.run(timeMs, run);
    } catch (error) {
      if (error instanceof ValidationStopped) return otherwise;
      throw error;
    }
  }

  /** Runs what is done once for all requests, such as compiling a schema, and doesn't count its time. */
  exclude<T>(prepare: () => T): T {
    const deadline = this.#deadline;
    if (deadline === Number.POSITIVE_INFINITY) return prepare();
    const started = performance.now();
    const startedCpuMs = cpuTimeMs();
    this.#deadline = Number.POSITIVE_INFINITY;
    try {
      return prepare();
    } finally {
      this.#deadline = deadline + (performance.now() - started);
      if (this.#cpuMs !== undefined) this.#cpuMs += cpuTimeMs() - startedCpuMs;
      this.left = 0;
    }
  }
}

/** Of this thread, in milliseconds. */
export function cpuTimeMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

export const validationClock: ValidationClock = new ValidationClock();
