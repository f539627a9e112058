import { isJson } from '../document/media-type.ts';
import type { EncodingObject, MediaTypeObject, OpenApiDocument } from '../document/openapi.ts';
import { plainCodec } from '../document/style-codecs.ts';
import { writeStyled } from '../document/styled-writer.ts';
import { schemasAt, schemasInPlace } from '../schema/schema-shape.ts';
import { contentTypesOf, isBinary, isStyled } from './field-encoding.ts';
import { textsOf } from './form-writer.ts';
import { asText, writeMultipart } from './multipart.ts';

/** The headers of parts, by property. */
export type PartHeaderValues = Readonly<Record<string, Readonly<Record<string, string>>>>;

interface WrittenPart {
  readonly head: readonly string[];
  readonly bytes: Buffer;
}

/** Writes an object as multipart/form-data, each property as its Encoding Object says. */
export function writeParts(
  document: OpenApiDocument,
  { schema, encoding = {} }: MediaTypeObject,
  value: unknown,
  headers: PartHeaderValues,
): { readonly contentType: string; readonly bytes: string | Uint8Array } {
  const schemas = schemasInPlace(document, schema);
  const fields = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const parts = fields.flatMap(([name, field]): WrittenPart[] => {
    if (field === undefined) return [];
    const own = Object.hasOwn(encoding, name) ? (encoding[name] as EncodingObject) : {};
    const more = Object.entries(headers[name] ?? {}).map((header) => header.join(': '));
    // Bytes have no style.
    const hasStyle = isStyled(document, own, true) && !isBinary(document, ...schemasAt(schemas, name));
    if (!hasStyle) return partsOf(document, name, own, schemasAt(schemas, name), field, more);
    const pairs = writeStyled(name, 'query', own, plainCodec, field);
    return pairs.map(([key, text]) => ({ head: [disposition(key), ...more], bytes: Buffer.from(text) }));
  });
  const { boundary, bytes } = writeMultipart(parts);
  return { contentType: `multipart/form-data; boundary=${boundary}`, bytes: asText(bytes) };
}

function partsOf(
  document: OpenApiDocument,
  name: string,
  encoding: EncodingObject,
  schemas: readonly unknown[],
  value: unknown,
  headers: readonly string[],
): WrittenPart[] {
  const declared = contentTypesOf(encoding);
  const isFile = isBinary(document, ...schemas);
  const own = schemasInPlace(document, ...schemas);
  const all = [...own, ...schemasInPlace(document, ...schemasAt(own, 0))];
  if (isFile || value instanceof Uint8Array) {
    const head = [disposition(name, 'file.bin'), `Content-Type: ${concrete(declared, 'application/octet-stream')}`];
    return [value].flat().map((item) => ({
      head: [...head, ...headers],
      bytes: item instanceof Uint8Array ? Buffer.from(item) : octetsOf(document, { allOf: all }, String(item)),
    }));
  }
  const isObject = [value].flat().some((item) => typeof item === 'object' && item !== null);
  const texts = textsOf(value, declared?.some(isJson));
  const isWhole = Array.isArray(value) && texts.length !== value.length;
  const usual = isObject || isWhole ? 'application/json' : undefined;
  const type = declared ? concrete(declared, usual ?? 'text/plain') : usual;
  return texts.map((text) => ({
    head: [disposition(name), ...(type === undefined ? [] : [`Content-Type: ${type}`]), ...headers],
    bytes: Buffer.from(text),
  }));
}

/** @see https://html.spec.whatwg.org/#multipart-form-data for what is escaped */
function disposition(name: string, fileName?: string): string {
  const escaped = name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  return `Content-Disposition: form-data; name="${escaped}"${fileName === undefined ? '' : `; filename="${fileName}"`}`;
}

/** The first media type of a list that is no range, else one within the first range. */
function concrete(declared: readonly string[] | undefined, usual: string): string {
  const known = declared?.find((type) => !type.includes('*')) ?? declared?.[0] ?? usual;
  if (known === '*/*') return usual;
  const examples: Readonly<Record<string, string>> = {
    image: 'png',
    text: 'plain',
    audio: 'mpeg',
    video: 'mp4',
    application: 'octet-stream',
  };
  const [top = ''] = known.split('/');
  return known.endsWith('/*')
    ? usual.startsWith(`${top}/`)
      ? usual
      : `${top}/${examples[top] ?? 'x-unknown'}`
    : known;
}

/**
 * A text as the bytes of a file. If the schema limits its length, each character is one octet, since the limits count octets
 * and generated texts have as many characters as the limits allow.
 */
export function octetsOf(document: OpenApiDocument, schema: unknown, text: string): Buffer {
  const isLimited = schemasInPlace(document, schema).some(
    ({ minLength, maxLength }) => minLength !== undefined || maxLength !== undefined,
  );
  return isLimited ? Buffer.from([...text].map((character) => character.codePointAt(0) as number)) : Buffer.from(text);
}
