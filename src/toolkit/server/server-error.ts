import { CodedError } from '../contract/document/coded-error.ts';

/** The codes of {@link ServerError}. */
export const serverErrorCodes = {
  /** An operation has no handler. */
  handler: 'SERVER_HANDLER',
  /** A security scheme has no handler. */
  security: 'SERVER_SECURITY',
} as const;

/** One of {@link serverErrorCodes}. */
export type ServerErrorCode = (typeof serverErrorCodes)[keyof typeof serverErrorCodes];

/**
 * Thrown by `createApp`; `code` says why.
 * @example
 * ```ts
 * import { createApp, loadContract, ServerError, serverErrorCodes } from 'concordat/server';
 *
 * const contract = await loadContract('openapi.yaml');
 * try {
 *   createApp({ contract, handlers: {} });
 * } catch (error) {
 *   if (error instanceof ServerError && error.code === serverErrorCodes.handler) console.error(error.message);
 * }
 * ```
 */
export class ServerError extends CodedError<ServerErrorCode> {
  override readonly name = 'ServerError';
}
