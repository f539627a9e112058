import { parse as parseJson } from 'secure-json-parse';
import { charsetOf, essenceOf, findMediaType, isJson, isText } from '../document/media-type.ts';
import type { OpenApiDocument, RequestBodyObject } from '../document/openapi.ts';
import { type Operation, resolveReference } from '../document/operations.ts';
import { RequestValidationError } from '../response/request-validation-error.ts';
import type { RequestError } from '../response/validation-failure.ts';
import { propertyNames, schemasAt, schemasInPlace } from '../schema/schema-shape.ts';
import { decodeFormText } from './query-string.ts';

/** A body that was read, by the media type or range of the contract that covers it. */
export interface ReadBody {
  /** As the client has named it, without parameters. */
  readonly mediaType?: string;
  /** The contract's, where it has a schema that such a body can be validated against. */
  readonly declaredType?: string;
  /** What is validated, in which files of a form are empty texts. */
  readonly body?: unknown;
  /** Puts the files of a form back into what was validated. */
  readonly finish?: (body: unknown) => unknown;
}

/** Reads the bodies of an operation's requests, whose bytes are there already: media type first, then form. */
export class BodyReader {
  readonly #content: NonNullable<RequestBodyObject['content']>;
  readonly #types: readonly string[];
  readonly #required: boolean;
  readonly #document: OpenApiDocument;

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
   * @throws {RequestValidationError} 415, or 400 with the one error that keeps it from being read
   */
  async read(bytes: Buffer | undefined, given: string | undefined): Promise<ReadBody> {
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
    const hasSchema = (this.#content[declared]?.schema ?? undefined) !== undefined;
    if (isMultipart(mediaType))
      return { mediaType, declaredType: declared, ...(await this.#readMultipart(bytes, given, declared)) };
    const isReadable = isJson(mediaType) || isText(mediaType) || isForm(mediaType);
    const body = readText(bytes, mediaType);
    return { mediaType, body, ...(hasSchema && isReadable ? { declaredType: declared } : {}) };
  }

  /** @see https://www.rfc-editor.org/rfc/rfc7578 */
  async #readMultipart(bytes: Buffer, contentType: string, declared: string): Promise<ReadBody> {
    const headers = { 'content-type': contentType };
    const form = await new globalThis.Response(new Uint8Array(bytes), { headers }).formData().catch(() => {
      throw refuse(400, { in: 'body', path: [], keyword: 'syntax' });
    });
    const schemas = schemasInPlace(this.#document, this.#content[declared]?.schema);
    const files = new Map<string, unknown>();
    const parts = Map.groupBy(form, ([name]) => name);
    const valuesOf = (name: string) => (parts.get(name) ?? []).map(([, value]) => value);
    // A file is validated as a text of its length.
    const body = collect([...parts.keys()], (name) =>
      valuesOf(name).map((value) => (typeof value === 'string' ? value : '\0'.repeat(value.size))),
    );
    const lists = new Set<string>();
    for (const name of propertyNames(schemas)) {
      if (!Object.hasOwn(body, name)) continue;
      const inside = schemasInPlace(this.#document, ...schemasAt(schemas, name));
      const types = inside.flatMap(({ type }) => type ?? []);
      const value = body[name];
      // Objects are JSON unless `encoding` says otherwise, and a list comes part by part, or as JSON as well.
      if (types.includes('object')) body[name] = fromJson(value, 'object');
      if (!types.includes('array')) continue;
      lists.add(name);
      const listed = fromJson(value, 'array');
      const itemTypes = schemasInPlace(this.#document, ...schemasAt(inside, 0)).flatMap(({ type }) => type ?? []);
      const items = Array.isArray(listed) ? listed : [listed];
      body[name] = itemTypes.includes('object') ? items.map((item) => fromJson(item, 'object')) : items;
    }
    for (const name of parts.keys()) {
      const values = valuesOf(name);
      if (values.every((value) => typeof value === 'string')) continue;
      files.set(name, values.length === 1 && !lists.has(name) ? values[0] : values);
    }
    return { body, finish: (validated) => Object.assign(validated as object, Object.fromEntries(files)) };
  }
}

function readText(bytes: Buffer, mediaType: string): unknown {
  const isKnown = isJson(mediaType) || isText(mediaType) || isForm(mediaType) || /[/+]xml$/.test(mediaType);
  if (!isKnown) return bytes;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (isJson(mediaType)) return parseJson(withinDepth(text));
    return isForm(mediaType) ? parseForm(text) : text;
  } catch {
    throw refuse(400, { in: 'body', path: [], keyword: 'syntax' });
  }
}

/** How deep JSON may be: what is deeper can be read, and not be written again. */
const maxDepth = 1000;

function withinDepth(text: string): string {
  let depth = 0;
  // A text that is shorter can't be deeper.
  if (text.length <= 2 * maxDepth) return text;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) at = endOfText(text, at);
    else if (code === 0x5b || code === 0x7b) depth++;
    else if (code === 0x5d || code === 0x7d) depth--;
    if (depth > maxDepth) throw new SyntaxError('nested too deeply');
  }
  return text;
}

/** The place of the quote that ends a text of JSON. */
function endOfText(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5c) at++;
    else if (code === 0x22) return at;
  }
  return text.length;
}

/** @see https://url.spec.whatwg.org/#urlencoded-parsing */
function parseForm(text: string): Record<string, unknown> {
  const pairs = text
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', value = ''] = pair.split(/=(.*)/s);
      return [decodeFormText(name), decodeFormText(value)] as const;
    });
  const values = Map.groupBy(pairs, ([name]) => name);
  return collect([...values.keys()], (name) => (values.get(name) ?? []).map(([, value]) => value));
}

/** A name that comes once has one value, else a list of them. No name can reach a prototype. */
function collect(names: readonly string[], valuesOf: (name: string) => string[]): Record<string, unknown> {
  const body = Object.create(null) as Record<string, unknown>;
  for (const name of names) {
    const values = valuesOf(name);
    body[name] = values.length === 1 ? values[0] : values;
  }
  return body;
}

/** What a text says as JSON, where that is an object or a list as it should be; else the text. */
function fromJson(text: unknown, wanted: 'object' | 'array'): unknown {
  if (typeof text !== 'string') return text;
  try {
    const value: unknown = parseJson(text);
    return typeof value === 'object' && value !== null && Array.isArray(value) === (wanted === 'array') ? value : text;
  } catch {
    return text;
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
