import { expect, test } from '@jest/globals';
import { excerptOf } from '../../../../src/toolkit/contract/document/excerpt.ts';
import { listOperations, type Operation } from '../../../../src/toolkit/contract/document/operations.ts';
import { RequestValidator } from '../../../../src/toolkit/contract/request/request-validator.ts';

const parameters = {
  int64: { type: 'integer', default: '3000000000' },
  float: { type: 'number', default: '1.5' },
  time: { type: 'string', format: 'time', default: '23:20' },
  size: { type: 'integer', maximum: 100, default: 1000 },
  tags: { type: 'array', items: { type: 'string' }, default: ['a'] },
  none: { type: ['string', 'null'], default: null },
  referenced: { $ref: '#/components/schemas/Page' },
};
const document = {
  openapi: '3.1.0',
  paths: {
    '/pets': {
      get: {
        parameters: Object.entries(parameters).map(([name, schema]) => ({ name, in: 'query' as const, schema })),
        responses: {},
      },
    },
  },
  components: { schemas: { Page: { type: 'integer', default: 1 } } },
};
const [operation] = listOperations(document, 'paths', new Set());
const validate = new RequestValidator(excerptOf(document, operation as Operation, 'paths')).forMediaType(undefined);

async function validated(query: Record<string, unknown>) {
  const read = { path: {}, query, header: {}, cookie: {}, errors: [] };
  const errors = await validate({ parameters: read, body: undefined });
  return errors.length > 0 ? errors.map(({ path, keyword }) => `${path} ${keyword}`) : read.query;
}

test('defaults are filled in, but not those that break their schema, and texts are typed', async () => {
  const wanted = {
    int64: 3_000_000_000,
    float: 1.5,
    tags: ['a'],
    none: null,
    referenced: 1,
  };
  expect(await validated({})).toEqual(wanted);
  expect(await validated({ size: 5 })).toEqual({ ...wanted, size: 5 });
});

test('values that are sent are validated', async () => {
  expect(await validated({ size: 1000, time: '23:20' })).toEqual(['time format', 'size maximum']);
});

test('each request gets a default of its own', async () => {
  ((await validated({})) as { tags: string[] }).tags.push('b');
  expect(await validated({})).toMatchObject({ tags: ['a'] });
});
