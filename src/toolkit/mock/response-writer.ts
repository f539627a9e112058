import type { ServerResponse } from 'node:http';
import { stringifyExactly } from '../contract/document/exact-json.ts';
import { isJson, withCharset } from '../contract/document/media-type.ts';
import type { OperationResponse } from '../contract/response/response.ts';
import { hasContent } from '../contract/response/response-content.ts';
import { isCookie, writeHeader } from '../contract/schema/header-value.ts';

/** How a scenario breaks a connection: at once, without any response, within the body. */
export type ConnectionFault = 'reset' | 'none' | 'half';

/** What was written, besides the headers that were set before. */
export interface WrittenResponse {
  readonly headers: WrittenHeaders;
  /** Undefined if there is no body. */
  readonly content: string | Uint8Array | undefined;
}

/** Writes a response. Node leaves the body out where the request was HEAD. */
export function writeResponse(
  message: ServerResponse,
  response: OperationResponse,
  fault?: ConnectionFault | undefined,
): WrittenResponse {
  const { status, headers = {}, mediaType = 'application/json', body } = response;
  const written: WrittenHeaders = {};
  for (const name in headers) {
    const value = headers[name];
    if (value === undefined || value === null || connectionHeaders.test(name) || !token.test(name)) continue;
    if (ownHeaders.test(name)) continue;
    written[name] = Array.isArray(value) && isCookie(name) ? value.map(headerText) : headerText(value);
  }
  if (body === undefined || !hasContent('get', status)) {
    message.writeHead(status, written).end();
    return { headers: written, content: undefined };
  }
  const content = contentOf(response, mediaType);
  written['content-type'] = headerText(withCharset(mediaType));
  written['x-content-type-options'] = 'nosniff';
  if (runsScripts.test(mediaType)) addSandbox(written);
  written['content-length'] = Buffer.byteLength(content);
  message.writeHead(status, written);
  if (fault === 'half') {
    // The connection is closed once the half was passed to the system.
    message.write(content.slice(0, Math.ceil(content.length / 2)), () => message.destroy());
  } else message.end(content);
  return { headers: written, content };
}

type WrittenHeaders = Record<string, string | string[] | number>;

/** Headers of the connection and of the body's coding are set by the server, whatever a contract declares. */
const connectionHeaders =
  /^(connection|keep-alive|transfer-encoding|content-length|content-type|content-encoding|trailer|upgrade|te|date)$/i;

/** The mock sets the headers of CORS itself, and this one wherever there is a body. */
const ownHeaders = /^(access-control-.*|x-content-type-options)$/i;

/** What a browser shows as a document with scripts, if it is opened. */
const runsScripts = /html|xml|xsl|multipart/i;

/**
 * Gives a document an origin of its own, so that its scripts reach the mock's control paths no more than those of any
 * other page: they come from a contract, or from a record that some page has created.
 * @see https://www.w3.org/TR/CSP3/#directive-sandbox
 */
function addSandbox(headers: WrittenHeaders): void {
  const name = Object.keys(headers).find((other) => /^content-security-policy$/i.test(other));
  headers[name ?? 'content-security-policy'] = name === undefined ? sandbox : `${headers[name]}, ${sandbox}`;
}

const sandbox = 'sandbox allow-downloads allow-forms allow-modals allow-popups allow-scripts allow-top-navigation';

/** @see https://www.rfc-editor.org/rfc/rfc9110#name-tokens */
export const token: RegExp = /^[\w!#$%&'*+.^`|~-]+$/;

/** The JSON of bodies that were written. A body is never changed, so it is serialized once, however often it is sent. */
const texts = new WeakMap<object, string>();

/** What is sent of a body. */
export function contentOf({ body }: OperationResponse, mediaType: string): string | Uint8Array {
  if (body instanceof Uint8Array || (typeof body === 'string' && !isJson(mediaType))) return body;
  if (typeof body !== 'object' || body === null) return stringifyExactly(body);
  const text = texts.get(body) ?? stringifyExactly(body);
  texts.set(body, text);
  return text;
}

function headerText(value: unknown): string {
  if (typeof value === 'number') return String(value);
  return String(writeHeader('', {}, value)).replaceAll(/[^\t\u0020-\u007e\u0080-\u00ff]/g, '?');
}
