import { expect, test } from '@jest/globals';
import { containerCases } from '../../../../src/toolkit/check/cases/containers.ts';
import { Plan } from '../../../../src/toolkit/check/plan/plan.ts';
import { contractOf } from '../with-server.ts';

const words = { type: 'array', items: { type: 'string' } };
const map = { type: 'object', additionalProperties: { type: 'integer' } };

/** What is sent for a property of a new record, as `{ value }`. */
async function sentFor(
  value: object,
  { example, ...operation }: Record<string, unknown> = {},
  type = 'application/json',
) {
  const schema = { type: 'object', required: ['name'], properties: { name: { type: 'string' }, value } };
  const content = { [type]: { schema, ...(example !== undefined && { example }) } };
  const stored = { type: 'object', required: ['id'], properties: { id: { type: 'integer' }, value } };
  const response = { description: 'It.', content: { 'application/json': { schema: stored } } };
  const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer' } };
  const paths = {
    '/things': {
      post: {
        operationId: 'add',
        requestBody: { required: true, content },
        responses: { 201: response },
        ...operation,
      },
    },
    '/things/{id}': { get: { operationId: 'read', parameters: [id], responses: { 200: response } } },
  };
  const plan = new Plan(await contractOf(paths));
  return plan.operations
    .flatMap((one) => [...containerCases(plan.tested(one), plan.references)])
    .map(({ location, parts }) => {
      const sent = (parts.body as { value?: object }).value ?? {};
      // The reporter of the tests takes an object for one that has a method `toString`.
      return [location, Array.isArray(sent) ? sent : Object.keys(sent).join(' ')];
    });
}

test.each<[schema: object, sent: unknown]>([
  [words, ['string 1', 'string1', 'string']],
  [{ ...words, maxItems: 2 }, ['string 1', 'string']],
  [{ ...words, minItems: 4 }, ['string', 'string 1', 'string1', 'strin1']],
  [{ type: 'array', items: { type: 'integer', minimum: 1, maximum: 3 } }, [2, 3, 1]],
  [{ type: 'array', items: { type: 'string', pattern: '^[A-Z]{2}[0-9]$' } }, ['MM2', 'MM4', 'MM1']],
  [map, 'property1 toString'],
  [{ ...map, maxProperties: 1 }, 'toString'],
  [{ ...map, propertyNames: { pattern: '^[a-z]+$' } }, 'string constructor'],
])('of %j, what is easily lost is sent', async (schema, sent) => {
  expect(await sentFor(schema)).toEqual([['body/value', sent]]);
});

test.each<[what: string, schema: object, operation?: Record<string, unknown>, type?: string]>([
  ['a set', { ...words, uniqueItems: true }],
  ['a list that is said to be one', { ...words, description: 'A set of words' }],
  ['a list that is sorted', { ...words, description: 'Sorted by name.' }],
  ['a list in any order', { ...words, description: 'The order of the words is not kept.' }],
  ['a list that the operation sorts', words, { description: 'Words are stored in alphabetical order.' }],
  ['options', { type: 'array', items: { enum: ['a', 'b', 'c'] } }],
  ['ids', { type: 'array', items: { type: 'string', format: 'uuid' } }],
  ['places', { type: 'array', prefixItems: [{ type: 'string' }], items: { type: 'string' } }],
  ['flags', { type: 'array', items: { type: 'boolean' } }],
  ['an item', { ...words, maxItems: 1 }],
  ['names that no object has', { ...map, propertyNames: { pattern: '^x-' } }],
  ['what may have other properties', { type: 'object', properties: { a: { type: 'integer' } } }],
  ['a form', map, {}, 'application/x-www-form-urlencoded'],
])('nothing is sent for %s', async (_what, schema, ...more) => {
  expect(await sentFor(schema, ...more)).toEqual([]);
});

test('an example of the contract may lack what is optional', async () => {
  expect(await sentFor(words, { example: { name: 'x' } })).toEqual([['body/value', ['string 1', 'string1', 'string']]]);
  expect(await sentFor(words, { example: { name: 'x', value: ['d', 'c'] } })).toEqual([['body/value', ['d', 'c']]]);
});
