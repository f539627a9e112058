import { writeJson } from './json.ts';
import type { StyleEntry } from './table.ts';

export type Place = 'path' | 'query' | 'header' | 'cookie';

/** Names, with texts that are encoded already. */
export type Pairs = readonly (readonly [name: string, text: string])[];

const delimiters: Readonly<Record<string, string>> = { label: '.', spaceDelimited: '%20', pipeDelimited: '%7C' };

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const textOf = (value: unknown): string => (isObject(value) ? writeJson(value) : String(value));

/** Properties that are undefined are left out. */
export const entriesOf = (value: unknown): [string, unknown][] =>
  Object.entries((value ?? {}) as object).filter(([, inner]) => inner !== undefined);

function encode(text: string, place: Place, isReserved: boolean | undefined): string {
  if (place === 'header') return text;
  const encoded = encodeURIComponent(text);
  return isReserved ? encoded.replace(/%(3A|2F|3F|40|24|2C|3B|3D)/g, decodeURIComponent) : encoded;
}

/** JSON can escape what a header can't have. */
function inAscii(json: string): string {
  return json.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** @see https://spec.openapis.org/oas/v3.1.1.html#style-values */
export function writeStyled(
  name: string,
  value: unknown,
  place: Place,
  [written, exploded, isReserved]: StyleEntry = [''],
): Pairs {
  const style = written || (place === 'query' || place === 'cookie' ? 'form' : 'simple');
  const explode = exploded ?? style === 'form';
  const text = (inner: unknown) => encode(textOf(inner), place, isReserved);
  if (style === 'json')
    return [[name, encode(place === 'header' ? inAscii(writeJson(value)) : writeJson(value), place, false)]];
  const isMatrix = style === 'matrix';
  const prefixed = (own: string): Pairs => {
    const named = own === '' ? `;${name}` : `;${name}=${own}`;
    return [[name, isMatrix ? named : (style === 'label' ? '.' : '') + own]];
  };
  if (!isObject(value)) return prefixed(text(value));
  if (style === 'deepObject') return writeBrackets(value, name, text);
  const isList = Array.isArray(value);
  const entries: [string, unknown][] = isList ? value.map((item) => [name, item]) : entriesOf(value);
  if (explode && isMatrix) {
    const part = ([key, inner]: [string, unknown]) => `;${encodeURIComponent(key)}${text(inner) && `=${text(inner)}`}`;
    return [[name, entries.map(part).join('')]];
  }
  if (explode && (place === 'query' || place === 'cookie'))
    return entries.flatMap(([key, inner]) =>
      (Array.isArray(inner) && !isList ? inner : [inner]).map((item): [string, string] => [key, text(item)]),
    );
  const delimiter = delimiters[style === 'label' && !explode ? 'simple' : style] ?? ',';
  const escaped = (inner: unknown) => {
    const own = text(inner);
    if (place === 'header' || delimiter.length > 1) return own;
    return own.split(delimiter).join(`%${delimiter.charCodeAt(0).toString(16).toUpperCase()}`);
  };
  const pairs = entries.map(([key, inner]) =>
    isList ? escaped(inner) : escaped(key) + (explode ? '=' : delimiter) + escaped(inner),
  );
  return pairs.length === 0 && place !== 'path' ? [] : prefixed(pairs.join(delimiter));
}

function writeBrackets(value: object, name: string, text: (inner: unknown) => string): Pairs {
  return entriesOf(value).flatMap(([key, inner]): Pairs => {
    const isPlainList = Array.isArray(inner) && !inner.some(isObject);
    if (isPlainList) return inner.map((item): [string, string] => [`${name}[${key}]`, text(item)]);
    return isObject(inner) ? writeBrackets(inner, `${name}[${key}]`, text) : [[`${name}[${key}]`, text(inner)]];
  });
}
