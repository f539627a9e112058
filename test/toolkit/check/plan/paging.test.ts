import { expect, test } from '@jest/globals';
import { isPaging } from '../../../../src/toolkit/check/plan/paging.ts';
import { Plan } from '../../../../src/toolkit/check/plan/plan.ts';
import { contractOf } from '../with-server.ts';

test.each<[name: string, schema: object, properties: string[], wanted: boolean]>([
  ['count', { type: 'integer', default: 100 }, ['label', 'count'], true],
  ['count', { type: 'integer' }, ['label', 'count'], false],
  ['count', { type: 'integer' }, ['label'], true],
  ['label', { type: 'integer', default: 100 }, ['label'], false],
])('%s, %j, of records with %j', async (name, schema, itemProperties, wanted) => {
  const parameter = { name, in: 'query', schema };
  const responses = { 200: { description: 'A list.' } };
  const contract = await contractOf({ '/labels': { get: { parameters: [parameter], responses } } });
  const [operation] = contract.operations;
  const tested = new Plan(contract).tested(operation as NonNullable<typeof operation>);
  const [own] = tested.excerpt.operation.parameters;
  expect(isPaging(tested, { itemProperties } as never, own as NonNullable<typeof own>)).toBe(wanted);
});
