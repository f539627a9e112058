import { expect, test } from '@jest/globals';
import type { OpenApiDocument } from '../../../../src/toolkit/contract/document/openapi.ts';
import { readJson } from '../../../../src/toolkit/contract/request/json-reader.ts';

const long = { type: 'integer', format: 'int64' };
const schema = {
  type: 'object',
  properties: {
    id: long,
    ids: { type: 'array', items: { anyOf: [{ type: 'string' }, { $ref: '#/components/schemas/Long' }] } },
    pair: { type: 'array', prefixItems: [{ type: 'number' }, long] },
    number: { type: 'number' },
    inner: { allOf: [{ type: 'object', additionalProperties: long }] },
  },
};
const document = { openapi: '3.1.0', components: { schemas: { Long: long } } } as unknown as OpenApiDocument;
const big = '9007199254740993';

test.each<[name: string, json: string, value: unknown]>([
  ['beyond 2^53', `{"id":${big}}`, { id: 9007199254740993n }],
  ['negative', `{ "id" : -${big} }`, { id: -9007199254740993n }],
  ['within 2^53', '{"id":9007199254740991}', { id: 9007199254740991 }],
  ['in lists and branches', `{"ids":[1,${big},"${big}"]}`, { ids: [1, 9007199254740993n, big] }],
  ['by its place', `{"pair":[${big},${big}]}`, { pair: [9007199254740992, 9007199254740993n] }],
  ['of any name', `{"inner":{"a":${big}}}`, { inner: { a: 9007199254740993n } }],
  ['where the schema has a double', `{"number":${big}}`, { number: 9007199254740992 }],
  ['where there is no schema', `{"other":[${big}]}`, { other: [9007199254740992] }],
  [
    'no integers',
    `{"id":0.${big},"ids":[${big}e2,1e0000000000000001]}`,
    { id: 0.9007199254740993, ids: [9007199254740993e2, 10] },
  ],
  ['in texts', `{"id":"a\\\\\\",${big}:${big}","ids":["1, ${big}"]}`, { id: `a\\",${big}:${big}`, ids: [`1, ${big}`] }],
])('an integer %s', (_name, json, value) => {
  expect(readJson(document, json, schema).value).toEqual(value);
});

test('sixteen digits are found wherever they begin', () => {
  const readAfter = (_: unknown, blanks: number) => readJson(document, `${' '.repeat(blanks)}${big}`, long).value;
  expect(new Set(Array.from({ length: 40 }, readAfter))).toEqual(new Set([9007199254740993n]));
});

test('a thousand digits are a BigInt, and more infinity', () => {
  const read = (digits: number) => readJson(document, '9'.repeat(digits), long).value;
  expect([read(1000), read(1001)]).toEqual([10n ** 1000n - 1n, Number.POSITIVE_INFINITY]);
});

test.each([`{"id":${big}`, `{${big}:1}`, `{"id":0${big}}`, `[${big} ${big}]`])('%s is no JSON', (json) => {
  expect(() => readJson(document, json, schema)).toThrow(SyntaxError);
});
