import { stringifyExactly } from '../document/exact-json.ts';
import { isJson } from '../document/media-type.ts';
import type { ParameterObject } from '../document/openapi.ts';
import { codecFor } from '../document/style-codecs.ts';
import type { Codec, Pairs, Row, Text } from '../document/style-rows.ts';
import { type Location, rowFor, type Shape, type Styled } from '../document/styles.ts';

/** Where the parameters of a request go: the other way round from reading them. */
export interface WrittenParameters {
  /** Percent-encoded, by the variable's name. */
  readonly path: Record<string, string>;
  /** `name=value` pairs, percent-encoded. */
  readonly query: string[];
  readonly headers: Record<string, string>;
  readonly cookies: string[];
}

/**
 * Writes values as an operation's parameters, by their `style` and `explode`, or by their `content`.
 * @see https://spec.openapis.org/oas/v3.1.1.html#style-values
 */
export function writeParameters(
  values: readonly (readonly [parameter: ParameterObject, value: unknown])[],
): WrittenParameters {
  const written: WrittenParameters = { path: {}, query: [], headers: {}, cookies: [] };
  for (const [parameter, value] of values) {
    const { name, in: location } = parameter;
    const pairs = writeParameter(parameter, value);
    if (location === 'path') written.path[name] = pairs[0]?.[1] ?? '';
    else if (location === 'header') written.headers[name] = pairs[0]?.[1] ?? '';
    else if (location === 'query') written.query.push(...toQueryPairs(pairs));
    else written.cookies.push(...pairs.map((pair) => pair.join('=')));
  }
  return written;
}

export function writeParameter(parameter: ParameterObject, value: unknown): Pairs {
  const { name, in: location, content } = parameter;
  const codec = codecFor(location, parameter);
  if (!content) return writeStyled(name, location, parameter, codec, value);
  const isText = typeof value === 'string' && !isJson(Object.keys(content)[0] ?? '');
  const text = isText ? value : stringifyExactly(value);
  return [[name, codec.encode(location === 'header' && !isText ? toAscii(text) : text)]];
}

/** Writes a value by the row of its shape. */
export function writeStyled(name: string, location: Location, styled: Styled, codec: Codec, value: unknown): Pairs {
  const row = rowFor(location, styled, shapeOf(value));
  return row.write(toText(value, row.nests), name, codec);
}

export function toQueryPairs(pairs: Pairs): string[] {
  return pairs.map(([name, text]) => `${encodeURIComponent(name)}=${text}`);
}

function shapeOf(value: unknown): Shape {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'object' && value !== null ? 'object' : 'primitive';
}

/** A value as texts. Nested values that the style doesn't define are JSON. */
function toText(value: unknown, nests: Row['nests'], depth = 0): Text {
  if (typeof value !== 'object' || value === null) return String(value);
  const hasForm = depth === 0 || nests === 'deep' || (nests === 'lists' && depth === 1 && Array.isArray(value));
  if (!hasForm) return stringifyExactly(value);
  if (Array.isArray(value)) return value.map((item) => toText(item, nests, depth + 1));
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.map(([key, inner]) => [key, toText(inner, nests, depth + 1)]));
}

/** JSON can escape the characters that headers can't have. */
function toAscii(json: string): string {
  return json.replaceAll(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
