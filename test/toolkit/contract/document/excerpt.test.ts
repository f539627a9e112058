import { expect, test } from '@jest/globals';
import { excerptsOf, requestsOf, sharedExcerpts } from '../../../../src/toolkit/contract/document/excerpt.ts';
import type { OpenApiDocument } from '../../../../src/toolkit/contract/document/openapi.ts';
import { listOperations } from '../../../../src/toolkit/contract/document/operations.ts';
import { RequestValidator } from '../../../../src/toolkit/contract/request/request-validator.ts';
import { requestSchemasOf } from '../../../../src/toolkit/contract/schema/request-schemas.ts';

const taking = (schema: object) => ({ requestBody: { content: { 'application/json': { schema } } } });
const document = {
  openapi: '3.1.0',
  paths: {
    '/it': {
      parameters: [{ name: 'kind', in: 'query', schema: { type: 'string' } }],
      post: taking({ type: 'integer' }),
      put: taking({ $ref: '#/components/schemas/Text' }),
    },
    '/other': { post: taking({ type: 'boolean' }) },
  },
  components: { schemas: { Text: { type: 'string' }, Unused: { type: 'null' } } },
} as OpenApiDocument;
const operations = listOperations(document, 'paths', new Set());

test('operations in one document have what they need, at the same pointers', () => {
  const excerpts = excerptsOf(document, operations.slice(0, 2), 'paths');
  expect(new Set(excerpts.map((excerpt) => excerpt.document)).size).toBe(1);
  expect(excerpts.map(({ operation }) => [operation.pointer, operation.parameters.length])).toEqual([
    ['#/paths/~1it/post', 1],
    ['#/paths/~1it/put', 1],
  ]);
  expect(excerpts[0]?.document).toMatchObject({ components: { schemas: { Text: { type: 'string' } } } });
  expect(Object.keys(excerpts[0]?.document.paths ?? {})).toEqual(['/it']);
  expect(Object.keys(excerpts[0]?.document.components?.schemas ?? {})).toEqual(['Text']);
});

test('a request validator validates its own operation in a document with others', async () => {
  const empty = { path: {}, query: {}, header: {}, cookie: {}, errors: [] };
  const taken = excerptsOf(document, operations, 'paths').map(async (excerpt) => {
    const validate = new RequestValidator(excerpt).forMediaType('application/json');
    const errors = await Promise.all([1, 'text', true].map((body) => validate({ parameters: empty, body })));
    return [1, 'text', true].filter((_, index) => errors[index]?.length === 0);
  });
  expect(await Promise.all(taken)).toEqual([[1], ['text'], [true]]);
});

test.each<[name: string, more: object, wanted: string[] | undefined]>([
  ['no reference', {}, ['post /it', 'put /it', 'post /other']],
  ['a reference into an operation', { Text: { $ref: '#/paths/~1it/parameters/0/schema' } }, undefined],
])('all operations are taken together where there is %s', (_name, more, wanted) => {
  const { components, ...rest } = document;
  const whole = { ...rest, components: { schemas: { ...components?.schemas, ...more } } } as OpenApiDocument;
  const excerpts = sharedExcerpts(whole, listOperations(whole, 'paths', new Set()));
  expect(excerpts && [...excerpts.values()].map(({ operation: { method, path } }) => `${method} ${path}`)).toEqual(
    wanted,
  );
});

test('a reference into a list brings the whole list, with what it references', () => {
  const $ref = '#/components/schemas/Pair/allOf/1';
  const pair = { allOf: [{ $ref: '#/components/schemas/Text' }, { minLength: 1 }] };
  const components = { schemas: { ...document.components?.schemas, Pair: pair } } as OpenApiDocument['components'];
  const given = { openapi: '3.1.0', paths: { '/it': { post: taking({ $ref }) } }, components } as OpenApiDocument;
  const [excerpt] = excerptsOf(given, listOperations(given, 'paths', new Set()), 'paths');
  expect(excerpt?.document.components?.schemas).toEqual({ Pair: pair, Text: { type: 'string' } });
});

test.each<[name: string, schema: object, isWhole: boolean]>([
  ['what requests reference', { $ref: '#/components/schemas/Text' }, false],
  ['all, where a reference leads into an operation', { $ref: '#/paths/~1other/post/requestBody' }, true],
])("a document's requests need %s", (_name, schema, isWhole) => {
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Unused' } } };
  const responses = { 200: { description: '', content } };
  const callbacks = { done: { '{$request.body#/url}': { post: { responses } } } };
  const paths = { ...document.paths, '/it': { post: { ...taking(schema), responses, callbacks } } };
  const whole = { ...document, paths } as unknown as OpenApiDocument;
  expect(requestsOf(whole) === whole).toBe(isWhole);
  const { components } = requestSchemasOf(whole).document;
  expect(Object.keys(components?.schemas ?? {})).toEqual(isWhole ? ['Text', 'Unused'] : ['Text']);
});
