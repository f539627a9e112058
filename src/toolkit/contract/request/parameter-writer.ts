import { stringifyExactly } from '../document/exact-json.ts';
import { isJson } from '../document/media-type.ts';
import type { ParameterObject } from '../document/openapi.ts';
import { codecFor } from '../document/style-codecs.ts';
import type { Pairs } from '../document/style-rows.ts';
import { toAsciiJson, writeStyled } from '../document/styled-writer.ts';

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
  const json = location === 'header' ? toAsciiJson : stringifyExactly;
  return [[name, codec.encode(isText ? value : json(value))]];
}

export function toQueryPairs(pairs: Pairs): string[] {
  return pairs.map(([name, text]) => `${encodeURIComponent(name)}=${text}`);
}
