import { expect, test } from '@jest/globals';
import { Plan } from '../../../../src/toolkit/check/plan/plan.ts';
import type { Contract } from '../../../../src/toolkit/contract/document/load-contract.ts';
import type { OpenApiDocument } from '../../../../src/toolkit/contract/document/openapi.ts';
import { listOperations } from '../../../../src/toolkit/contract/document/operations.ts';

/** An operation for each schema: each reaches all of them, or only its own. */
function contractOf(count: number, isCircular: boolean): Contract {
  const indexes = Array.from({ length: count }, (_, index) => index);
  const schemaOf = (index: number) => ({
    anyOf: [{ type: 'string' }, ...(isCircular ? [{ $ref: `#/components/schemas/S${(index + 1) % count}` }] : [])],
  });
  const pathOf = (index: number) => {
    const schema = { $ref: `#/components/schemas/S${index}` };
    return { get: { operationId: `get${index}`, responses: { 200: { content: { 'application/json': { schema } } } } } };
  };
  const document = {
    openapi: '3.1.0',
    paths: Object.fromEntries(indexes.map((index) => [`/things${index}`, pathOf(index)])),
    components: { schemas: Object.fromEntries(indexes.map((index) => [`S${index}`, schemaOf(index)])) },
  } as unknown as OpenApiDocument;
  return { document, operations: listOperations(document, 'paths', new Set()) } as unknown as Contract;
}

test.each<[name: string, count: number, isCircular: boolean, tested: string[] | undefined, documents: number]>([
  ['a small contract', 6, false, undefined, 1],
  ['a large contract whose operations reach much of it', 41, true, undefined, 1],
  ['a large contract whose operations have little in common', 41, false, undefined, 41],
  ['a few operations of a large contract', 41, true, ['get1', 'get2'], 41],
])('%s is prepared in so many documents', (_name, count, isCircular, tested, documents) => {
  const contract = contractOf(count, isCircular);
  const plan = new Plan(contract, { operations: tested });
  const found = contract.operations.map((operation) => plan.tested(operation).instances.document);
  expect(new Set(found).size).toBe(documents);
});

test('what was let go of is prepared again', () => {
  const contract = contractOf(41, true);
  const plan = new Plan(contract);
  const [operation] = contract.operations as [Contract['operations'][number]];
  const before = plan.tested(operation);
  plan.forget();
  const after = plan.tested(operation);
  expect(after.instances.document).not.toBe(before.instances.document);
  expect(after.base).toEqual(before.base);
});

test('a plan serves the next run if that tests the same, in the same place', () => {
  const contract = contractOf(2, false);
  const plan = Plan.of(contract, { url: 'http://127.0.0.1:1' });
  const [operation] = contract.operations as [Contract['operations'][number]];
  expect(Plan.of(contract, { url: 'http://127.0.0.1:2' })).toBe(plan);
  expect(Plan.of(contract, { login: operation.operationId }).givesTokens(operation)).toBe(true);
  Object.assign(operation, { servers: [{ url: 'http://there.example/v2' }, { url: 'http://here.example/v3' }] });
  const pathAt = (url: string) => Plan.of(contract, { url }).tested(operation).server?.path;
  expect([pathAt('http://here.example'), pathAt('http://there.example')]).toEqual(['/v3', '/v2']);
});

test('lists of what no operation creates are those that no resource has', () => {
  const parameters = [{ name: 'q', in: 'query', schema: { type: 'string' } }];
  const get = { parameters, responses: { 200: { description: '' } } };
  const paths = { '/made': { get, post: get }, '/made/{id}': { get }, '/read': { get } };
  const document = { openapi: '3.1.0', paths } as unknown as OpenApiDocument;
  const contract = { document, operations: listOperations(document, 'paths', new Set()) } as unknown as Contract;
  const { readLists, resources } = new Plan(contract);
  expect([readLists.map(({ path }) => path), resources.map(({ path }) => path)]).toEqual([['/read'], ['/made']]);
});
