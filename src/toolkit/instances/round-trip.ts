import type { Excerpt } from '../contract/document/excerpt.ts';
import { isObject } from '../contract/document/is-object.ts';
import { joinPointer, pointerTokens, valueAt } from '../contract/document/json-pointer.ts';
import { isMalformed } from '../contract/document/malformed.ts';
import { essenceOf, isForm, isJson, isText } from '../contract/document/media-type.ts';
import type { MediaTypeObject, OpenApiDocument, ParameterObject } from '../contract/document/openapi.ts';
import { ownProperty } from '../contract/document/own-property.ts';
import { writeBody } from '../contract/request/body-writer.ts';
import { contentTypesOf } from '../contract/request/field-encoding.ts';
import { FormReader } from '../contract/request/form-reader.ts';
import { MultipartReader } from '../contract/request/multipart-reader.ts';
import { ParameterReader, type RawParameters } from '../contract/request/parameter-reader.ts';
import { writeParameters } from '../contract/request/parameter-writer.ts';
import type { RequestBodyKind, RequestParts } from '../contract/request/request-writer.ts';
import { RequestValidationError } from '../contract/response/request-validation-error.ts';
import { typingOf } from '../contract/schema/typed-text.ts';
import { XmlReader } from '../contract/schema/xml/xml-reader.ts';
import { isXmlValue } from '../contract/schema/xml/xml-shape.ts';

/** What is read of a value whose serialization is malformed. */
export const malformed: unique symbol = Symbol('malformed');

/** Writes requests and reads them again: not every style can represent every value. */
export class RoundTrip {
  readonly #document: OpenApiDocument;
  readonly #body: RequestBodyKind | undefined;
  readonly #all: ParameterReader;
  readonly #parameters = new Map<ParameterObject, ParameterReader>();
  readonly #read: ((bytes: Buffer, contentType: string) => unknown) | undefined;

  constructor({ document, operation }: Excerpt, body: RequestBodyKind | undefined) {
    this.#document = document;
    this.#all = new ParameterReader(document, operation, true);
    this.#body = body;
    this.#read = body && bodyReaderFor(document, body);
  }

  keeps({ parameters, body }: RequestParts): boolean {
    // Together, since the properties of an exploded object may have the names of other parameters.
    const { errors, ...read } = this.#all.read(rawOf([...parameters]));
    const isKept = ([{ in: location, name }, value]: [ParameterObject, unknown]) => isSame(value, read[location][name]);
    return errors.length === 0 && [...parameters].every(isKept) && this.#keepsBody(body);
  }

  /** A parameter as a server reads it; undefined if nothing is written. */
  readParameter(parameter: ParameterObject, value: unknown): unknown {
    const alone = { parameters: [parameter], security: [] };
    const reader = this.#parameters.get(parameter) ?? new ParameterReader(this.#document, alone as never, true);
    this.#parameters.set(parameter, reader);
    const { errors, ...read } = reader.read(rawOf([[parameter, value]]));
    return errors.length > 0 ? malformed : read[parameter.in][parameter.name];
  }

  #keepsBody(value: unknown): boolean {
    if (!this.#body || value === undefined) return true;
    const read = this.readBody(value);
    return read !== malformed && isSame(value, read);
  }

  /** What of a body any server reads: forms can't have empty lists and objects. */
  arriving(value: unknown): unknown {
    if (!isForm(this.#body?.mediaType ?? '')) return value;
    const read = this.readBody(value);
    return read === undefined || read === malformed ? value : readPart(value, read);
  }

  /** A body as any server reads it; undefined if nothing is written. */
  readBody(value: unknown): unknown {
    if (!this.#body || isJson(this.#body.mediaType)) return value;
    const { mediaType, pointer, partHeaders } = this.#body;
    const written = isForm(mediaType) && isObject(value) ? this.#withoutEmptyLists(value) : value;
    const { bytes, contentType } = writeBody(this.#document, mediaType, pointer, written, partHeaders);
    // A body without bytes counts as missing.
    if (bytes.length === 0) return undefined;
    try {
      return this.#read ? this.#read(Buffer.from(bytes), contentType) : value;
    } catch (error) {
      if (!isMalformed(error) && !(error instanceof RequestValidationError)) throw error;
      return malformed;
    }
  }

  /** An empty list is no field of a form, but where its encoding says that it is JSON: not every server reads `[]` in one. */
  #withoutEmptyLists(form: object): object {
    const { encoding = {} } = mediaAt(this.#document, this.#body?.pointer);
    const isJsonField = (name: string) => contentTypesOf(ownProperty(encoding, name) ?? {})?.some(isJson) === true;
    const fields = Object.entries(form);
    return Object.fromEntries(fields.filter(([name, field]) => !isEmptyList(field) || isJsonField(name)));
  }
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** A value without the properties that weren't read; files are read whole. */
function readPart(value: unknown, read: unknown): unknown {
  if (!isObject(value) || !isObject(read) || read instanceof Blob) return value;
  const kept = Object.entries(value).filter(([name]) => Object.hasOwn(read, name));
  return Object.fromEntries(kept.map(([name, own]) => [name, readPart(own, read[name])]));
}

/** Parameters as a server receives them. */
function rawOf(values: readonly (readonly [ParameterObject, unknown])[]): RawParameters {
  const { path, query, headers, cookies } = writeParameters(values);
  const lowered = Object.entries(headers).map(([name, text]) => [name.toLowerCase(), text.trim()]);
  const all = { ...Object.fromEntries(lowered), ...(cookies.length > 0 && { cookie: cookies.join('; ') }) };
  return { path, query: query.join('&'), headers: all };
}

/** @param pointer to its schema */
function mediaAt(document: OpenApiDocument, pointer: string | undefined): MediaTypeObject {
  const at = pointer === undefined ? undefined : joinPointer('#', ...pointerTokens(pointer).slice(0, -1));
  return (at === undefined ? {} : valueAt(document, at)) as MediaTypeObject;
}

/** @returns undefined for JSON and for bytes, which represent every value */
function bodyReaderFor(document: OpenApiDocument, { mediaType, pointer }: RequestBodyKind) {
  const essence = essenceOf(mediaType);
  const media = mediaAt(document, pointer);
  if (essence === 'application/x-www-form-urlencoded') {
    const reader = new FormReader(document, media);
    return (bytes: Buffer) => reader.read(bytes.toString());
  }
  if (essence === 'multipart/form-data') {
    const reader = new MultipartReader(document, media);
    return (bytes: Buffer, contentType: string) => reader.read(bytes, contentType);
  }
  if (isXmlValue(document, mediaType, media.schema)) {
    const reader = new XmlReader(document, media.schema);
    return (bytes: Buffer) => reader.read(bytes.toString());
  }
  if (isJson(mediaType) || !isText(mediaType)) return undefined;
  return (bytes: Buffer) => typingOf(document, media.schema).value(bytes.toString());
}

/** Files are not compared. */
function isSame(wanted: unknown, got: unknown): boolean {
  if (wanted === got || got instanceof Blob) return true;
  if (typeof wanted !== 'object' || typeof got !== 'object' || wanted === null || got === null) return false;
  const names = Object.keys(wanted).filter((name) => (wanted as Record<string, unknown>)[name] !== undefined);
  return (
    Array.isArray(wanted) === Array.isArray(got) &&
    names.length === Object.keys(got).length &&
    names.every((name) => Object.hasOwn(got, name) && isSame(wanted[name as never], got[name as never]))
  );
}
