import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ParameterObject } from '../../../../src/toolkit/contract/document/openapi.ts';
import { bracketedNames } from '../../../../src/toolkit/contract/document/style-brackets.ts';
import { type Location, type Shape, styles } from '../../../../src/toolkit/contract/document/styles.ts';
import { ParameterReader } from '../../../../src/toolkit/contract/request/parameter-reader.ts';
import { writeParameters } from '../../../../src/toolkit/contract/request/parameter-writer.ts';

const document = { openapi: '3.1.0' };

/** Writes a value, and reads what was written. */
function roundTrip(parameter: ParameterObject, value: unknown): unknown {
  const { path, query, headers, cookies } = writeParameters([[parameter, value]]);
  const reader = new ParameterReader(document, { parameters: [parameter], security: [] } as never);
  const sent = Object.fromEntries(Object.entries(headers).map(([name, text]) => [name.toLowerCase(), text]));
  const cookie = cookies.length > 0 ? { cookie: cookies.join('; ') } : {};
  const read = reader.read({ path, query: query.join('&'), headers: { ...sent, ...cookie } });
  return read.errors.length > 0 ? read.errors : read[parameter.in][parameter.name];
}

/** What a text may have in it where a row stands, as the table says. */
function textOf(location: Location, style: string, isJoined: boolean): fc.Arbitrary<string> {
  const any = fc.string({ unit: 'grapheme', maxLength: 8 });
  if (location === 'header') return fc.stringMatching(isJoined ? /^[!-+\--<>-~]{1,8}$/ : /^[!-~]{1,8}$/);
  if (location === 'path' && style !== 'matrix') return any.filter((text) => text !== '');
  if (!isJoined || !/Delimited/.test(style)) return any;
  return any.filter((text) => !(style === 'spaceDelimited' ? /[ +]/ : /\|/).test(text));
}

const integer = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
});
const scalars = (text: fc.Arbitrary<string>): Record<string, fc.Arbitrary<unknown>> => ({
  string: text,
  integer,
  number: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  boolean: fc.boolean(),
});

type Given = readonly [schema: object, values: fc.Arbitrary<unknown>];

/** The schemas of a shape, with values that they allow and that the row carries. */
function givenOf(location: Location, style: string, explode: boolean, shape: Shape): Given[] {
  const isJoined = shape !== 'primitive' && !(explode && (location === 'query' || location === 'cookie'));
  const own = Object.entries(scalars(textOf(location, style, isJoined)));
  if (shape === 'primitive') return own.map(([type, values]) => [{ type }, values]);
  if (shape === 'array') {
    const list = (values: fc.Arbitrary<unknown>) => fc.array(values, { minLength: 1, maxLength: 4 });
    return own.map(([type, values]) => [{ type: 'array', items: { type } }, list(values)]);
  }
  const typed = Object.fromEntries(own);
  const record = (values: typeof typed, requiredKeys: string[] = []) =>
    fc.record(values, { requiredKeys, noNullPrototype: true }).filter((value) => Object.keys(value).length > 0);
  const flat = (values: typeof typed) => Object.fromEntries(Object.keys(values).map((type) => [type, { type }]));
  const given: Given[] = [[{ type: 'object', properties: flat(typed) }, record(typed)]];
  if (style !== 'deepObject') return given;
  const inner = { ...typed, list: fc.array(typed['integer'] as fc.Arbitrary<unknown>, { minLength: 1 }) };
  const innerSchema = {
    type: 'object',
    properties: { ...flat(typed), list: { type: 'array', items: { type: 'integer' } } },
  };
  const people = fc.array(record(inner), { minLength: 1, maxLength: 3 });
  const deep = { type: 'object', properties: { inner: innerSchema, people: { type: 'array', items: innerSchema } } };
  const maps = fc.dictionary(fc.stringMatching(/^[a-z. &=]{1,5}$/), inner.list, {
    minKeys: 1,
    maxKeys: 3,
    noNullPrototype: true,
  });
  const map = { type: 'object', additionalProperties: { type: 'array', items: { type: 'integer' } } };
  return [...given, [deep, record({ inner: record(inner), people })], [map, maps]];
}

const shapes = ['primitive', 'array', 'object'] as const;
const rows = styles.flatMap(([location, style, explode]) =>
  shapes.map((shape) => [location, style, explode, shape] as const),
);

test.each(rows)('what is written in the %s, style %s, explode %s, as %s is read as it was', (...row) => {
  const [location, style, explode, shape] = row;
  for (const [schema, values] of givenOf(location, style, explode, shape)) {
    for (const allowReserved of location === 'query' ? [false, true] : [false]) {
      const parameter = { name: 'p', in: location, style, explode, allowReserved, schema } as ParameterObject;
      const isWhole = (value: unknown) => expect(roundTrip(parameter, value)).toEqual(value);
      fc.assert(fc.property(values, isWhole), { numRuns: 60, seed: 1 });
    }
  }
});

test.each<[parameter: Omit<ParameterObject, 'name'>, values: fc.Arbitrary<unknown>]>([
  [{ in: 'query', content: { 'application/json': {} } }, fc.jsonValue()],
  [{ in: 'path', content: { 'application/json': {} } }, fc.jsonValue()],
  [{ in: 'cookie', content: { 'application/json': {} } }, fc.jsonValue()],
  [{ in: 'header', content: { 'application/json': {} } }, fc.jsonValue()],
  [{ in: 'query', content: { 'text/plain': { schema: { type: 'number' } } } }, fc.integer()],
  [{ in: 'query', content: { 'text/plain': { schema: { type: 'string' } } } }, fc.string()],
])('content %j is read as it was written', (parameter, values) => {
  // The names of prototypes are refused in JSON, which has no negative zero.
  const own = values
    .filter((value) => !/"(__proto__|constructor)"/.test(JSON.stringify(value)))
    .map((value) => JSON.parse(JSON.stringify(value)));
  const isWhole = (value: unknown) => expect(roundTrip({ ...parameter, name: 'p' }, value)).toEqual(value);
  fc.assert(fc.property(own, isWhole), { numRuns: 100, seed: 1 });
});

// The table of https://spec.openapis.org/oas/v3.1.1.html#style-examples, and what it leaves open.
const list = ['blue', 'black', 'brown'];
const object = { R: 100, G: 200, B: 150 };

test.each<
  [location: Location, style: string, explode: boolean, empty: string, one: string, list: string, object: string]
>([
  ['path', 'matrix', false, ';color', ';color=blue', ';color=blue,black,brown', ';color=R,100,G,200,B,150'],
  ['path', 'matrix', true, ';color', ';color=blue', ';color=blue;color=black;color=brown', ';R=100;G=200;B=150'],
  ['path', 'label', false, '.', '.blue', '.blue,black,brown', '.R,100,G,200,B,150'],
  ['path', 'label', true, '.', '.blue', '.blue.black.brown', '.R=100.G=200.B=150'],
  ['path', 'simple', false, '', 'blue', 'blue,black,brown', 'R,100,G,200,B,150'],
  ['path', 'simple', true, '', 'blue', 'blue,black,brown', 'R=100,G=200,B=150'],
  ['query', 'form', false, 'color=', 'color=blue', 'color=blue,black,brown', 'color=R,100,G,200,B,150'],
  ['query', 'form', true, 'color=', 'color=blue', 'color=blue&color=black&color=brown', 'R=100&G=200&B=150'],
  [
    'query',
    'spaceDelimited',
    false,
    'color=',
    'color=blue',
    'color=blue%20black%20brown',
    'color=R%20100%20G%20200%20B%20150',
  ],
  [
    'query',
    'pipeDelimited',
    false,
    'color=',
    'color=blue',
    'color=blue%7Cblack%7Cbrown',
    'color=R%7C100%7CG%7C200%7CB%7C150',
  ],
  [
    'query',
    'deepObject',
    true,
    'color=',
    'color=blue',
    'color%5B0%5D=blue&color%5B1%5D=black&color%5B2%5D=brown',
    'color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150',
  ],
  ['header', 'simple', false, '', 'blue', 'blue,black,brown', 'R,100,G,200,B,150'],
  ['header', 'simple', true, '', 'blue', 'blue,black,brown', 'R=100,G=200,B=150'],
  ['cookie', 'form', false, 'color=', 'color=blue', 'color=blue,black,brown', 'color=R,100,G,200,B,150'],
  ['cookie', 'form', true, 'color=', 'color=blue', 'color=blue; color=black; color=brown', 'R=100; G=200; B=150'],
])('in the %s, style %s, explode %s', (location, style, explode, ...wanted) => {
  const parameter = { name: 'color', in: location, style, explode } as ParameterObject;
  const written = ['', 'blue', list, object].map((value) => {
    const { path, query, headers, cookies } = writeParameters([[parameter, value]]);
    return path['color'] ?? headers['color'] ?? (location === 'query' ? query.join('&') : cookies.join('; '));
  });
  expect(written).toEqual(wanted);
});

test('the fields are gone through once, however many properties are looked for in brackets', () => {
  let count = 0;
  class Counted extends Map<string, readonly string[]> {
    override keys() {
      count++;
      return super.keys();
    }
  }
  const fields = new Counted([
    ['list[0]', ['a']],
    ['list[1]', ['b']],
    ['a[b][c]', ['c']],
    ['list', ['d']],
  ]);
  expect(bracketedNames(fields, 'list')).toEqual(['list[0]', 'list[1]']);
  expect(bracketedNames(fields, 'a')).toEqual(['a[b][c]']);
  expect(bracketedNames(fields, 'a[b]')).toEqual(['a[b][c]']);
  expect(bracketedNames(fields, 'lis')).toEqual([]);
  expect(count).toBe(1);
});
