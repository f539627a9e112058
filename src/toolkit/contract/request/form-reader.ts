import { isJson } from '../document/media-type.ts';
import type { MediaTypeObject, OpenApiDocument } from '../document/openapi.ts';
import { codecFor, decodeFormText } from '../document/style-codecs.ts';
import { RequestValidationError } from '../response/request-validation-error.ts';
import { Literal, type Typing, typingOf, type Written } from '../schema/typed-text.ts';
import { type FieldEncoding, fieldEncodings } from './field-encoding.ts';
import { parseQuery } from './query-string.ts';

/**
 * Reads bodies of application/x-www-form-urlencoded. A list or an object without a style is JSON; repeated names and
 * brackets are read as well.
 * @see https://spec.openapis.org/oas/v3.1.1.html#encoding-the-x-www-form-urlencoded-media-type
 */
export class FormReader {
  readonly #fields: ReadonlyMap<string, FieldEncoding>;
  readonly #typing: Typing;

  constructor(document: OpenApiDocument, media: MediaTypeObject) {
    this.#fields = fieldEncodings(document, media, false, (encoding) => codecFor('query', encoding));
    this.#typing = typingOf(document, media.schema);
  }

  /**
   * @throws {URIError} where the percent-encoding is broken
   * @throws {RequestValidationError} where a property isn't written as its encoding says
   */
  read(text: string): unknown {
    const query = parseQuery(text, true);
    const written: Record<string, Written> = Object.create(null);
    for (const [name, field] of this.#fields) {
      const value = readField(name, field, query);
      if (value !== undefined) written[name] = value;
      if (!field.isStyled) query.delete(name);
      if (field.isStyled || !isOnly(field.shapes, 'primitive')) field.reader.take(query);
    }
    for (const [name, texts] of query) written[name] = oneOrAll(texts.map(decodeFormText));
    return this.#typing.value(written);
  }
}

function readField(
  name: string,
  { isStyled, contentTypes, reader, shapes, readJson }: FieldEncoding,
  query: ReadonlyMap<string, readonly string[]>,
): Written | undefined {
  const texts = query.get(name)?.map(decodeFormText);
  try {
    if (isStyled || !texts) return isStyled || !isOnly(shapes, 'primitive') ? reader.read(query) : undefined;
    return contentTypes?.some(isJson) ? jsonOf(texts.map(readJson), shapes) : oneOrAll(texts);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const value = texts?.length === 1 ? texts[0] : texts;
    throw new RequestValidationError(400, [{ in: 'body', path: [name], keyword: 'syntax', value }]);
  }
}

/** A list is one JSON array, or repeated items. */
export function jsonOf(values: readonly unknown[], shapes: readonly string[]): Written {
  const [first] = values;
  const isWhole = values.length === 1 && (Array.isArray(first) || !isOnly(shapes, 'array'));
  return isWhole ? new Literal(first) : values.map((value) => new Literal(value));
}

export function isOnly(shapes: readonly string[], shape: string): boolean {
  return shapes.length === 1 && shapes[0] === shape;
}

export function oneOrAll(values: readonly Written[]): Written {
  return values.length === 1 ? (values[0] as Written) : values;
}
