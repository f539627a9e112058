import { STATUS_CODES } from 'node:http';
import { type OutgoingError, type OutgoingErrorCode, outgoingErrorCodes } from '../../http.ts';
import { attemptDeadlines } from './settings.ts';

/** By the code of Node or undici. Others are told by their code. */
const connectionErrors: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection closed before the response was complete',
  EPIPE: 'connection closed before the response was complete',
  UND_ERR_SOCKET: 'connection closed before the response was complete',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
  CERT_HAS_EXPIRED: 'TLS certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'TLS certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'TLS certificate is self-signed',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'TLS certificate of an unknown issuer',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'TLS certificate of an unknown issuer',
  ERR_TLS_CERT_ALTNAME_INVALID: 'TLS certificate of another host',
};

/**
 * Neither the address that a name resolved to is told, nor whether it did: this would tell strangers about the names of the
 * network that the service is in.
 */
const unreachable = 'the host has no address that may be reached';

const descriptions: Partial<Record<OutgoingErrorCode, string>> = {
  [outgoingErrorCodes.url]: 'the URL has to be http or https, without user name and password',
  [outgoingErrorCodes.target]: unreachable,
  [outgoingErrorCodes.unresolved]: unreachable,
  [outgoingErrorCodes.unsendable]: "HTTP can't carry the request",
};

/** Why there was no response, for the owner of the webhook: without addresses, and without what was sent. */
export function describeError(error: OutgoingError): string {
  const known = descriptions[error.code];
  if (known !== undefined) return known;
  const { code = '', name } = (error.cause ?? {}) as NodeJS.ErrnoException;
  if (error.code === outgoingErrorCodes.timeout) {
    const isConnecting = code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT';
    const { connectTimeoutMs, timeoutMs } = attemptDeadlines;
    return isConnecting
      ? `no connection within ${connectTimeoutMs / 1000} s`
      : `no complete response within ${timeoutMs / 1000} s`;
  }
  if (code.startsWith('HPE_') || name === 'HTTPParserError') return 'malformed HTTP response';
  return connectionErrors[code] ?? (code === '' ? 'connection failed' : `connection failed (${code})`);
}

/** Why a status is a failure: `503 Service Unavailable`. */
export function describeStatus(status: number): string {
  const text = `${status} ${STATUS_CODES[status] ?? ''}`.trim();
  return status >= 300 && status < 400 ? `${text}: redirects are not followed` : text;
}
