import { isMalformed } from '../document/malformed.ts';
import type { OpenApiDocument, ParameterObject } from '../document/openapi.ts';
import { type Operation, resolveReference } from '../document/operations.ts';
import { ownProperty, setOwnProperty } from '../document/own-property.ts';
import { codecFor, decodeLeniently } from '../document/style-codecs.ts';
import type { Fields } from '../document/style-rows.ts';
import type { RequestError } from '../response/validation-failure.ts';
import { StyledReader } from '../schema/styled-reader.ts';
import { typingOf } from '../schema/typed-text.ts';
import { readContent } from './parameter-content.ts';
import { parseCookies, parseQuery, type Query } from './query-string.ts';

/** The parameters of one request as they came, before anything was decoded. */
export interface RawParameters {
  readonly path: Readonly<Record<string, string>>;
  /** Without the question mark. */
  readonly query: string;
  /** By name in lower case; cookies are read from `cookie`. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

type Values = Record<string, unknown>;

/** The values by their names in the contract, typed by their schemas; a text that can't be typed stays a text. */
export interface ReadParameters {
  readonly path: Values;
  readonly query: Values;
  readonly header: Values;
  readonly cookie: Values;
  /** What couldn't be read, and query parameters that aren't in the contract. */
  readonly errors: readonly RequestError[];
}

interface Reader {
  readonly name: string;
  readonly in: ParameterObject['in'];
  /** @throws if it is malformed */
  readonly read: (fields: Fields) => unknown;
  /** Removes its fields from a query. */
  readonly take: (query: Query) => void;
  readonly isOpen: boolean;
  /** Whether it reads no other field than the one with its name. */
  readonly isDirect: boolean;
  readonly isExploded: boolean;
  readonly isRequired: boolean;
}

/** Header parameters of these names are ignored. @see https://spec.openapis.org/oas/v3.1.1.html#fixed-fields-for-parameter */
const describedElsewhere = new Set(['accept', 'content-type', 'authorization']);

export function isReadable({ name, in: location }: ParameterObject): boolean {
  return location !== 'header' || !describedElsewhere.has(name.toLowerCase());
}

/**
 * Reads the parameters of an operation's requests by their `style` and `explode`, or by their `content`.
 * @see https://spec.openapis.org/oas/v3.1.1.html#style-values
 */
export class ParameterReader {
  readonly #readers: readonly Reader[];
  readonly #otherQueryNames: ReadonlySet<string>;
  readonly #anyQueryName: boolean;

  /** @param allowUnknown whether query parameters that the contract doesn't have are let through, unread */
  constructor(document: OpenApiDocument, operation: Operation, allowUnknown = false) {
    const readers = operation.parameters.filter(isReadable).map((parameter) => readerFor(document, parameter));
    // A field is the parameter of its name before it is a property of an exploded object; what takes whatever is left is the last.
    const rankOf = ({ isDirect, isOpen }: Reader) => (isOpen ? 2 : isDirect ? 0 : 1);
    this.#readers = readers.sort((a, b) => rankOf(a) - rankOf(b));
    this.#otherQueryNames = new Set(queryCredentials(document, operation));
    this.#anyQueryName = allowUnknown || this.#readers.some((reader) => reader.in === 'query' && reader.isOpen);
  }

  read(raw: RawParameters): ReadParameters {
    const errors: RequestError[] = [];
    const read = { path: {} as Values, query: {} as Values, header: {} as Values, cookie: {} as Values };
    const query = raw.query === '' ? undefined : parseQuery(raw.query);
    for (const reader of this.#readers) {
      const fields = reader.in === 'query' ? query : fieldsOf(reader, raw);
      if (!fields || (reader.isDirect && !fields.has(reader.name))) continue;
      try {
        const value = reader.read(fields);
        if (value !== undefined) setOwnProperty<unknown>(read[reader.in], reader.name, value);
      } catch (error) {
        if (!isMalformed(error)) throw error;
        errors.push({ in: reader.in, path: [reader.name], keyword: 'syntax', value: writtenValue(reader, fields) });
      }
      if (query && reader.in === 'query') reader.take(query);
    }
    if (query && !this.#anyQueryName) {
      for (const [name, [value = '']] of query) {
        if (this.#otherQueryNames.has(name)) continue;
        errors.push({ in: 'query', path: [name], keyword: 'additionalProperties', value: decodeLeniently(value) });
      }
    }
    return { ...read, errors };
  }
}

function readerFor(document: OpenApiDocument, parameter: ParameterObject): Reader {
  const { name, in: location, schema, content } = parameter;
  const own = { name, in: location, isRequired: parameter.required === true };
  const codec = codecFor(location, parameter);
  if (content !== undefined) {
    const read = readContent(document, name, content, codec);
    return { ...own, read, take: (query) => query.delete(name), isOpen: false, isDirect: true, isExploded: false };
  }
  const typing = typingOf(document, schema);
  const parts = { name, location, styled: parameter, codec, schemas: [schema], typings: [typing] };
  const styled = new StyledReader(document, parts);
  const mayBeEmpty = location === 'query' && parameter.allowEmptyValue === true;
  return {
    ...own,
    read: (fields) => {
      if (mayBeEmpty && isEmpty(fields.get(name))) return '';
      const text = styled.read(fields);
      return text === undefined ? undefined : typing.value(text);
    },
    take: (query) => styled.take(query),
    isOpen: styled.isOpen,
    isDirect: styled.isDirect,
    isExploded: parameter.explode !== false && typing.shapes.some((shape) => shape !== 'primitive'),
  };
}

function isEmpty(values: readonly string[] | undefined): boolean {
  return values?.length === 1 && values[0] === '';
}

/** API keys in the query are no parameters, and known nevertheless. */
function queryCredentials(document: OpenApiDocument, { security }: Operation): string[] {
  return security
    .flatMap((requirement) => Object.keys(requirement))
    .flatMap((name) => {
      const scheme = document.components?.securitySchemes?.[name];
      const { in: location, name: key } = scheme ? resolveReference(document, scheme) : {};
      return location === 'query' && key !== undefined ? [key] : [];
    });
}

/** @returns undefined where nothing is there */
function fieldsOf(
  { name, in: location, isExploded, isRequired }: Reader,
  { path, headers }: RawParameters,
): Fields | undefined {
  if (location === 'cookie') {
    const cookies = headers['cookie'];
    if (cookies === undefined) return undefined;
    // Only exploded values are split at an ampersand: others may contain one.
    return parseCookies([cookies].flat().join('; '), isExploded ? /; *|&/ : /; */);
  }
  const sent = location === 'path' ? ownProperty(path, name) : ownProperty(headers, name.toLowerCase());
  const written = sent ?? (location === 'header' && isRequired && hasNoBody(name, headers) ? '0' : undefined);
  if (written === undefined) return undefined;
  return new Map<string, string[]>().set(name, [typeof written === 'string' ? written : written.join(', ')]);
}

/** Whether a length is asked for, of a request that says nothing of its body: no client can send 0 with each method. */
function hasNoBody(name: string, headers: RawParameters['headers']): boolean {
  return name.toLowerCase() === 'content-length' && headers['transfer-encoding'] === undefined;
}

function writtenValue({ name, in: location }: Reader, fields: Fields): unknown {
  const text = fields.get(name)?.[0] ?? '';
  return location === 'query' ? decodeLeniently(text) : text;
}
