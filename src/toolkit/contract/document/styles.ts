/**
 * The serialization of parameters and form fields: one table of location, style, explode and shape. Each row reads and
 * writes; server, mock, generated requests and contract tests use the same rows. What they can't represent:
 * - Empty lists and objects: nothing is written. In a path, an empty text alone, except in `matrix`.
 * - Nested values are undefined in the specification; they are written as JSON. `deepObject` nests, except for names with
 *   brackets. The properties of exploded objects may be lists.
 * - `spaceDelimited` and `pipeDelimited`: texts with the delimiter, which is percent-encoded itself.
 * - Headers aren't encoded: commas in lists and objects, blanks at the ends.
 * @see https://spec.openapis.org/oas/v3.1.1.html#style-values
 */
import { bracketed, bracketedList } from './style-brackets.ts';
import { labelled, matrix, matrixList, matrixPairs } from './style-paths.ts';
import { joined, joinedPairs, type Row, repeated, separate, single } from './style-rows.ts';

export type Shape = 'primitive' | 'array' | 'object';
export type Location = 'path' | 'query' | 'header' | 'cookie';

type Line = readonly [Location, style: string, explode: boolean, primitive: Row, array: Row, object: Row];

const commas = joined(',', /,/);
const commaPairs = joinedPairs(',', /,/);
const equalPairs = joinedPairs(',', /,/, '=');
const spaces = [joined('%20', /%20|\+| /), joinedPairs('%20', /%20|\+| /)] as const;
const pipes = [joined('%7C', /\||%7C/i), joinedPairs('%7C', /\||%7C/i)] as const;
const dots = [joined('.', /\./), joinedPairs('.', /\./, '=')] as const;
// Optional whitespace; the look-behind keeps the matching of long runs linear.
const headerComma = /(?<![ \t])[ \t]*,[ \t]*/;
const headerList = joined(',', headerComma);
const headerPairs = (equals: string) => joinedPairs(',', headerComma, equals);

/** OpenAPI 3.0 and 3.1 leave exploded cookies undefined. They are written as in 3.2's style `cookie`: one cookie each. */
const cookies: Row = {
  ...repeated,
  read: (fields, name, codec) => (fields.get(name)?.length === 1 ? commas : repeated).read(fields, name, codec),
};

/** Of several cookies with a name the first counts. @see https://www.rfc-editor.org/rfc/rfc6265#section-5.4 */
const firstCookie: Row = {
  ...single,
  read: (fields, name, { decode }) => fields.get(name)?.slice(0, 1).map(decode)[0],
};

export const styles: readonly Line[] = [
  ['path', 'simple', false, single, commas, commaPairs],
  ['path', 'simple', true, single, commas, equalPairs],
  ['path', 'label', false, labelled(single), labelled(commas), labelled(commaPairs)],
  ['path', 'label', true, labelled(single), labelled(dots[0]), labelled(dots[1])],
  ['path', 'matrix', false, matrix(single), matrix(commas), matrix(commaPairs)],
  ['path', 'matrix', true, matrix(single), matrixList, matrixPairs],
  ['query', 'form', false, single, commas, commaPairs],
  ['query', 'form', true, single, repeated, separate],
  ['query', 'spaceDelimited', false, single, ...spaces],
  ['query', 'spaceDelimited', true, single, repeated, separate],
  ['query', 'pipeDelimited', false, single, ...pipes],
  ['query', 'pipeDelimited', true, single, repeated, separate],
  ['query', 'deepObject', false, single, bracketedList, bracketed],
  ['query', 'deepObject', true, single, bracketedList, bracketed],
  ['header', 'simple', false, single, headerList, headerPairs('')],
  ['header', 'simple', true, single, headerList, headerPairs('=')],
  ['cookie', 'form', false, firstCookie, commas, commaPairs],
  ['cookie', 'form', true, firstCookie, cookies, separate],
];

const rows = new Map(
  styles.flatMap(([location, style, explode, primitive, array, object]) =>
    Object.entries({ primitive, array, object }).map(([shape, row]) => [
      `${location} ${style} ${explode} ${shape}`,
      row as Row,
    ]),
  ),
);

const defaultStyles = { path: 'simple', query: 'form', header: 'simple', cookie: 'form' } as const;

export interface Styled {
  readonly style?: string | undefined;
  readonly explode?: boolean | undefined;
  readonly allowReserved?: boolean | undefined;
}

/** The row for a shape. A style that the location doesn't have is replaced by the location's default. */
export function rowFor(location: Location, { style, explode }: Styled, shape: Shape): Row {
  const known = style ?? defaultStyles[location];
  const row = rows.get(`${location} ${known} ${explode ?? known === 'form'} ${shape}`);
  return row ?? (rows.get(`${location} ${defaultStyles[location]} ${explode ?? false} ${shape}`) as Row);
}
