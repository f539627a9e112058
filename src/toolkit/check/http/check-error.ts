import { CodedError } from '../../contract/document/coded-error.ts';

/** Why a server could not be tested. */
export const checkErrorCodes = {
  /** No connection to the server can be made. */
  unreachable: 'CHECK_UNREACHABLE',
  /** The URL is no http or https URL, or its host is neither this machine nor allowed. */
  target: 'CHECK_TARGET',
  /** No token was issued for the name and password. */
  signIn: 'CHECK_SIGN_IN',
  /** The contract has no operation of that id. */
  unknown: 'CHECK_UNKNOWN',
  /** A report can't be written to its file. */
  report: 'CHECK_REPORT',
  /** The baseline can't be read, or is no report. */
  baseline: 'CHECK_BASELINE',
} as const;

export type CheckErrorCode = (typeof checkErrorCodes)[keyof typeof checkErrorCodes];

/** A server that could not be tested. The message says why, and what to do. */
export class CheckError extends CodedError<CheckErrorCode> {
  override readonly name = 'CheckError';
}
