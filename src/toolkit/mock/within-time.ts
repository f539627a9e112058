import { validationClock } from '../contract/schema/limits/validation-clock.ts';

/** What making a value may take, in milliseconds: a schema may have values that no end of trying finds. */
export const makeMs = 500;

/** What validating a response with records may take. */
export const repairMs = 15;

/** Runs what makes or validates values, and returns `otherwise` if it takes longer, or a schema applies itself to its value. */
export function withinTime<T>(ms: number, run: () => T, otherwise: T): T {
  try {
    return validationClock.attempt(ms, run, otherwise);
  } catch (error) {
    // Such a schema exceeds the stack.
    if (error instanceof RangeError) return otherwise;
    throw error;
  }
}
