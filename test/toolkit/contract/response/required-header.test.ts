import { expect, test } from '@jest/globals';
import type { ContractDocument } from '../../../../src/toolkit/contract/document/operations.ts';
import { requiredHeader } from '../../../../src/toolkit/contract/response/required-header.ts';

const uuid = expect.stringMatching(/^[\da-f-]{36}$/);

test.each<[name: string, schema: object | undefined, value: unknown]>([
  ['X-Id', undefined, uuid],
  ['X-Id', { type: 'string' }, uuid],
  ['X-Kind', { enum: ['a', 'b'] }, 'a'],
  ['X-Limit', { type: 'integer', minimum: 10 }, 10],
  ['X-Trace', { type: 'string', minLength: 1000 }, 'x'.repeat(1000)],
  // No text of any length is made.
  ['X-Trace', { type: 'string', minLength: 1001 }, undefined],
  ['Content-Length', { type: 'integer' }, undefined],
])('%s of %j is %j', (name, schema, value) => {
  const contract = { document: { openapi: '3.1.0', paths: {}, components: { schemas: { It: schema } } } };
  const pointer = schema && '#/components/schemas/It';
  expect(requiredHeader(contract as unknown as ContractDocument, name, pointer)).toEqual(value);
});
