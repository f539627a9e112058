import { isJson } from '../document/media-type.ts';
import type { EncodingObject, MediaTypeObject, OpenApiDocument, SchemaObject } from '../document/openapi.ts';
import type { Codec } from '../document/style-rows.ts';
import type { Shape } from '../document/styles.ts';
import { propertyNames, schemasAt, schemasInPlace } from '../schema/schema-shape.ts';
import { StyledReader } from '../schema/styled-reader.ts';
import { type Typing, typingOf } from '../schema/typed-text.ts';
import { readJson } from './json-reader.ts';

/**
 * How one property of a form is serialized: by its Encoding Object, or by the specification's defaults for its type.
 * @see https://spec.openapis.org/oas/v3.1.1.html#encoding-object
 */
export interface FieldEncoding {
  readonly encoding: EncodingObject;
  /** Whether it has a style; then its content type is ignored. */
  readonly isStyled: boolean;
  /** Declared media types and ranges; undefined if there are none. */
  readonly contentTypes: readonly string[] | undefined;
  readonly isFile: boolean;
  /** Whether its schema allows any type. */
  readonly isUntyped: boolean;
  readonly shapes: readonly Shape[];
  /** Reads a value that is written as JSON. @throws {SyntaxError} */
  readonly readJson: (text: string) => unknown;
  /** Reads its style; without one, brackets. */
  readonly reader: StyledReader;
}

/** Whether a property has a style. In OpenAPI 3.0 only urlencoded forms have them. */
export function isStyled({ openapi }: OpenApiDocument, encoding: EncodingObject, isMultipart: boolean): boolean {
  const { style, explode, allowReserved } = encoding;
  const isWritten = style !== undefined || explode !== undefined || allowReserved !== undefined;
  return isWritten && !(isMultipart && openapi.startsWith('3.0'));
}

export function contentTypesOf({ contentType }: EncodingObject): readonly string[] | undefined {
  const types = (contentType ?? '').split(',').map((type) => type.trim());
  return contentType === undefined ? undefined : types.filter((type) => type !== '');
}

/** Whether values are unencoded bytes: `format: binary`, or in 3.1 a content type without a content encoding. */
export function isBinary(document: OpenApiDocument, ...schemas: unknown[]): boolean {
  const own = schemasInPlace(document, ...schemas);
  const items = schemasInPlace(document, ...schemasAt(own, 0));
  return [...own, ...items].some(isBinarySchema);
}

function isBinarySchema({ format, contentMediaType, contentEncoding, type }: SchemaObject): boolean {
  if (format === 'binary') return true;
  if (typeof contentMediaType !== 'string' || contentEncoding !== undefined) return false;
  return type === undefined || !(isJson(contentMediaType) || /^text\/|xml$/i.test(contentMediaType));
}

/** The encodings of a form's properties. Those that take all remaining fields come last. */
export function fieldEncodings(
  document: OpenApiDocument,
  { schema, encoding = {} }: MediaTypeObject,
  isMultipart: boolean,
  codec: (encoding: EncodingObject) => Codec,
): ReadonlyMap<string, FieldEncoding> {
  const schemas = schemasInPlace(document, schema);
  const typing = typingOf(document, schema);
  const fields = propertyNames(schemas).map((name) => {
    const own = Object.hasOwn(encoding, name) ? (encoding[name] as EncodingObject) : {};
    return [
      name,
      fieldEncoding(document, name, own, schemasAt(schemas, name), typing.at(name), isMultipart, codec(own)),
    ] as const;
  });
  return new Map(fields.sort(([, a], [, b]) => Number(a.reader.isOpen) - Number(b.reader.isOpen)));
}

function fieldEncoding(
  document: OpenApiDocument,
  name: string,
  encoding: EncodingObject,
  schemas: readonly unknown[],
  typings: readonly Typing[],
  isMultipart: boolean,
  codec: Codec,
): FieldEncoding {
  const isFile = isBinary(document, ...schemas);
  const hasStyle = isStyled(document, encoding, isMultipart) && !(isMultipart && isFile);
  const styled = hasStyle ? encoding : { style: 'deepObject' };
  const shapes = [...new Set(typings.flatMap((typing) => typing.shapes))];
  return {
    encoding,
    isStyled: hasStyle,
    contentTypes: hasStyle ? undefined : contentTypesOf(encoding),
    isFile,
    isUntyped: typings.every((typing) => typing.isUntyped),
    shapes,
    // A text may be the list, or one of its items.
    readJson: (text) =>
      readJson(document, text, ...schemas, ...schemasAt(schemasInPlace(document, ...schemas), 0)).value,
    reader: new StyledReader(document, { name, location: 'query', styled, codec, schemas, typings }),
  };
}
