import { expect, test } from '@jest/globals';
import { excerptOf } from '../../../../src/toolkit/contract/document/excerpt.ts';
import type { OpenApiDocument } from '../../../../src/toolkit/contract/document/openapi.ts';
import { listOperations, type Operation } from '../../../../src/toolkit/contract/document/operations.ts';
import { RequestValidator } from '../../../../src/toolkit/contract/request/request-validator.ts';

const Check = { type: 'object', properties: { enabled: { type: 'boolean', default: true }, name: { type: 'string' } } };
const $ref = '#/components/schemas/Check';
const required = ['enabled'];

async function validated(schema: object, body: object) {
  const document = {
    openapi: '3.1.0',
    paths: {
      '/checks': { post: { requestBody: { content: { 'application/json': { schema } } }, responses: {} } },
    },
    components: { schemas: { Check } },
  } as unknown as OpenApiDocument;
  const [operation] = listOperations(document, 'paths', new Set());
  const excerpt = excerptOf(document, operation as Operation, 'paths');
  const validate = new RequestValidator(excerpt).forMediaType('application/json');
  const errors = await validate({ parameters: { path: {}, query: {}, header: {}, cookie: {}, errors: [] }, body });
  return errors.length > 0 ? errors.map(({ path, keyword }) => `${path} ${keyword}`) : body;
}

test.each([
  ['by the schema itself', { ...Check, required }],
  ['beside a reference', { $ref, required }],
  ['beside what it consists of', { allOf: [{ $ref }], required }],
  ['by one of the parts, after the one with the default', { allOf: [{ $ref }, { required }] }],
  ['by one of the parts, before it', { allOf: [{ required }, { $ref }] }],
  ['further inside', { allOf: [{ allOf: [{ $ref }] }, { allOf: [{ required }] }] }],
])('a default stands for nothing that is required %s', async (_where, schema) => {
  expect(await validated(schema, { name: 'a' })).toEqual(['enabled required']);
  expect(await validated(schema, { enabled: false })).toEqual({ enabled: false });
});

test('where the property may be left out, its default is filled in', async () => {
  expect(await validated({ allOf: [{ $ref }] }, { name: 'a' })).toEqual({ name: 'a', enabled: true });
  expect(await validated({ allOf: [{ $ref }, { required: ['name'] }] }, { name: 'a' })).toMatchObject({
    enabled: true,
  });
});

test('what is no object is told by its type alone', async () => {
  expect(await validated({ allOf: [{ $ref }], required }, [] as never)).toEqual([' type']);
});
