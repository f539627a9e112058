import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OperationResponse } from '../contract/response/response.ts';
import type { HostNames } from './access/host-names.ts';
import { isFromTrustedPage } from './access/pages.ts';
import { token } from './response-writer.ts';

/**
 * Lets pages of any origin read the responses; with credentials, those that a developer works on.
 * @returns whether the request was a preflight, whose response is sent
 * @see https://fetch.spec.whatwg.org/#http-cors-protocol
 */
export function allowOrigins(request: IncomingMessage, response: ServerResponse, hosts: HostNames): boolean {
  const { origin } = request.headers;
  // A response without an Origin is not to be reused for a page either.
  response.setHeader('Vary', 'Origin');
  if (origin === undefined) return false;
  response.setHeader('Access-Control-Allow-Origin', origin);
  if (isFromTrustedPage(request, hosts)) response.setHeader('Access-Control-Allow-Credentials', 'true');
  const method = request.headers['access-control-request-method'];
  if (request.method !== 'OPTIONS' || method === undefined) return false;
  response.setHeader('Access-Control-Allow-Methods', method);
  const headers = request.headers['access-control-request-headers'];
  if (headers !== undefined) response.setHeader('Access-Control-Allow-Headers', headers);
  if (request.headers['access-control-request-private-network'] === 'true')
    response.setHeader('Access-Control-Allow-Private-Network', 'true');
  response.setHeader('Access-Control-Max-Age', '600');
  response.writeHead(204).end();
  return true;
}

/** Lets pages read the headers of a response. They are named one by one: `*` has no effect on requests with credentials. */
export function exposeHeaders(
  { headers: { origin } }: IncomingMessage,
  message: ServerResponse,
  { headers = {} }: OperationResponse,
): void {
  if (origin === undefined) return;
  const names = Object.keys(headers).filter((name) => token.test(name));
  message.setHeader('Access-Control-Expose-Headers', names.join(', '));
}
