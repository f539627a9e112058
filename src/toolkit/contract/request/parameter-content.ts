import { isJson } from '../document/media-type.ts';
import type { MediaTypeObject, OpenApiDocument } from '../document/openapi.ts';
import type { Codec, Fields } from '../document/style-rows.ts';
import { typingOf } from '../schema/typed-text.ts';
import { readJson } from './json-reader.ts';

type Content = Readonly<Record<string, MediaTypeObject>>;

/**
 * Makes a reader for a parameter with `content` instead of a style: JSON, or a text that is typed by its schema.
 * @see https://spec.openapis.org/oas/v3.1.1.html#fixed-fields-for-use-with-content
 */
export function readContent(document: OpenApiDocument, name: string, content: Content, codec: Codec) {
  const [mediaType = '', { schema } = {}] = Object.entries(content)[0] ?? [];
  const typing = typingOf(document, schema);
  const isPlain = isJson(mediaType);
  return (fields: Fields): unknown => {
    const [text] = fields.get(name) ?? [];
    if (text === undefined) return undefined;
    const decoded = codec.decode(text);
    return isPlain ? readJson(document, decoded, schema).value : typing.value(decoded);
  };
}
