import { CodedError } from '../../contract/document/coded-error.ts';

/** Why a server could not be tested. */
export const checkErrorCodes = {
  /** Nobody answers at the URL. */
  unreachable: 'CHECK_UNREACHABLE',
  /** The URL is no http or https URL, or not one of this machine, and nobody said that it may be sent to. */
  target: 'CHECK_TARGET',
  /** The name and password got no token. */
  signIn: 'CHECK_SIGN_IN',
  /** The contract doesn't have what was asked for. */
  unknown: 'CHECK_UNKNOWN',
  /** A report can't be written where it is to be. */
  report: 'CHECK_REPORT',
  /** The baseline can't be read, or is none. */
  baseline: 'CHECK_BASELINE',
} as const;

export type CheckErrorCode = (typeof checkErrorCodes)[keyof typeof checkErrorCodes];

/** A server that could not be tested. The message says why, and what to do. */
export class CheckError extends CodedError<CheckErrorCode> {
  override readonly name = 'CheckError';
}
