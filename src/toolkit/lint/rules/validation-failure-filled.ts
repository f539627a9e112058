import { findUnfilledFailures } from '../../contract/response/unfilled-failures.ts';
import type { Rule } from '../rule.ts';

/** The declared response to an invalid request can be made from what is known of the request, or `x-validation-failure` says how. */
export const validationFailureFilled: Rule = {
  name: 'validation-failure-filled',
  severity: 'warn',
  requires:
    'what is known of an invalid request fills the schema of the declared 400 or 422, or x-validation-failure says how',
  advice: 'Write the x-validation-failure of the message, with your texts.',
  check: findUnfilledFailures,
};
