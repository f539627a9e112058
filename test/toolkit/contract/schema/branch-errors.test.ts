import { expect, test } from '@jest/globals';
import { bodyErrors } from '../body-validator.ts';

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const Base = { type: 'object', required: ['name'], properties: { name: { type: 'string' } } };
const kind = (value: string, properties: object) => ({
  allOf: [ref('Base'), { properties: { kind: { const: value }, ...properties }, required: ['kind'] }],
});
const schemas = {
  Base,
  Cat: kind('cat', { lives: { type: 'integer', maximum: 9 } }),
  Dog: kind('dog', { barks: { type: 'boolean' } }),
  Plain: { type: 'object', properties: { size: { type: 'integer' } }, required: ['size'] },
  Other: { type: 'object', properties: { colour: { type: 'string' } }, required: ['colour'] },
};

const told = (schema: object, body: unknown) => bodyErrors(schema, schemas, body);
const kinds = { oneOf: [ref('Cat'), ref('Dog')] };

test('where a property says which branch is meant, the errors of that branch are told', async () => {
  expect(await told(kinds, { kind: 'cat', name: 1, lives: 10 })).toEqual(['name type', 'lives maximum']);
  expect(await told(kinds, { kind: 'dog', barks: 'no', lives: 'x' })).toEqual(['name required', 'barks type']);
  expect(await told({ anyOf: kinds.oneOf }, { kind: 'cat', name: 'a', lives: 10 })).toEqual(['lives maximum']);
});

test('a value of no branch, and the property that is missing, are told where they are', async () => {
  const list = { type: 'object', properties: { pets: { type: 'array', items: kinds } } };
  expect(await told(list, { pets: [{ kind: 'cow', name: 'a' }, { name: 'b' }] })).toEqual([
    'pets/0/kind enum',
    'pets/1/kind required',
  ]);
});

test('a discriminator tells by the names of the schemas, or by those that it maps', async () => {
  const discriminator = { propertyName: 'type', mapping: { small: '#/components/schemas/Plain' } };
  const schema = { oneOf: [ref('Plain'), ref('Other')], discriminator };
  expect(await told(schema, { type: 'small' })).toEqual(['size required']);
  expect(await told(schema, { type: 'Other', colour: 1 })).toEqual(['colour type']);
  expect(await told(schema, { type: 'Plain' })).toEqual(['type enum']);
});

test('where nothing says which branch is meant, it is told that none matches, or that two do', async () => {
  expect(await told({ oneOf: [ref('Plain'), ref('Other')] }, { size: 'x' })).toEqual([' oneOf']);
  expect(await told({ oneOf: [ref('Plain'), ref('Other')] }, { size: 1, colour: 'red' })).toEqual([' oneOf']);
  expect(await told({ oneOf: [kinds, kinds] }, { kind: 'cat', name: 'a' })).toEqual([' oneOf']);
  expect(await told(kinds, 'cat')).toEqual([' oneOf']);
  const places = [{ x: 0 }, { x: 1 }].map((at) => ({ properties: { at: { const: at }, z: { type: 'integer' } } }));
  expect(await told({ oneOf: places }, { at: { x: 1 }, z: 'a' })).toEqual([' oneOf']);
});
