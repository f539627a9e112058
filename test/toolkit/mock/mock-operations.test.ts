import { expect, test } from '@jest/globals';
import type { Contract } from '../../../src/toolkit/contract/document/load-contract.ts';
import type { OpenApiDocument } from '../../../src/toolkit/contract/document/openapi.ts';
import { listOperations } from '../../../src/toolkit/contract/document/operations.ts';
import { MockOperations } from '../../../src/toolkit/mock/mock-operations.ts';

/** So many operations, each of which reaches all of three schemas through a circle of unions, or its own one only. */
function contractOf(count: number, overlap: boolean, example?: unknown): Contract {
  const pathOf = (index: number) => {
    const schema = { $ref: `#/components/schemas/${overlap ? 'A' : `S${index}`}` };
    return { get: { responses: { 200: { description: '', content: { 'application/json': { schema, example } } } } } };
  };
  const union = (name: string) => ({
    type: 'object',
    properties: { next: { anyOf: [{ type: 'string' }, { $ref: `#/components/schemas/${name}` }] } },
  });
  const indexes = Array.from({ length: count }, (_, index) => index);
  const document = {
    openapi: '3.1.0',
    paths: Object.fromEntries(indexes.map((index) => [`/things${index}`, pathOf(index)])),
    components: {
      schemas: overlap
        ? { A: union('B'), B: union('C'), C: union('A') }
        : Object.fromEntries(indexes.map((index) => [`S${index}`, { type: 'integer' }])),
    },
  } as unknown as OpenApiDocument;
  return { document, operations: listOperations(document, 'paths', new Set()) } as unknown as Contract;
}

const options = { dynamic: false, seed: undefined, trustExamples: false, onBroken: () => {} };

test.each<[name: string, overlap: boolean, documents: number]>([
  ['that overlap are prepared from one document after the first ones', true, 3],
  ['that have nothing in common are prepared alone', false, 6],
])('operations %s, with the same responses', async (_name, overlap, documents) => {
  const contract = contractOf(6, overlap);
  const operations = new MockOperations(contract, options);
  const prepared = contract.operations.map((operation) => operations.get(operation));
  expect(new Set(prepared.map(({ excerpt }) => excerpt.document)).size).toBe(documents);
  const alone = contract.operations.map((operation) => new MockOperations(contract, options).get(operation));
  const responses = await Promise.all(prepared.map((one) => one.respond(undefined)));
  expect(responses).toEqual(await Promise.all(alone.map((one) => one.respond(undefined))));
  expect(responses[5]?.status).toBe(200);
});

test('the least recently used operations are let go, and tell of their broken examples once', async () => {
  const told: string[] = [];
  const contract = contractOf(102, true, 'no object');
  const operations = new MockOperations(contract, { ...options, onBroken: (_message, pointer) => told.push(pointer) });
  const [first, second, ...others] = contract.operations.map((operation) => operations.get(operation));
  const [firstOperation, secondOperation] = contract.operations as [
    Contract['operations'][0],
    Contract['operations'][0],
  ];
  expect(others).toHaveLength(100);
  for (const [known, operation] of [
    [first, firstOperation],
    [second, secondOperation],
  ] as const) {
    const again = operations.get(operation);
    expect(again).not.toBe(known);
    expect(operations.get(operation)).toBe(again);
    await known?.respond(undefined);
    await again.respond(undefined);
  }
  expect(told).toEqual([firstOperation, secondOperation].map(({ pointer }) => `${pointer}/responses/200`));
});
