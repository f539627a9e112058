import { CodedError } from '../contract/document/coded-error.ts';

/** The codes of {@link OutgoingError}. */
export const outgoingErrorCodes = {
  /** The URL isn't http or https, or has a user name or password in it. Nothing was sent. */
  url: 'HTTP_URL',
  /** The URL's host, or an address that it resolves to, may not be reached. Nothing was sent. */
  target: 'HTTP_TARGET',
  /** An entry of the allow-list is neither an address, a range nor a host name. */
  allowedTarget: 'HTTP_ALLOWED_TARGET',
  /** The name has no address, or it could not be looked up. */
  unresolved: 'HTTP_UNRESOLVED',
  /** No connection in time, or no complete response. */
  timeout: 'HTTP_TIMEOUT',
  /** The connection was refused, or broke before the response was complete. */
  connection: 'HTTP_CONNECTION',
  /** HTTP can't carry the request, for example because of a line break in a header. */
  unsendable: 'HTTP_UNSENDABLE',
} as const;

/** One of {@link outgoingErrorCodes}. */
export type OutgoingErrorCode = (typeof outgoingErrorCodes)[keyof typeof outgoingErrorCodes];

/**
 * Thrown by `OutgoingClient.send` and `parseAllowedTargets`; `code` says why.
 * @example
 * ```ts
 * import { OutgoingClient, OutgoingError, outgoingErrorCodes } from 'concordat/http';
 *
 * const client = new OutgoingClient({ policy: { reach: 'public', allowed: [] } });
 * const url = new URL('http://10.0.0.5/');
 * await client.send({ url, method: 'POST', headers: {} }).catch((error) => {
 *   if (error instanceof OutgoingError && error.code === outgoingErrorCodes.target) console.error('not allowed');
 *   else throw error;
 * });
 * ```
 */
export class OutgoingError extends CodedError<OutgoingErrorCode> {
  override readonly name = 'OutgoingError';
}
