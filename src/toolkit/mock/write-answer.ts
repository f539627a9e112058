import type { ServerResponse } from 'node:http';
import { isJson, isText } from '../contract/media-type.ts';
import type { Answer } from '../contract/response.ts';

/** How a connection fails where a scenario wants it to. */
export type ConnectionFault = 'reset' | 'none' | 'half';

const bytesOf = new WeakMap<object, string>();

/** Writes an answer. @param keep whether its body will be sent again as it is, so that it is made into text once */
export function writeAnswer(
  response: ServerResponse,
  { status, headers = {}, mediaType = 'application/json', body }: Answer,
  { isHead = false, fault }: { isHead?: boolean; fault?: ConnectionFault | undefined } = {},
): void {
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || value === null) continue;
    response.setHeader(name, headerText(value));
  }
  if (body === undefined) {
    response.writeHead(status).end();
    return;
  }
  const content = contentOf(body, mediaType);
  response.setHeader('content-type', withCharset(mediaType));
  response.setHeader('content-length', Buffer.byteLength(content));
  response.writeHead(status);
  if (fault === 'half') {
    response.write(content.slice(0, Math.ceil(content.length / 2)));
    // The half has to be on its way before the connection goes.
    setTimeout(() => response.destroy(), 20);
  } else response.end(isHead ? undefined : content);
}

function contentOf(body: unknown, mediaType: string): string | Uint8Array {
  if (!isJson(mediaType) && (typeof body === 'string' || body instanceof Uint8Array)) return body;
  if (typeof body !== 'object' || body === null) return JSON.stringify(body);
  const known = bytesOf.get(body);
  if (known !== undefined) return known;
  const text = JSON.stringify(body);
  bytesOf.set(body, text);
  return text;
}

/** @see https://spec.openapis.org/oas/v3.1.1.html#header-object the style `simple` */
function headerText(value: unknown): string | string[] {
  const text = (part: unknown) => (typeof part === 'object' ? JSON.stringify(part) : String(part));
  const written = Array.isArray(value) ? value.map(text).join(', ') : text(value);
  return written.replaceAll(/[^\t\u0020-\u007e\u0080-\u00ff]/g, '?');
}

function withCharset(mediaType: string): string {
  return (isJson(mediaType) || isText(mediaType)) && !mediaType.includes(';')
    ? `${mediaType}; charset=utf-8`
    : mediaType;
}
