import { isMalformed } from '../document/malformed.ts';
import { isJson } from '../document/media-type.ts';
import type { HeaderObject, MediaTypeObject, OpenApiDocument } from '../document/openapi.ts';
import { plainCodec } from '../document/style-codecs.ts';
import { toAsciiJson, writeStyled } from '../document/styled-writer.ts';
import { parsedCompound } from './compound-text.ts';
import { StyledReader } from './styled-reader.ts';
import { typingOf } from './typed-text.ts';

/** The media type of a header with `content`, and its schema in either case. */
function contentOf({ content, schema }: HeaderObject): { mediaType: string | undefined; schema: unknown } {
  const [[mediaType, media] = []] = Object.entries<MediaTypeObject>(content ?? {});
  return { mediaType, schema: schema ?? media?.schema };
}

/**
 * Makes a reader for the values of a header: texts are read in style `simple` or as its `content` says, and typed.
 * @returns takes a text, or several if the header occurred several times; other values are returned as they are
 * @see https://spec.openapis.org/oas/v3.1.1.html#header-object
 */
export function headerReader(
  document: OpenApiDocument,
  name: string,
  header: HeaderObject,
): (written: unknown) => unknown {
  const { mediaType, schema } = contentOf(header);
  const typing = typingOf(document, schema);
  const parts = {
    name: '',
    location: 'header',
    styled: header,
    codec: plainCodec,
    schemas: [schema],
    typings: [typing],
  };
  const styled = new StyledReader(document, parts as never);
  const isList = typing.shapes.includes('array');
  // Many write a text without the quotes that make it JSON.
  const readJson = (text: string): unknown => parsedCompound(text) ?? typing.value(text.replace(/^"([^"\\]*)"$/, '$1'));
  const readText = (text: string): unknown => {
    if (mediaType !== undefined) return isJson(mediaType) ? readJson(text) : typing.value(text);
    try {
      return typing.value(styled.read(new Map([['', [text]]])) ?? text);
    } catch (error) {
      if (!isMalformed(error)) throw error;
      return text;
    }
  };
  // A cookie may have commas: several are several headers, always.
  if (isCookie(name) && isList) return (written) => (typeof written === 'string' ? [written] : written);
  return (written) => {
    if (typeof written === 'string') return readText(written);
    if (!Array.isArray(written)) return written;
    if (!isList) return typeof written[0] === 'string' ? readText(written[0]) : written[0];
    return written.every((one) => typeof one === 'string') ? readText(written.join(', ')) : written;
  };
}

/**
 * The value of a header as it goes out: in style `simple`, or as its `content` says. A text is written already.
 * @returns several texts for several headers of the name, such as cookies
 * @see https://spec.openapis.org/oas/v3.1.1.html#style-values
 */
export function writeHeader(name: string, header: HeaderObject, value: unknown): string | string[] {
  if (typeof value !== 'object' || value === null || value instanceof Date) return String(value);
  if (isCookie(name) && Array.isArray(value)) return value.map((one) => String(writeHeader(name, header, one)));
  if (header.content !== undefined) return toAsciiJson(value);
  return writeStyled(name, 'header', header, plainCodec, value)[0]?.[1] ?? '';
}

/** @see https://www.rfc-editor.org/rfc/rfc6265#section-3 */
export function isCookie(name: string): boolean {
  return name.toLowerCase() === 'set-cookie';
}
