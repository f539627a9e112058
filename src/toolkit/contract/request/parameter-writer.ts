import { isJson } from '../document/media-type.ts';
import type { ParameterObject } from '../document/openapi.ts';

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
 * Writes values as an operation's parameters, by their `style` and `explode`.
 * @see https://spec.openapis.org/oas/v3.1.1.html#style-values
 */
export function writeParameters(
  values: readonly (readonly [parameter: ParameterObject, value: unknown])[],
): WrittenParameters {
  const written: WrittenParameters = { path: {}, query: [], headers: {}, cookies: [] };
  for (const [parameter, value] of values) {
    const { name, in: location } = parameter;
    if (location === 'path') written.path[name] = writePath(parameter, value);
    else if (location === 'header')
      written.headers[name] = parameter.content
        ? JSON.stringify(value)
        : simple(value, parameter.explode === true, String);
    else if (location === 'query') written.query.push(...writeQuery(parameter, value));
    else
      written.cookies.push(
        `${name}=${encodeURIComponent(parameter.content ? JSON.stringify(value) : simple(value, false, String))}`,
      );
  }
  return written;
}

type Encode = (text: string) => string;
const encode: Encode = (text) => encodeURIComponent(text);

function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

function simple(value: unknown, explode: boolean, encodePart: Encode): string {
  if (Array.isArray(value)) return value.map((item) => encodePart(textOf(item))).join(',');
  if (typeof value !== 'object' || value === null) return encodePart(textOf(value));
  const pairs = Object.entries(value).map(([key, item]) => [encodePart(key), encodePart(textOf(item))]);
  return pairs.map((pair) => pair.join(explode ? '=' : ',')).join(',');
}

function writePath({ name, style = 'simple', explode = false, content }: ParameterObject, value: unknown): string {
  if (content) return encode(JSON.stringify(value));
  if (style === 'label')
    return `.${explode ? simple(value, explode, encode).replaceAll(',', '.') : simple(value, explode, encode)}`;
  if (style !== 'matrix') return simple(value, explode, encode);
  if (Array.isArray(value) && explode) return value.map((item) => `;${name}=${encode(textOf(item))}`).join('');
  if (typeof value === 'object' && value !== null && explode && !Array.isArray(value))
    return Object.entries(value)
      .map(([key, item]) => `;${encode(key)}=${encode(textOf(item))}`)
      .join('');
  return `;${name}=${simple(value, false, encode)}`;
}

const delimiters: Readonly<Record<string, string>> = { form: ',', spaceDelimited: '%20', pipeDelimited: '%7C' };

function writeQuery({ name, style = 'form', explode, content }: ParameterObject, value: unknown): string[] {
  const key = encode(name);
  if (content)
    return [`${key}=${encode(typeof value === 'string' && !isJsonContent(content) ? value : JSON.stringify(value))}`];
  const exploded = explode ?? (style === 'form' || style === 'deepObject');
  if (Array.isArray(value)) {
    if (exploded) return value.map((item) => `${key}=${encode(textOf(item))}`);
    return [`${key}=${value.map((item) => encode(textOf(item))).join(delimiters[style] ?? ',')}`];
  }
  if (typeof value !== 'object' || value === null) return [`${key}=${encode(textOf(value))}`];
  if (style === 'deepObject') return deepPairs(name, value);
  if (exploded)
    return Object.entries(value).flatMap(([property, item]) =>
      Array.isArray(item)
        ? item.map((one) => `${encode(property)}=${encode(textOf(one))}`)
        : [`${encode(property)}=${encode(textOf(item))}`],
    );
  return [`${key}=${simple(value, false, encode)}`];
}

function isJsonContent(content: NonNullable<ParameterObject['content']>): boolean {
  return isJson(Object.keys(content)[0] ?? '');
}

function deepPairs(name: string, value: object): string[] {
  return Object.entries(value).flatMap(([key, item]) => {
    const inner = `${name}[${key}]`;
    if (Array.isArray(item)) return item.map((one) => `${encode(inner)}=${encode(textOf(one))}`);
    if (typeof item === 'object' && item !== null) return deepPairs(inner, item);
    return [`${encode(inner)}=${encode(textOf(item))}`];
  });
}
