import type { ServerResponse } from 'node:http';
import { isJson, isText } from '../contract/document/media-type.ts';
import type { OperationResponse } from '../contract/response/response.ts';

/** How a connection fails where a scenario wants it to. */
export type ConnectionFault = 'reset' | 'none' | 'half';

/** What is known of an answer that is given again and again: its body as text, and what it was mended to. */
export const kept = Symbol('kept');

export interface KeptAnswer extends OperationResponse {
  readonly [kept]?: { text?: string; mended?: KeptAnswer };
}

/** Writes an answer. A body that is sent again is made into text once. */
export function writeResponse(
  response: ServerResponse,
  answer: KeptAnswer,
  { isHead = false, fault }: { isHead?: boolean; fault?: ConnectionFault | undefined } = {},
): void {
  const { status, headers = {}, mediaType = 'application/json', body } = answer;
  const written: Record<string, string | number> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value === undefined || value === null || connectionHeaders.test(name) || !token.test(name)) continue;
    // What pages of other origins may see is said by the mock itself.
    if (!/^access-control-/i.test(name)) written[name] = headerText(value);
  }
  if (body === undefined) {
    response.writeHead(status, written).end();
    return;
  }
  const content = contentOf(answer, mediaType);
  written['content-type'] = headerText(withCharset(mediaType));
  written['content-length'] = Buffer.byteLength(content);
  response.writeHead(status, written);
  if (fault === 'half') {
    response.write(content.slice(0, Math.ceil(content.length / 2)));
    // The half has to be on its way before the connection goes.
    setTimeout(() => response.destroy(), 20);
  } else response.end(isHead ? undefined : content);
}

/** What is about the connection, or how a body is written, is said by who writes it, whatever a contract declares. */
const connectionHeaders =
  /^(connection|keep-alive|transfer-encoding|content-length|content-type|content-encoding|trailer|upgrade|te|date)$/i;

/** @see https://www.rfc-editor.org/rfc/rfc9110#name-tokens */
const token = /^[\w!#$%&'*+.^`|~-]+$/;

function contentOf({ body, [kept]: known }: KeptAnswer, mediaType: string): string | Uint8Array {
  if (!isJson(mediaType) && (typeof body === 'string' || body instanceof Uint8Array)) return body;
  if (!known) return JSON.stringify(body);
  known.text ??= JSON.stringify(body);
  return known.text;
}

/** @see https://spec.openapis.org/oas/v3.1.1.html#header-object the style `simple` */
function headerText(value: unknown): string {
  if (typeof value === 'number') return String(value);
  const text = (part: unknown) => (typeof part === 'object' ? JSON.stringify(part) : String(part));
  const written = Array.isArray(value) ? value.map(text).join(', ') : text(value);
  return written.replaceAll(/[^\t\u0020-\u007e\u0080-\u00ff]/g, '?');
}

function withCharset(mediaType: string): string {
  return (isJson(mediaType) || isText(mediaType)) && !mediaType.includes(';')
    ? `${mediaType}; charset=utf-8`
    : mediaType;
}
