import { setImmediate } from 'node:timers/promises';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { branchDefaults } from './branch-defaults.ts';
import type { PatientValidator } from './patient-validator.ts';
import { ValidationStopped, validationClock } from './validation-clock.ts';

/** How one schema is validated; all but the first is compiled when it is needed. */
export interface Validators {
  /** Stops at the first error. */
  readonly judge: ValidateFunction;
  /** Collects all errors. */
  readonly makeCollector: () => ValidateFunction;
  /** Pauses. Undefined if the schema can only be validated at a stretch. */
  readonly makePatient: () => PatientValidator | undefined;
}

/**
 * @param isLarge see `RunOptions`
 * @returns the errors; none for a valid value
 */
export type BoundedValidation = (
  value: object,
  isLarge?: boolean,
) => readonly ErrorObject[] | Promise<readonly ErrorObject[]>;

/** What a validation takes before it goes on with pauses: at most twice this. */
const judgeMs = 8;
/** What collecting all errors may take. */
const collectMs = 12;
/** After so long, others get their turn before errors are collected. */
const longMs = 5;
/** How many errors are told: a body of a megabyte may have a hundred thousand. */
const maxErrors = 1000;

/**
 * Validates requests without holding up others. Whether a value is valid is found out first, without collecting errors;
 * what takes long goes on with pauses. If collecting all errors takes too long, the first one is told, and if there are
 * too many, those that were found.
 * @throws {ValidationStopped} synchronously or not, if there is no verdict in time
 */
export function boundedValidation({ judge, makeCollector, makePatient }: Validators): BoundedValidation {
  let collector: ValidateFunction | undefined;
  let patient: PatientValidator | undefined;

  const collect = (value: object, first: readonly ErrorObject[], isLarge = true): readonly ErrorObject[] => {
    collector ??= makeCollector();
    return collectErrors(collector, value, first, isLarge);
  };

  const goOn = async (value: object): Promise<readonly ErrorObject[]> => {
    branchDefaults.forget(value);
    await setImmediate();
    patient ??= makePatient();
    if (!patient) throw new ValidationStopped('time');
    await setImmediate();
    const first = await patient(value);
    return first.length === 0 ? first : collectLater(value, first);
  };

  const collectLater = async (value: object, first: readonly ErrorObject[]) => {
    await setImmediate();
    return collect(value, first);
  };

  return (value, isLarge = false) => {
    try {
      if (validationClock.run(judgeMs, () => judge(value), { maxErrors, isLarge })) return [];
    } catch (error) {
      // With pauses, as many defaults would be too many.
      if (error instanceof ValidationStopped && error.reason !== 'defaults') return goOn(value);
      // The stack is exceeded, with pauses just as without.
      throw error instanceof RangeError ? new ValidationStopped('depth') : error;
    }
    const first = judge.errors ?? [];
    if (performance.now() - validationClock.startedMs >= longMs) return collectLater(value, first);
    return collect(value, first, isLarge);
  };
}

/**
 * All errors of an invalid value, if that takes neither too much time nor too much room.
 * @param first the errors that were found when it was judged
 * @param isLarge see `RunOptions`
 */
export function collectErrors(
  validate: ValidateFunction,
  value: object,
  first: readonly ErrorObject[],
  isLarge = true,
): readonly ErrorObject[] {
  try {
    validationClock.run(collectMs, () => validate(value), { maxErrors, isLarge });
  } catch (error) {
    // Ajv's code for `unevaluatedProperties` may throw where it collects errors.
    return (error instanceof ValidationStopped && error.errors) || first;
  }
  const all = validate.errors ?? [];
  return all.length === 0 ? first : all;
}
