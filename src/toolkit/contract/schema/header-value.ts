import { isMalformed } from '../document/malformed.ts';
import { isJson } from '../document/media-type.ts';
import type { HeaderObject, OpenApiDocument } from '../document/openapi.ts';
import { plainCodec } from '../document/style-codecs.ts';
import { parsedCompound } from './compound-text.ts';
import { StyledReader } from './styled-reader.ts';
import { typingOf } from './typed-text.ts';

/**
 * Makes a reader for the values of a header: texts are read in style `simple` or as its `content` says, and typed.
 * @returns takes a text, or several if the header occurred several times; other values are returned as they are
 * @see https://spec.openapis.org/oas/v3.1.1.html#header-object
 */
export function headerReader(document: OpenApiDocument, header: HeaderObject): (written: unknown) => unknown {
  const [[mediaType, media] = []] = Object.entries(header.content ?? {});
  const schema = header.schema ?? media?.schema;
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
  const readText = (text: string): unknown => {
    if (mediaType !== undefined) return isJson(mediaType) ? (parsedCompound(text) ?? text) : typing.value(text);
    try {
      return typing.value(styled.read(new Map([['', [text]]])) ?? text);
    } catch (error) {
      if (!isMalformed(error)) throw error;
      return text;
    }
  };
  return (written) => {
    if (typeof written === 'string') return readText(written);
    if (!Array.isArray(written)) return written;
    if (!isList) return typeof written[0] === 'string' ? readText(written[0]) : written[0];
    return written.every((one) => typeof one === 'string') ? readText(written.join(', ')) : written;
  };
}
