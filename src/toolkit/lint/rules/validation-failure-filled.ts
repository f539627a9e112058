import { findUnfilledFailures } from '../../contract/response/unfilled-failures.ts';
import type { Rule } from '../rule.ts';

/** The declared response to an invalid request can be made from what is known of the request, or `x-validation-failure` says how. */
export const validationFailureFilled: Rule = {
  name: 'validation-failure-filled',
  severity: 'warn',
  check: findUnfilledFailures,
};
