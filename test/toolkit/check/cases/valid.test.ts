import { expect, test } from '@jest/globals';
import { validCases } from '../../../../src/toolkit/check/cases/valid.ts';
import { Plan } from '../../../../src/toolkit/check/plan/plan.ts';
import { contractOf } from '../with-server.ts';

const owners = { type: 'array', items: { type: 'string', examples: ['ann'] }, maxItems: 2 };
const schema = { type: 'object', required: ['name', 'it'], properties: { name: { type: 'string' }, it: owners } };

test('a valid request is called after what it has, with the examples of the contract in it', async () => {
  const content = { 'application/json': { schema } };
  const responses = { 204: { description: '' } };
  const plan = new Plan(await contractOf({ '/it': { post: { requestBody: { required: true, content }, responses } } }));
  const cases = plan.operations.flatMap((operation) => [...validCases(plan.tested(operation))]);
  const whole = cases.filter(({ location }) => location === 'body');
  expect(whole.map(({ title, deviation }) => [title, deviation])).toEqual(
    whole.map(({ parts }) => [`body is ${JSON.stringify(parts.body)}`, `is ${JSON.stringify(parts.body)}`]),
  );
  expect(whole.map(({ title }) => title)).toContain('body is {"name":"string","it":["ann"]}');
});
