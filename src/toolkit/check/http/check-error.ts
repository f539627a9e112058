import { CodedError } from '../../contract/document/coded-error.ts';

/** The codes of {@link CheckError}. */
export const checkErrorCodes = {
  /** No connection to the server can be made. */
  unreachable: 'CHECK_UNREACHABLE',
  /** The URL is no http or https URL, or its host is neither this machine nor allowed. */
  target: 'CHECK_TARGET',
  /** No token was issued for the name and password. */
  signIn: 'CHECK_SIGN_IN',
  /** The contract has no operation of that id. */
  unknown: 'CHECK_UNKNOWN',
  /** The contract has no operations. */
  empty: 'CHECK_EMPTY',
  /** A report can't be written to its file. */
  report: 'CHECK_REPORT',
  /** The baseline can't be read, or is no report. */
  baseline: 'CHECK_BASELINE',
} as const;

/** One of {@link checkErrorCodes}. */
export type CheckErrorCode = (typeof checkErrorCodes)[keyof typeof checkErrorCodes];

/**
 * A server could not be tested. The message says why, and what to do.
 * @example
 * ```ts
 * import { CheckError, checkErrorCodes, loadContract, runChecks } from 'concordat';
 *
 * const contract = await loadContract('openapi.yaml');
 * await runChecks({ contract, url: 'http://127.0.0.1:8080' }).catch((error) => {
 *   if (error instanceof CheckError && error.code === checkErrorCodes.unreachable) console.error('start the server');
 *   else throw error;
 * });
 * ```
 */
export class CheckError extends CodedError<CheckErrorCode> {
  override readonly name = 'CheckError';
}
