import { expect, test } from '@jest/globals';
import { Instances } from '../../../src/toolkit/instances/index.ts';

const at = '#/components/schemas/It';
const instancesOf = (schema: object, direction?: 'request' | 'response') =>
  new Instances({ openapi: '3.1.0', components: { schemas: { It: schema } } } as never, direction);

test.each<[schema: object, plain: unknown]>([
  [{ type: 'string' }, 'string'],
  [{ type: 'string', maxLength: 3 }, 'str'],
  [{ type: 'string', minLength: 8 }, 'stringst'],
  [{ type: 'string', format: 'date' }, '2025-02-02'],
  [{ type: 'string', format: 'uri', maxLength: 2048 }, 'https://host1.example/'],
  [{ type: ['null', 'integer'], minimum: 5 }, 5],
  [{ type: 'integer', format: 'int64' }, 1],
  [{ type: 'number', minimum: 0.5, maximum: 0.5 }, 0.5],
  [{ enum: [null, 'a', 'b'] }, 'a'],
  [{ type: 'number', minimum: 1, multipleOf: 5e-324 }, 1],
  [{ const: { a: 1 } }, { a: 1 }],
  [{ type: 'array', items: { type: 'boolean' } }, [true]],
  [{ type: 'array', items: { type: 'integer' }, contains: { const: 5 }, minContains: 2 }, [5, 5]],
  [{ type: 'array', items: { type: 'integer' }, contains: { const: 5 }, minContains: 0 }, [1]],
  [{ type: 'object', properties: { a: { type: 'string' }, b: false } }, { a: 'string' }],
  [{ type: 'object', additionalProperties: { type: 'integer' } }, { property1: 1 }],
  [
    { properties: { a: { type: 'integer' } }, required: ['a', 'b'] },
    { a: 1, b: 'string' },
  ],
  [
    { type: 'object', required: ['a'], properties: { a: { type: 'integer' } }, dependentRequired: { a: ['z'] } },
    { a: 1, z: 'string' },
  ],
])('%j has the plain value %j', (schema, plain) => {
  expect(instancesOf(schema).valid(at)).toEqual(plain);
});

test.each<[schema: object]>([
  [false as never],
  [{ allOf: [{ type: 'string' }, { type: 'integer' }] }],
  [{ type: 'object', required: ['it'], properties: { it: { $ref: at } } }],
  [{ enum: [1], type: 'string' }],
])('nothing satisfies %j', (schema) => {
  expect(instancesOf(schema).valid(at)).toBeUndefined();
  expect(instancesOf(schema).invalid(at)).toEqual([]);
});

test('the same seed gives the same value, other seeds give other values', () => {
  const instances = instancesOf({ type: 'array', minItems: 5, items: { type: 'integer', minimum: 0, maximum: 9999 } });
  expect(instances.valid(at, 1)).toEqual(instances.valid(at, 1));
  expect(instances.valid(at, 1)).not.toEqual(instances.valid(at, 2));
});

test('texts of a pattern differ by seed, and edge cases have the first or the last letters', () => {
  const instances = instancesOf({ type: 'string', pattern: '^[A-Z]{3}-[0-9]{4}$' });
  const texts = Array.from({ length: 50 }, (_, seed) => instances.valid(at, seed));
  expect(new Set(texts).size).toBeGreaterThan(45);
  expect([...instances.edges(at)]).toEqual(['MMM-4444', 'AAA-0000', 'ZZZ-9999']);
});

test('edge cases differ from the plain value in one extreme each', () => {
  const schema = {
    type: 'object',
    required: ['n', 's'],
    properties: {
      n: { type: 'integer', minimum: 1, maximum: 1000 },
      s: { type: 'string', minLength: 2, maxLength: 4 },
      e: { enum: ['x', 'y', 'z'] },
    },
  };
  const edges = [...instancesOf(schema).edges(at)];
  for (const wanted of [
    { n: 1, s: 'stri', e: 'x' },
    { n: 1000, s: 'stri', e: 'x' },
    { n: 1, s: 'st', e: 'x' },
    { n: 1, s: 'stri', e: 'z' },
    { n: 1, s: 'stri' },
    { n: 1, s: 'st' },
  ])
    expect(edges).toContainEqual(wanted);
  expect(new Set(edges.map((edge) => JSON.stringify(edge))).size).toBe(edges.length);
});

test.each([
  [-90, 90],
  [0, 0.55],
  [0, Number.MAX_VALUE],
])('edge cases of a number from %d to %d are its limits', (minimum, maximum) => {
  const edges = [...instancesOf({ type: 'number', minimum, maximum }).edges(at)];
  expect(edges).toEqual(expect.arrayContaining([minimum, maximum]));
});

test.each<[schema: object, broken: Record<string, unknown>]>([
  [
    { type: 'integer', minimum: 3, maximum: 9, multipleOf: 3 },
    { type: 'text', minimum: 0, maximum: 12, multipleOf: 4.5 },
  ],
  [
    { type: 'string', minLength: 2, maxLength: 3, pattern: '^s' },
    { type: 1.5, minLength: 's', maxLength: 'saaa', pattern: 'x' },
  ],
  [{ type: 'string', format: 'ipv4' }, { format: 'not in this format' }],
  [{ type: 'string', format: 'ipv4' }, { format: '192.0.2.256' }],
  [{ type: ['integer', 'null'] }, { type: '1' }],
  [{ type: 'integer' }, { type: null }],
  [{ type: 'boolean' }, { type: 'true' }],
  [{ type: 'string', pattern: '^s' }, { pattern: '~s' }],
  [{ type: 'string', pattern: '^[a-z]+$' }, { pattern: 'MM' }],
  [{ type: 'string', pattern: '^[a-z]{3}$' }, { pattern: 'mmm\n~' }],
  [{ type: 'string', pattern: '^[a-z]{3}$' }, { pattern: 'mmm\n' }],
  [{ type: 'string', enum: ['a'] }, { enum: 'no such value' }],
  [{ type: 'string', enum: ['a'] }, { enum: 'A' }],
  [{ type: 'string', enum: ['A', 'a', 'B'] }, { enum: 'no such value' }],
  [{ type: 'string', format: 'date' }, { format: '2025-02-03T00:00:00Z' }],
  [
    { type: 'array', minItems: 1, maxItems: 2, uniqueItems: true, items: { type: 'integer', maximum: 5 } },
    { minItems: [], maxItems: [1, 2, 3], uniqueItems: [1, 1] },
  ],
  [
    { type: 'object', required: ['a'], additionalProperties: false, properties: { a: { type: 'boolean' } } },
    { required: {}, additionalProperties: { a: true, unexpectedProperty: 'unexpected' } },
  ],
  [{ oneOf: [{ type: 'string' }, { type: 'integer' }] }, { oneOf: null }],
])('%j has an invalid instance for each keyword', (schema, wanted) => {
  const found = instancesOf(schema).invalid(at);
  const own = found.filter(({ path }) => !/^\/\d/.test(path));
  for (const [keyword, value] of Object.entries(wanted))
    expect(own.filter((one) => one.keyword === keyword).map((one) => one.value)).toContainEqual(value);
});

test('invalid instances violate the keyword that they name, and most of them no other', () => {
  const schema = {
    type: 'object',
    required: ['list'],
    properties: {
      list: {
        type: 'array',
        items: { type: 'object', required: ['id'], properties: { id: { type: 'integer', minimum: 1 } } },
      },
    },
  };
  const found = instancesOf(schema)
    .invalid(at)
    .map(({ keyword, path, alone }) => `${keyword} ${path}${alone ? '' : ' and more'}`);
  expect([...new Set(found)]).toEqual([
    'type ',
    'required /list',
    'type /list',
    'type /list/0',
    'required /list/0/id',
    'type /list/0/id',
    'minimum /list/0/id',
  ]);
});

test('readOnly properties are left out of requests, writeOnly ones out of responses', () => {
  const schema = {
    type: 'object',
    required: ['id', 'secret'],
    properties: { id: { type: 'integer', readOnly: true }, secret: { type: 'string', writeOnly: true } },
  };
  expect(instancesOf(schema, 'request').valid(at)).toEqual({ secret: 'string' });
  expect(instancesOf(schema, 'response').valid(at)).toEqual({ id: 1 });
});
