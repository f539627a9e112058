import { expect, test } from '@jest/globals';
import { invalidCases } from '../../../../src/toolkit/check/cases/invalid.ts';
import { Plan } from '../../../../src/toolkit/check/plan/plan.ts';
import { contractOf } from '../with-server.ts';

test('texts of several lines break patterns; of one that only ends with a line feed, it has to be seen that it was kept', async () => {
  const code = { type: 'string', pattern: '^[A-Z]{3}$' };
  const content = { 'application/json': { schema: { type: 'object', required: ['code'], properties: { code } } } };
  const parameters = ['query', 'header'].map((place) => ({ name: 'x-code', in: place, schema: code }));
  const post = { parameters, requestBody: { required: true, content }, responses: { 204: { description: '' } } };
  const plan = new Plan(await contractOf({ '/it': { post } }));
  const cases = plan.operations.flatMap((operation) => [...invalidCases(plan.tested(operation), true)]);
  const sent = cases
    .filter(({ keyword }) => keyword === 'pattern')
    .map(({ location = '', expectation, parts }) => {
      const [parameter] = [...parts.parameters.values()];
      return [location, location.startsWith('body') ? parts.body : parameter, expectation];
    })
    .filter((one) => JSON.stringify(one[1]).includes('MMM\\n'));
  expect(sent).toEqual([
    ['query/x-code', 'MMM\n~', { kind: 'refused' }],
    ['body/code', { code: 'MMM\n~' }, { kind: 'refused' }],
    ['body/code', { code: 'MMM\n' }, { kind: 'refused', unlessTrimmed: 'MMM\n' }],
  ]);
});

test('a parameter of nothing but a line feed is sent, as it is invalid without that as well', async () => {
  const line = { name: 'line', in: 'query', schema: { type: 'string', pattern: '^[^\\n]+$' } };
  const plan = new Plan(
    await contractOf({ '/it': { get: { parameters: [line], responses: { 204: { description: '' } } } } }),
  );
  const cases = plan.operations.flatMap((operation) => [...invalidCases(plan.tested(operation), true)]);
  expect(cases.flatMap(({ parts }) => [...parts.parameters.values()])).toContain('\n');
});
