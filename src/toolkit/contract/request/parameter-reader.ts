import { isJson } from '../document/media-type.ts';
import type { OpenApiDocument, ParameterObject } from '../document/openapi.ts';
import { type Operation, resolveReference } from '../document/operations.ts';
import type { RequestError } from '../response/validation-failure.ts';
import { propertyNames, schemasAt, schemasInPlace } from '../schema/schema-shape.ts';
import {
  decodeFormText,
  decodeLeniently,
  parseQuery,
  type Query,
  takeDeepObject,
  takeProperties,
} from './query-string.ts';

/** The parameters of one request as they came, before anything was decoded. */
export interface RawParameters {
  readonly path: Readonly<Record<string, string>>;
  /** Without the question mark. */
  readonly query: string;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly cookies: Readonly<Record<string, string | undefined>>;
}

type Values = Record<string, unknown>;

/** The values by the names that the contract gives them; texts, and lists and objects of texts. */
export interface ReadParameters {
  readonly path: Values;
  readonly query: Values;
  readonly header: Values;
  readonly cookie: Values;
  /** What couldn't be read, and query parameters that aren't in the contract. */
  readonly errors: readonly RequestError[];
}

type Shape = 'scalar' | 'array' | 'object' | 'json';

interface Reader {
  readonly name: string;
  readonly in: ParameterObject['in'];
  readonly shape: Shape;
  readonly style: string;
  readonly explode: boolean;
  /** Of an object. */
  readonly properties: readonly string[];
  /** Those of them that are lists. */
  readonly lists: ReadonlySet<string>;
  readonly open: boolean;
}

/** Header parameters of these names are ignored. @see https://spec.openapis.org/oas/v3.1.1.html#fixed-fields-for-parameter */
const describedElsewhere = new Set(['accept', 'content-type', 'authorization']);

export function isReadable({ name, in: location }: ParameterObject): boolean {
  return location !== 'header' || !describedElsewhere.has(name.toLowerCase());
}

/**
 * Reads the parameters of an operation's requests by their `style` and `explode`.
 * @see https://spec.openapis.org/oas/v3.1.1.html#style-values
 */
export class ParameterReader {
  readonly #readers: readonly Reader[];
  readonly #otherQueryNames: ReadonlySet<string>;
  readonly #anyQueryName: boolean;

  /** @param allowUnknown whether query parameters that the contract doesn't have are let through, unread */
  constructor(document: OpenApiDocument, operation: Operation, allowUnknown = false) {
    const readers = operation.parameters.filter(isReadable).map((parameter) => readerFor(document, parameter));
    // An object that takes whatever is left has to be the last.
    this.#readers = readers.sort((a, b) => Number(a.open) - Number(b.open));
    this.#otherQueryNames = new Set(queryCredentials(document, operation));
    this.#anyQueryName =
      allowUnknown ||
      this.#readers.some((reader) => reader.in === 'query' && reader.open && reader.style === 'form' && reader.explode);
  }

  read(raw: RawParameters): ReadParameters {
    const errors: RequestError[] = [];
    const read = { path: {} as Values, query: {} as Values, header: {} as Values, cookie: {} as Values };
    const query = raw.query === '' ? undefined : parseQuery(raw.query);
    for (const reader of this.#readers) {
      try {
        const value = readOne(reader, raw, query);
        if (value !== undefined) read[reader.in][reader.name] = value;
      } catch {
        errors.push({ in: reader.in, path: [reader.name], keyword: 'syntax', value: writtenValue(reader, raw) });
      }
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
  const schemas = schemasInPlace(document, parameter.schema);
  const types = new Set(schemas.flatMap(({ type }) => type ?? []));
  const properties = propertyNames(schemas);
  const style = parameter.style ?? (parameter.in === 'query' || parameter.in === 'cookie' ? 'form' : 'simple');
  const shape = (): Shape => {
    if (parameter.content !== undefined) return isJson(Object.keys(parameter.content)[0] ?? '') ? 'json' : 'scalar';
    if (types.has('array')) return 'array';
    return types.has('object') || (types.size === 0 && properties.length > 0) ? 'object' : 'scalar';
  };
  return {
    name: parameter.name,
    in: parameter.in,
    shape: shape(),
    style,
    explode: parameter.explode ?? (style === 'form' || style === 'deepObject'),
    properties,
    lists: new Set(properties.filter((name) => isList(document, schemasAt(schemas, name)))),
    open:
      shape() === 'object' && schemas.some(({ additionalProperties: more }) => more !== undefined && more !== false),
  };
}

function isList(document: OpenApiDocument, schemas: readonly unknown[]): boolean {
  return schemasInPlace(document, ...schemas).some(({ type }) => [type].flat().includes('array'));
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

function readOne(reader: Reader, raw: RawParameters, query: Query | undefined): unknown {
  if (reader.in === 'query') return query && readQuery(reader, query);
  if (reader.in === 'path') return readPath(reader, raw.path[reader.name]);
  const written = reader.in === 'header' ? raw.headers[reader.name.toLowerCase()] : raw.cookies[reader.name];
  const text = Array.isArray(written) ? written.join(', ') : (written as string | undefined);
  return text === undefined ? undefined : readText(reader, text, /, */, (part) => part);
}

function writtenValue(reader: Reader, raw: RawParameters): unknown {
  if (reader.in === 'query') return decodeLeniently(parseQuery(raw.query).get(reader.name)?.[0] ?? '');
  if (reader.in === 'path') return raw.path[reader.name];
  return reader.in === 'header' ? raw.headers[reader.name.toLowerCase()] : raw.cookies[reader.name];
}

const queryDelimiters: Readonly<Record<string, RegExp>> = {
  form: /,/,
  spaceDelimited: /%20|\+| /,
  pipeDelimited: /\||%7C/i,
};

function readQuery(reader: Reader, query: Query): unknown {
  const { name, shape, style, explode, properties, lists, open } = reader;
  if (shape === 'object' && (style === 'deepObject' || explode)) {
    return style === 'deepObject' ? takeDeepObject(name, lists, query) : takeProperties(properties, lists, open, query);
  }
  const values = query.get(name);
  if (!values) return undefined;
  query.delete(name);
  if (values.length > 1) return values.map(decodeFormText);
  const [value] = values as [string];
  if (shape === 'array' && explode) return [decodeFormText(value)];
  return readText(reader, value, queryDelimiters[style] ?? /,/, decodeFormText);
}

/** @throws {URIError} where the percent-encoding is broken */
function readPath(reader: Reader, text: string | undefined): unknown {
  if (text === undefined) return undefined;
  const { name, style, shape, explode } = reader;
  if (style === 'label') return readText(reader, text.replace(/^\./, ''), explode ? /\./ : /,/, decodeURIComponent);
  if (style !== 'matrix') return readText(reader, text, /,/, decodeURIComponent);
  if (shape === 'object' && explode) return readText(reader, text.replace(/^;/, ''), /;/, decodeURIComponent);
  const values = text
    .replace(/^;/, '')
    .split(';')
    .map((part) => part.replace(`${name}=`, ''));
  return readText(reader, values.join(','), /,/, decodeURIComponent);
}

function readText(
  { shape, explode }: Reader,
  text: string,
  delimiter: RegExp,
  decode: (part: string) => string,
): unknown {
  if (shape === 'json') return JSON.parse(decode(text));
  if (shape === 'scalar') return decode(text);
  const parts = text.split(delimiter).map(decode);
  if (shape === 'array') return parts;
  const pairs = explode
    ? parts.map((part) => part.split(/=(.*)/s).slice(0, 2))
    : parts.flatMap((part, index) => (index % 2 === 0 ? [[part, parts[index + 1] ?? '']] : []));
  return Object.fromEntries(pairs);
}
