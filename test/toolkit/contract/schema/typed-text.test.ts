import { expect, jest, test } from '@jest/globals';
import { Literal, typingOf, type Written } from '../../../../src/toolkit/contract/schema/typed-text.ts';

const integer = { type: 'integer' };
const filter = { $ref: '#/components/schemas/Filter' };
const group = { $ref: '#/components/schemas/Group' };
const components = {
  schemas: {
    Count: { allOf: [{ type: 'integer', maximum: 5 }] },
    Known: { $ref: '#/components/schemas/Any', enum: [1, 2] },
    Any: {},
    Filter: {
      oneOf: [
        { type: 'object', properties: { not: filter, n: integer }, additionalProperties: false },
        { type: 'object', properties: { and: filter }, additionalProperties: false },
      ],
    },
    Group: { type: 'object', properties: { inner: group }, anyOf: [{ required: ['a'] }, { required: ['b'] }] },
  },
};

/** Types a text by a schema that stands in a document, as only such schemas can be validated by. */
function typed(schema: unknown, written: Written): unknown {
  const document = { openapi: '3.1.0', components: { ...components, parameters: { p: { schema } } } };
  return typingOf(document as never, schema).value(written);
}

test.each<[schema: unknown, text: string, value: unknown]>([
  // Numbers are those of JSON.
  [integer, '5', 5],
  [integer, '-0', -0],
  [integer, '1e3', 1000],
  [integer, '1.0', 1],
  ...['', ' 5', '5 ', '+5', '05', '0x10', '1.5', '1.', 'Infinity', '1_000', 'true', 'null'].map(
    (text) => [integer, text, text] as [unknown, string, unknown],
  ),
  [{ type: 'number' }, '1.5e-3', 0.0015],
  ...['', ' ', '.5', '5.', '+5', '0x10', 'NaN', 'Infinity', '1e400'].map(
    (text) => [{ type: 'number' }, text, text] as [unknown, string, unknown],
  ),
  // Integers keep their digits.
  [integer, '9007199254740991', 9007199254740991],
  [integer, '9007199254740993', 9007199254740993n],
  [integer, '-9223372036854775808', -9223372036854775808n],
  // The other types.
  [{ type: 'boolean' }, 'true', true],
  [{ type: 'boolean' }, 'True', 'True'],
  [{ type: 'boolean' }, '1', '1'],
  [{ type: 'string' }, '5', '5'],
  [{ type: 'string' }, 'null', 'null'],
  [{ type: 'null' }, '', null],
  [{}, '5', '5'],
  [true, '5', '5'],
  [undefined, '5', '5'],
  // Several types: the first in the order in which they are written, and null last.
  [{ type: ['integer', 'null'] }, '', null],
  [{ type: ['integer', 'null'] }, 'null', null],
  [{ type: ['null', 'integer'] }, '7', 7],
  [{ type: ['null', 'string'] }, '', ''],
  [{ type: 'integer', nullable: true }, 'null', null],
  [{ type: ['integer', 'string'] }, '5', 5],
  [{ type: ['string', 'integer'] }, '5', '5'],
  [{ type: ['integer', 'string'], maximum: 3 }, '5', '5'],
  [{ type: ['boolean', 'integer'] }, '0', 0],
  [{ type: ['number', 'boolean'] }, 'x', 'x'],
  [{ type: ['string', 'null'], minLength: 1 }, '', null],
  // By enum and const.
  [{ enum: ['a', null] }, '', null],
  [{ enum: [10, 25] }, '25', 25],
  [{ enum: [10, 25] }, '26', 26],
  [{ enum: [10, 'all'] }, 'all', 'all'],
  [{ enum: ['1', '2'] }, '1', '1'],
  [{ enum: [1, '1'] }, '1', 1],
  [{ enum: [true, null] }, 'null', null],
  [{ const: 5 }, '5', 5],
  [{ const: false }, 'false', false],
  [{ minimum: 3 }, '5', 5],
  [{ minimum: 3 }, '2', '2'],
  // Through applicators.
  [{ $ref: '#/components/schemas/Count' }, '5', 5],
  [{ $ref: '#/components/schemas/Known' }, '2', 2],
  [{ allOf: [{ type: ['integer', 'string'] }, { type: 'number' }] }, '5', 5],
  [{ oneOf: [integer, { type: 'boolean' }] }, 'true', true],
  [{ anyOf: [{ type: 'string', format: 'date' }, integer] }, '5', 5],
  [{ anyOf: [{ type: 'string', format: 'date' }, integer] }, '2025-01-01', '2025-01-01'],
  [{ anyOf: [{ $ref: '#/components/schemas/Count' }, { const: 'all' }] }, 'all', 'all'],
  [{ anyOf: [{ $ref: '#/components/schemas/Count' }, { type: 'boolean' }] }, '6', '6'],
  [{ oneOf: [{ oneOf: [integer, { type: 'null' }] }, { type: 'boolean' }] }, '', null],
  [{ type: 'integer', oneOf: [{ minimum: 10 }, { maximum: 3 }] }, '2', 2],
  [{ if: { maximum: 3 }, then: integer, else: { type: 'boolean' } }, '2', 2],
])('by %j the text %j is %p', (schema, text, value) => {
  expect(typed(schema, text)).toEqual(value);
});

const kinds = [
  { type: 'object', required: ['kind'], properties: { kind: { const: 'a' }, n: integer }, additionalProperties: false },
  { type: 'object', required: ['kind'], properties: { kind: { const: 'b' }, n: { type: 'string' } } },
];
const tree = { type: 'object', properties: { n: integer } as Record<string, unknown> };
(tree.properties as Record<string, unknown>)['child'] = tree;

test.each<[schema: object, written: Written, value: unknown]>([
  [{ type: 'array', items: integer }, ['1', 'x'], [1, 'x']],
  [{ type: 'array', items: integer }, '1', [1]],
  [{ type: 'array', items: integer }, '[1,2]', [1, 2]],
  [{ type: 'array', items: integer }, { 1: 'x', 0: '5', 10: '7' }, [5, 'x', 7]],
  [
    { type: 'array', prefixItems: [integer, { type: 'boolean' }], items: { type: 'string' } },
    ['1', 'true', '1'],
    [1, true, '1'],
  ],
  [{ type: 'object', properties: { a: integer } }, '{"a":"5"}', { a: '5' }],
  [{ type: 'object', properties: { a: integer } }, 'a', 'a'],
  [{ type: ['string', 'object'] }, '{"a":5}', '{"a":5}'],
  [{ type: ['object', 'null'] }, '{"a":5}', { a: 5 }],
  [{ type: 'array', items: integer, nullable: true }, '[5]', [5]],
  [{ type: ['array', 'null'], items: integer }, '5', [5]],
  [
    { type: 'object', properties: { a: integer }, additionalProperties: { type: 'boolean' } },
    { a: '1', b: 'true' },
    { a: 1, b: true },
  ],
  [{ type: 'integer' }, ['1', '2'], ['1', '2']],
  [{ oneOf: kinds }, { kind: 'a', n: '5' }, { kind: 'a', n: 5 }],
  [{ oneOf: kinds }, { kind: 'b', n: '5' }, { kind: 'b', n: '5' }],
  [
    {
      oneOf: [
        { type: 'object', required: ['id', 'n'], properties: { id: { type: 'string', readOnly: true }, n: integer } },
        { type: 'object' },
      ],
    },
    { n: '5' },
    { n: 5 },
  ],
  [tree, { n: '1', child: { n: '2', child: { n: 'x' } } }, { n: 1, child: { n: 2, child: { n: 'x' } } }],
])('by %# what is written as %j is %j', (schema, written, value) => {
  expect(typed(schema, written)).toEqual(value);
});

test.each<[schema: object, name: string]>([
  [filter, 'not'],
  [group, 'inner'],
])('unions within unions are tried once each, also where nothing fits: %j with many %s', (schema, name) => {
  const nested = (depth: number): Written => (depth === 0 ? { n: 'x' } : { [name]: nested(depth - 1) });
  expect(typed(schema, nested(60))).toEqual(nested(60));
});

test('JSON is parsed once, and not typed by any branch', () => {
  const oneOf = Array.from({ length: 40 }, (_, index) => ({ type: 'object', required: [`k${index}`] }));
  const parse = jest.spyOn(JSON, 'parse');
  expect(typed({ oneOf }, '{"k39":1}')).toEqual({ k39: 1 });
  expect(parse).toHaveBeenCalledTimes(1);
  parse.mockRestore();
  const value = { k39: 1 };
  const seen = new Proxy(value, { ownKeys: () => expect(undefined).toBe('looked at') as never });
  expect(typed({ oneOf }, new Literal(seen))).toBe(seen);
});

test('the only branch that an object may be of takes it unseen', () => {
  const oneOf = [
    { type: 'object', required: ['a'], properties: { b: {} } },
    { type: 'object', required: ['c'], properties: {} },
  ];
  const looked = new Proxy([1], { ownKeys: () => expect(undefined).toBe('looked at') as never });
  expect(typed({ oneOf }, { a: '1', b: new Literal(looked) })).toEqual({ a: '1', b: looked });
});
