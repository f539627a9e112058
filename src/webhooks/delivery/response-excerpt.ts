import type { OutgoingResponse } from '../../http.ts';

/** How much of a response is kept, in bytes. */
const maxBytes = 1024;

/** The start of a response's body as text; undefined if it is empty, or compressed, as nothing is decompressed. */
export function excerptOf({ headers, body }: Pick<OutgoingResponse, 'headers' | 'body'>): string | undefined {
  // A list if the receiver sent it twice.
  const { 'content-encoding': encoding = 'identity' } = headers;
  if (body.length === 0 || String(encoding).trim().toLowerCase() !== 'identity') return undefined;
  if (body.length <= maxBytes) return cut(body.toString());
  let end = maxBytes;
  // At the first byte of a character.
  while (end > maxBytes - 4 && ((body[end] as number) & 0b1100_0000) === 0b1000_0000) end--;
  return cut(body.toString('utf8', 0, end));
}

/** Each byte that isn't UTF-8 became a character of three. */
function cut(text: string): string {
  return Buffer.byteLength(text) <= maxBytes ? text : text.slice(0, Math.floor(maxBytes / 3)).toWellFormed();
}
