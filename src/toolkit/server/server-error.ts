import { CodedError } from '../contract/document/coded-error.ts';

/** What may be wrong with an app before it serves anything. */
export const serverErrorCodes = {
  /** An operation has no handler. */
  handler: 'SERVER_HANDLER',
  /** A security scheme has no handler. */
  security: 'SERVER_SECURITY',
} as const;

export type ServerErrorCode = (typeof serverErrorCodes)[keyof typeof serverErrorCodes];

/** An app can't be made; `code` says why. */
export class ServerError extends CodedError<ServerErrorCode> {
  override readonly name = 'ServerError';
}
