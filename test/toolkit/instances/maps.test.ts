/** Objects whose properties have any names: how many there may be, and of which names. */
import { expect, test } from '@jest/globals';
import { Instances } from '../../../src/toolkit/instances/index.ts';

const at = '#/components/schemas/It';
const instancesOf = (schema: object) =>
  new Instances({ openapi: '3.1.0', components: { schemas: { It: schema } } } as never, 'request');
const invalidOf = (schema: object, keyword: string) =>
  instancesOf(schema)
    .invalid(at)
    .filter((one) => one.keyword === keyword);

const grams = { type: 'object', additionalProperties: { type: 'number', maximum: 9 } };
const amounts = { ...grams, propertyNames: { pattern: '^[a-z]{3}$' }, maxProperties: 3 };

test.each<[schema: object, count: number]>([
  [amounts, 4],
  [{ ...grams, maxProperties: 1 }, 2],
  [{ ...grams, propertyNames: { enum: ['a', 'b', 'c'] }, maxProperties: 2 }, 3],
  [{ ...grams, properties: { a: { type: 'integer' }, b: { const: 'b' } }, maxProperties: 2 }, 3],
  [
    {
      type: 'object',
      maxProperties: 1,
      properties: { a: { const: 1 }, b: { const: 'b' } },
      additionalProperties: false,
    },
    2,
  ],
  [{ ...grams, patternProperties: { '^x-': { const: 'x' } }, additionalProperties: false, maxProperties: 2 }, 3],
])('one property too many is all that is wrong: %j', (schema, count) => {
  const [broken, ...others] = invalidOf(schema, 'maxProperties');
  expect(broken?.alone).toBe(true);
  expect(Object.keys(broken?.value as object)).toHaveLength(count);
  expect(others).toEqual([]);
});

test('one property too many is sent where there are no other names as well', () => {
  const broken = invalidOf({ ...grams, propertyNames: { enum: ['a'] }, maxProperties: 1 }, 'maxProperties');
  expect(broken.map(({ alone }) => alone)).toEqual([false]);
});

test('a property too few leaves those that are required', () => {
  const schema = { type: 'object', minProperties: 2, required: ['b'], properties: { a: {}, b: { type: 'integer' } } };
  expect(invalidOf(schema, 'minProperties')).toMatchObject([{ value: { b: 1 }, alone: true }]);
});

test('names break what is said of names, in each way in which values do', () => {
  const broken = invalidOf(amounts, 'pattern');
  expect(broken.map(({ value }) => Object.keys(value as object))).toEqual([
    ['x'],
    ['mmm~'],
    ['~mmm'],
    ['MMM'],
    ['mmm\n~'],
  ]);
  for (const one of broken)
    expect(one).toMatchObject({ alone: true, isOfName: true, pointer: `${at}/propertyNames/pattern`, path: '' });
  const names = { ...grams, propertyNames: { minLength: 1, maxLength: 20 }, maxProperties: 1 };
  for (const [keyword, length] of [
    ['maxLength', 21],
    ['minLength', 0],
  ] as const)
    expect(
      invalidOf(names, keyword).map(({ value, alone }) => [
        alone,
        ...Object.keys(value as object).map((name) => name.length),
      ]),
    ).toEqual([[true, length]]);
});

test('the most properties that a map may have are an edge of it', () => {
  const sizes = (schema: object) =>
    instancesOf(schema)
      .edges(at)
      .map((edge) => Object.keys(edge as object).length);
  expect(Math.max(...sizes(amounts))).toBe(3);
  expect(Math.max(...sizes({ ...grams, maxProperties: 1 }))).toBe(1);
  expect(Math.max(...sizes(grams))).toBe(2);
});
