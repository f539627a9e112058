import { parseJsonText } from '../document/json-text.ts';
import { decodeText, isMalformed } from '../document/malformed.ts';
import { charsetOf, essenceOf, findMediaType, isJson, isText, isXml } from '../document/media-type.ts';
import type { MediaTypeObject, OpenApiDocument } from '../document/openapi.ts';
import { bracketedNames } from '../document/style-brackets.ts';
import { plainCodec } from '../document/style-codecs.ts';
import type { Fields } from '../document/style-rows.ts';
import { RequestValidationError } from '../response/request-validation-error.ts';
import type { RequestError } from '../response/validation-failure.ts';
import { Literal, type Typing, typingOf, type Written } from '../schema/typed-text.ts';
import { type FieldEncoding, fieldEncodings } from './field-encoding.ts';
import { isOnly, jsonOf, oneOrAll } from './form-reader.ts';
import { type Part, parseMultipart } from './multipart.ts';
import { PartHeaders } from './part-headers.ts';
import { maxTold } from './request-errors.ts';

/**
 * Reads bodies of multipart/form-data. The media type of a part and the schema of its property decide whether it is a file,
 * a JSON value or a text; its file name, where the schema allows any type.
 * @see https://spec.openapis.org/oas/v3.1.1.html#encoding-multipart-media-types
 */
export class MultipartReader {
  readonly #fields: ReadonlyMap<string, FieldEncoding>;
  readonly #typing: Typing;
  readonly #headers: PartHeaders;

  constructor(document: OpenApiDocument, media: MediaTypeObject) {
    this.#fields = fieldEncodings(document, media, true, () => plainCodec);
    this.#typing = typingOf(document, media.schema);
    this.#headers = new PartHeaders(document);
  }

  /**
   * @throws {SyntaxError} where it is malformed
   * @throws {RequestValidationError} 415 where a part isn't of the type that is declared for it, or 400 where it can't be
   *   read, or its headers break their schemas
   */
  read(bytes: Buffer, contentType: string): unknown {
    const parts = Map.groupBy(parseMultipart(bytes, contentType), ({ name }) => name);
    let texts: Fields | undefined;
    const written: Record<string, Written> = Object.create(null);
    const errors: RequestError[] = [];
    for (const [name, field] of this.#fields) {
      const items = parts.has(name) ? undefined : itemsInBrackets(name, field, parts);
      const own = items ?? parts.get(name);
      for (const part of own ?? []) errors.push(...this.#headers.check(part, field.encoding));
      // A part that is JSON says so, whatever the style.
      const isStyled = field.isStyled && !own?.every(({ headers }) => isJson(headers.get('content-type') ?? ''));
      const hasNames = isStyled || (!own && !isOnly(field.shapes, 'primitive'));
      const value = hasNames
        ? caught(name, errors, () => {
            texts ??= textsOf(parts);
            return field.reader.read(texts);
          })
        : readParts(name, own, field, errors, items !== undefined);
      if (value === undefined) continue;
      written[name] = value;
      if (!isStyled) parts.delete(name);
      field.reader.take(parts);
    }
    for (const [name, own] of parts) written[name] ??= readParts(name, own, undefined, errors) ?? '';
    if (errors.length > 0) {
      const isOfOtherType = errors.some(({ keyword }) => keyword === 'contentType');
      throw new RequestValidationError(isOfOtherType ? 415 : 400, errors.slice(0, maxTold));
    }
    return this.#typing.value(written);
  }
}

/** Clients that write `photos[]` or `photos[0]` do so for files as well. */
function itemsInBrackets(
  name: string,
  { isStyled, shapes }: FieldEncoding,
  parts: ReadonlyMap<string, readonly Part[]>,
): readonly Part[] | undefined {
  if (isStyled || !shapes.includes('array')) return undefined;
  const indexes = bracketedNames(parts, name).map((key) => key.slice(name.length + 1, -1));
  if (indexes.length === 0 || !indexes.every((index) => /^\d{0,9}$/.test(index))) return undefined;
  return indexes
    .sort((a, b) => Number(a) - Number(b))
    .flatMap((index) => parts.get(`${name}[${index}]`) ?? [])
    .map((part) => ({ ...part, name }));
}

/** Large files have no style: what has one is decoded when it is first needed. */
function textsOf(parts: ReadonlyMap<string, readonly Part[]>): Fields {
  return new Map([...parts].map(([name, own]) => [name, own.map((part) => part.bytes.toString())]));
}

function readParts(
  name: string,
  parts: readonly Part[] | undefined,
  field: FieldEncoding | undefined,
  errors: RequestError[],
  areItems = false,
): Written | undefined {
  if (!parts) return undefined;
  const shapes = field?.shapes ?? [];
  const read = parts.map((part) =>
    // Of so many errors no more are told.
    errors.length >= maxTold ? '' : (caught(name, errors, () => readPart(part, field, errors)) ?? ''),
  );
  if (areItems) return read;
  const whole = read.every((value) => value instanceof Literal);
  return whole
    ? jsonOf(
        read.map((value) => value.value),
        shapes,
      )
    : oneOrAll(read);
}

function readPart(part: Part, field: FieldEncoding | undefined, errors: RequestError[]): Written {
  const { name, fileName, headers, bytes } = part;
  const given = headers.get('content-type');
  const { contentTypes, isFile = false, isUntyped = true } = field ?? {};
  if (given !== undefined && contentTypes && findMediaType(contentTypes, given) === undefined) {
    errors.push({ in: 'body', path: [name], keyword: 'contentType', value: essenceOf(given) });
    return '';
  }
  const type = given ?? contentTypes?.find((declared) => !declared.includes('*')) ?? 'text/plain';
  // Where the schema doesn't say, the file name is all that tells a file from a text.
  const isNamed = isUntyped && contentTypes === undefined && fileName !== undefined && !isJson(type);
  if (isFile || isNamed || !isReadable(type))
    return new Literal(new File([bytes as Uint8Array<ArrayBuffer>], fileName ?? 'blob', { type: given ?? '' }));
  const text = decodeText(bytes, charsetOf(type));
  const isValue = isJson(type) && field?.reader.isText !== true;
  return isValue ? new Literal(field ? field.readJson(text) : parseJsonText(text)) : text;
}

function isReadable(type: string): boolean {
  return isText(type) || isJson(type) || isXml(type);
}

/** A property that can't be read is reported as malformed. */
function caught<T>(name: string, errors: RequestError[], read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!isMalformed(error)) throw error;
    errors.push({ in: 'body', path: [name], keyword: 'syntax' });
    return undefined;
  }
}
