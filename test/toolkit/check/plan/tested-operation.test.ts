import { expect, jest, test } from '@jest/globals';
import { exampleCases } from '../../../../src/toolkit/check/cases/examples.ts';
import { Plan } from '../../../../src/toolkit/check/plan/plan.ts';
import { Instances } from '../../../../src/toolkit/instances/index.ts';
import { contractOf } from '../with-server.ts';

const text = { type: 'string' };
const listOf = (items: object) => ({ schema: { type: 'array', minItems: 1, maxItems: 1, items } });
const ifMatch = { name: 'If-Match', in: 'header', schema: text };
const inPath = { name: 'id', in: 'path' };
const response = { description: '' };

/** The values that a request for `/it/{id}` has; undefined where none can be made. */
async function baseOf(parameter: object, more: object = {}) {
  const required = { name: 'it', in: 'query', required: true, ...parameter };
  const id = { ...inPath, required: true, schema: { const: 'x' } };
  const parameters = 'name' in parameter && parameter.name === 'id' ? [required] : [id, required];
  const paths = { '/it/{id}': { put: { operationId: 'put', parameters, responses: { 200: response, ...more } } } };
  const contract = await contractOf(paths);
  const [operation] = contract.operations;
  const { base } = new Plan(contract).tested(operation as NonNullable<typeof operation>);
  return base && [...base.parameters.values()].at(-1);
}

test.each<[name: string, parameter: object, value: unknown]>([
  ['a text', { schema: text }, 'string'],
  ['a list of objects in a query', listOf({ type: 'object' }), undefined],
  ['a list of objects or texts', listOf({ anyOf: [{ type: 'object' }, { const: 'x' }] }), ['x']],
  ['a list of nothing or texts', listOf({ enum: [null, 'x'] }), ['x']],
  ['an empty list', { schema: { type: 'array', maxItems: 0 } }, undefined],
  ['a text in a path that may be empty', { ...inPath, schema: { enum: ['', 'x'] } }, 'x'],
  ['one that hardly ever is not', { ...inPath, schema: { enum: [...Array(99).fill(''), 'x'] } }, 'x'],
])('a request is made with %s', async (_name, parameter, value) => {
  expect(await baseOf(parameter)).toEqual(value);
});

test.each<[name: string, required: readonly string[], value: object, styled?: object]>([
  ['of an exploded object is left out', ['amount'], { amount: 1 }],
  ['of an exploded object is sent if it has to be', ['kind', 'amount'], { kind: 'a', amount: 1 }],
  ['in brackets is sent', ['amount'], { kind: 'a', amount: 1 }, { style: 'deepObject' }],
  ['between commas is sent', ['amount'], { kind: 'a', amount: 1 }, { explode: false }],
])('a property with the name of another parameter %s', async (_name, required, value, styled = {}) => {
  const object = { type: 'object', required, properties: { kind: { const: 'a' }, amount: { const: 1 } } };
  const parameters = [
    { name: 'kind', in: 'query', schema: text },
    { name: 'it', in: 'query', required: true, schema: object, ...styled },
  ];
  const contract = await contractOf({
    '/it': { put: { operationId: 'put', parameters, responses: { 200: response } } },
  });
  const [operation] = contract.operations;
  const { base } = new Plan(contract).tested(operation as NonNullable<typeof operation>);
  expect([...(base?.parameters.values() ?? [])]).toEqual([value]);
});

test('no edges are made of a list of objects, which a query has no form for', async () => {
  const edges = jest.spyOn(Instances.prototype, 'edges');
  // Its items can't be made, so that all values are empty lists.
  const item = { properties: { name: text, broken: { enum: [] } }, required: ['broken'] };
  expect(await baseOf({ schema: { type: 'array', items: item } })).toBeUndefined();
  expect(edges).not.toHaveBeenCalled();
  edges.mockRestore();
});

test.each<[name: string, parameter: object, more: object, value: string]>([
  ['a precondition that it asks for', ifMatch, { 428: response }, '*'],
  ['a precondition', ifMatch, {}, 'x'],
  ['another parameter', { schema: text }, { 428: response }, 'x'],
])('where a contract has %s that is not required, a request has %j', async (_name, parameter, more, value) => {
  expect(await baseOf({ ...parameter, required: false }, more)).toBe(value);
});

test('an empty list in an example of a form is not sent, as it would not arrive', async () => {
  const tags = { type: 'array', items: text };
  const schema = { type: 'object', properties: { name: text, tags } };
  const examples = { good: { value: { name: 'a', tags: [] } }, bad: { value: { name: 'b', tags: [] } } };
  const content = { 'application/x-www-form-urlencoded': { schema, examples } };
  const refused = { ...response, content: { 'application/json': { examples: { bad: { value: {} } } } } };
  const post = { requestBody: { content }, responses: { 200: response, 400: refused } };
  const contract = await contractOf({ '/it': { post } });
  const [operation] = contract.operations;
  const tested = new Plan(contract).tested(operation as NonNullable<typeof operation>);
  expect(tested.base?.body).toEqual({ name: 'a' });
  const sent = [...exampleCases(tested, {} as never)].map(({ parts }) => parts.body);
  expect(sent).toEqual([{ name: 'a' }, { name: 'b', tags: [] }]);
});

test('an example of an exploded object that no server reads as such is not sent', async () => {
  const properties = { name: text, size: { type: 'integer' } };
  const parameter = { name: 'it', in: 'query', required: true, schema: { type: 'object', properties } };
  const examples = {
    good: { value: { size: 7 } },
    other: { value: { it: '{"size":7}' } },
    bad: { value: { it: 'x' } },
  };
  const refused = { ...response, content: { 'application/json': { examples: { bad: { value: {} } } } } };
  const get = { parameters: [{ ...parameter, examples }], responses: { 200: response, 400: refused } };
  const contract = await contractOf({ '/it': { get } });
  const [operation] = contract.operations;
  const tested = new Plan(contract).tested(operation as NonNullable<typeof operation>);
  const sent = [...exampleCases(tested, {} as never)].map(({ parts }) => [...parts.parameters.values()]);
  expect(sent).toEqual([[{ size: 7 }], [{ it: 'x' }]]);
  const example = await baseOf({ ...parameter, example: { it: '{"size":7}' } });
  expect(example).toEqual({ name: 'string', size: 1 });
});
