import { decodeLeniently } from '../document/style-codecs.ts';
import { tooManyFields } from '../response/request-validation-error.ts';
import { maxFields } from './query-string.ts';

/** One part of a body of multipart/form-data. */
export interface Part {
  readonly name: string;
  readonly fileName: string | undefined;
  /** By name in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly bytes: Buffer;
}

const lineEnd = '\r\n';
/** Of the headers of a part, in bytes: as much as Node reads of a request's. */
const maxHead = 16_384;

/**
 * Splits a body into its parts. Unlike `Response.formData` it keeps the headers and the bytes of every part.
 * @throws {SyntaxError} if it is malformed
 * @throws {RequestValidationError} 413 if there are more than {@link maxFields}
 * @see https://www.rfc-editor.org/rfc/rfc7578
 */
export function parseMultipart(bytes: Buffer, contentType: string): Part[] {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]+)"|([^\s;"]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) throw new SyntaxError('there is no boundary');
  const delimiter = `--${boundary}`;
  const parts: Part[] = [];
  let at = bytes.indexOf(delimiter);
  if (at === -1 || (at > 0 && bytes.subarray(at - 2, at).toString() !== lineEnd))
    throw new SyntaxError('there is no first part');
  for (;;) {
    at += delimiter.length;
    if (bytes.subarray(at, at + 2).toString() === '--') return parts;
    // Blanks may follow a boundary.
    while (bytes[at] === 0x20 || bytes[at] === 0x09) at++;
    const next = bytes.indexOf(lineEnd + delimiter, at);
    const head = bytes.indexOf(lineEnd + lineEnd, at);
    if (
      bytes.subarray(at, at + 2).toString() !== lineEnd ||
      next === -1 ||
      head === -1 ||
      head > next ||
      head - at > maxHead
    )
      throw new SyntaxError('a part is malformed');
    if (parts.length === maxFields) throw tooManyFields();
    const start = head + 2 * lineEnd.length;
    parts.push(partOf(bytes.toString('utf8', at + 2, head), bytes.subarray(start, Math.max(start, next))));
    at = next + lineEnd.length;
  }
}

function partOf(head: string, bytes: Buffer): Part {
  const headers = new Map(
    head.split(lineEnd).map((line) => {
      const colon = line.indexOf(':');
      if (colon < 1) throw new SyntaxError('a header of a part is malformed');
      return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const disposition = headers.get('content-disposition') ?? '';
  const name = parameterOf(disposition, 'name');
  if (!/^form-data\s*;/i.test(disposition) || name === undefined) throw new SyntaxError('a part has no name');
  return { name, fileName: parameterOf(disposition, 'filename') ?? extendedFileName(disposition), headers, bytes };
}

/** Browsers percent-encode quotes and line breaks; other clients escape quotes with a backslash. */
function parameterOf(disposition: string, wanted: string): string | undefined {
  const parameters = [...disposition.matchAll(/;\s*([^\s=;]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))/g)];
  const [, , quoted, plain] = parameters.find(([, name]) => name?.toLowerCase() === wanted) ?? [];
  const escaped: Readonly<Record<string, string>> = { '%22': '"', '%0d': '\r', '%0a': '\n' };
  return (quoted?.replaceAll('\\"', '"') ?? plain)?.replaceAll(
    /%(?:22|0d|0a)/gi,
    (code) => escaped[code.toLowerCase()] as string,
  );
}

/** RFC 7578 has none in forms, and yet some clients send them. @see https://www.rfc-editor.org/rfc/rfc8187#section-3.2 */
function extendedFileName(disposition: string): string | undefined {
  const [, encoded] = /^utf-8'[^']*'(.+)$/i.exec(parameterOf(disposition, 'filename*') ?? '') ?? [];
  return encoded && decodeLeniently(encoded.replaceAll('+', '%2B'));
}

/** Joins parts with a boundary that occurs in none of them. */
export function writeMultipart(parts: readonly { readonly head: readonly string[]; readonly bytes: Buffer }[]): {
  readonly boundary: string;
  readonly bytes: Buffer;
} {
  let boundary = 'concordat-boundary';
  while (parts.some(({ bytes }) => bytes.includes(boundary))) boundary += '-';
  const written = parts.flatMap(({ head, bytes }) => [
    Buffer.from(`--${boundary}${lineEnd}${head.join(lineEnd)}${lineEnd}${lineEnd}`),
    bytes,
    Buffer.from(lineEnd),
  ]);
  return { boundary, bytes: Buffer.concat([...written, Buffer.from(`--${boundary}--${lineEnd}`)]) };
}

/** UTF-8 as a text, which reports can show. */
export function asText(bytes: Buffer): string | Buffer {
  const text = bytes.toString();
  return Buffer.from(text).equals(bytes) ? text : bytes;
}
