import { decodeText, isMalformed } from '../document/malformed.ts';
import { charsetOf, essenceOf, findMediaType, isJson, isText, isXml } from '../document/media-type.ts';
import type { MediaTypeObject, OpenApiDocument, RequestBodyObject } from '../document/openapi.ts';
import { type Operation, resolveReference } from '../document/operations.ts';
import { RequestValidationError } from '../response/request-validation-error.ts';
import type { RequestError } from '../response/validation-failure.ts';
import { validationClock } from '../schema/limits/validation-clock.ts';
import { schemasInPlace } from '../schema/schema-shape.ts';
import { setAside } from '../schema/stand-ins.ts';
import { typingOf } from '../schema/typed-text.ts';
import { XmlReader } from '../schema/xml/xml-reader.ts';
import { isXmlValue } from '../schema/xml/xml-shape.ts';
import { isBinary } from './field-encoding.ts';
import { FormReader, isOnly } from './form-reader.ts';
import { type ReadJson, readJson } from './json-reader.ts';
import { MultipartReader } from './multipart-reader.ts';

/** A body that was read, by the media type or range of the contract that covers it. */
export interface ReadBody {
  /** As the client has named it, without parameters. */
  readonly mediaType?: string;
  /** The contract's, where it has a schema that such a body can be validated against. */
  readonly declaredType?: string;
  /** The value to validate, with stand-ins for files and bytes. */
  readonly body?: unknown;
  /** Restores the files, bytes and BigInts of a validated body. */
  readonly finish?: (body: unknown) => unknown;
}

/** What typing the texts of a body may take, which depends on the branches of its schema. */
export const readMs = 15;

/** Parsing such a body takes milliseconds, and so may a single step of its validation. In bytes. */
const largeBody = 65_536;

export function isLarge(bytes: Buffer | undefined): boolean {
  return bytes !== undefined && bytes.length > largeBody;
}

/** Reads one body. @throws if it is malformed */
type ReadContent = (bytes: Buffer, given: string) => unknown;

/** Reads the bodies of an operation's requests, whose bytes are there already: media type first, then form. */
export class BodyReader {
  readonly #content: NonNullable<RequestBodyObject['content']>;
  readonly #types: readonly string[];
  readonly #required: boolean;
  readonly #document: OpenApiDocument;
  /** By declared and actual media type. */
  readonly #readers = new Map<string, ReadContent>();

  constructor(document: OpenApiDocument, { node }: Operation) {
    const described = resolveReference<RequestBodyObject>(document, node.requestBody ?? {});
    this.#document = document;
    this.#content = described.content ?? {};
    this.#types = Object.keys(this.#content);
    this.#required = described.required === true;
  }

  /**
   * @param bytes without any content coding
   * @param given the header Content-Type
   * @throws {RequestValidationError} 413 for too many fields, 415, or 400 with the reasons why it can't be read
   * @throws {ValidationStopped} where typing takes too long
   */
  read(bytes: Buffer | undefined, given: string | undefined): ReadBody {
    if (this.#types.length === 0) return {};
    if (!bytes || bytes.length === 0) {
      if (this.#required) throw refuse(400, { in: 'body', path: [], keyword: 'required' });
      return {};
    }
    const mediaType = given === undefined ? undefined : essenceOf(given);
    const declared = mediaType && findMediaType(this.#types, mediaType);
    if (given === undefined || mediaType === undefined || !declared) throw refuseType(mediaType);
    const charset = charsetOf(given);
    if (!isForm(mediaType) && charset !== undefined && !/^(utf-?8|us-ascii)$/.test(charset)) throw refuseType(given);
    const media = this.#content[declared] ?? {};
    const isValidated = (media.schema ?? undefined) !== undefined && this.#isValidated(mediaType, media);
    const { value: body, isExact } = readOrRefuse(() =>
      validationClock.run(readMs, () => this.#read(bytes, given, mediaType, declared, media), {
        isLarge: isLarge(bytes),
      }),
    );
    const read = { mediaType, ...(isValidated && { declaredType: declared }) };
    if (!isExact || !isValidated) return { ...read, body };
    const held = setAside(body);
    return { ...read, body: held.value, finish: held.putBack };
  }

  #read(bytes: Buffer, given: string, mediaType: string, declared: string, media: MediaTypeObject): ReadJson {
    if (isJson(mediaType)) return readJson(this.#document, decodeText(bytes), media.schema);
    const key = `${declared} ${mediaType}`;
    const read = this.#readers.get(key) ?? validationClock.exclude(() => readerFor(this.#document, mediaType, media));
    this.#readers.set(key, read);
    return { value: read(bytes, given), isExact: true };
  }

  /** Of bytes only the length is validated. How an object or a list is a text, no specification says. */
  #isValidated(mediaType: string, { schema }: MediaTypeObject): boolean {
    if (isJson(mediaType) || isForm(mediaType) || isMultipart(mediaType)) return true;
    if (isXmlValue(this.#document, mediaType, schema)) return true;
    if (isText(mediaType)) return typingOf(this.#document, schema).shapes.includes('primitive');
    const schemas = isXml(mediaType) ? [] : schemasInPlace(this.#document, schema);
    return schemas.some(({ minLength, maxLength }) => minLength !== undefined || maxLength !== undefined);
  }
}

function readerFor(document: OpenApiDocument, mediaType: string, media: MediaTypeObject): ReadContent {
  if (isMultipart(mediaType)) {
    const reader = new MultipartReader(document, media);
    return (bytes, given) => reader.read(bytes, given);
  }
  if (isForm(mediaType)) {
    const reader = new FormReader(document, media);
    return (bytes) => reader.read(decodeText(bytes));
  }
  if (isBinary(document, media.schema)) return (bytes) => bytes;
  if (isXmlValue(document, mediaType, media.schema)) {
    const reader = new XmlReader(document, media.schema);
    return (bytes) => reader.read(decodeText(bytes));
  }
  if (isText(mediaType)) {
    const typing = typingOf(document, media.schema);
    const isScalar = isOnly(typing.shapes, 'primitive');
    return (bytes) => (isScalar ? typing.value(decodeText(bytes)) : decodeText(bytes));
  }
  return isXml(mediaType) ? (bytes) => decodeText(bytes) : (bytes) => bytes;
}

function readOrRefuse<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!isMalformed(error)) throw error;
    throw refuse(400, { in: 'body', path: [], keyword: 'syntax' });
  }
}

function isForm(mediaType: string): boolean {
  return mediaType === 'application/x-www-form-urlencoded';
}

function isMultipart(mediaType: string): boolean {
  return mediaType === 'multipart/form-data';
}

function refuse(status: number, error: RequestError): RequestValidationError {
  return new RequestValidationError(status, [error]);
}

function refuseType(value: string | undefined): RequestValidationError {
  return refuse(415, { in: 'header', path: ['Content-Type'], keyword: 'contentType', value });
}
