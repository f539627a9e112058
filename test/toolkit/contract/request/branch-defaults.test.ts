import { expect, test } from '@jest/globals';
import { bodyErrors, validatorOf } from '../body-validator.ts';

const object = (properties: object) => ({ type: 'object', properties });
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const closed = { additionalProperties: false };

const kinds = [ref('Dog'), ref('Cat')];

const schemas = {
  Cat: { ...object({ kind: { const: 'cat' }, lives: { type: 'integer', default: 9 } }), ...closed },
  Dog: { ...object({ kind: { const: 'dog' }, barks: { type: 'boolean', default: true } }), ...closed },
  Basket: { ...object({ size: { type: 'integer', default: 1 }, name: { type: 'string' } }), required: ['name'] },
  Owner: object({ basket: { anyOf: [ref('Basket'), object({})] } }),
  Strict: { ...object({ name: { type: 'string' } }), ...closed },
  Whole: { allOf: [{ oneOf: kinds }], unevaluatedProperties: false },
};

async function validated(schema: object, body: object) {
  const errors = await bodyErrors(schema, schemas, body);
  return errors.length > 0 ? errors : body;
}

test.each([
  ['oneOf', { oneOf: kinds }],
  ['oneOf, the other way round', { oneOf: kinds.toReversed() }],
  ['anyOf', { anyOf: kinds }],
  ['oneOf in a list', { oneOf: [{ oneOf: kinds }] }],
  ['oneOf with unevaluatedProperties', ref('Whole')],
  ['oneOf behind allOf', { allOf: [{ oneOf: kinds }] }],
])('the branch that matches fills in its defaults, and no other one does: %s', async (_what, schema) => {
  expect(await validated(schema, { kind: 'cat' })).toEqual({ kind: 'cat', lives: 9 });
  expect(await validated(schema, { kind: 'dog' })).toEqual({ kind: 'dog', barks: true });
});

test('each item has the defaults of its own branch', async () => {
  const schema = object({ pets: { type: 'array', items: { oneOf: kinds } } });
  expect(await validated(schema, { pets: [{ kind: 'cat' }, { kind: 'dog' }] })).toEqual({
    pets: [
      { kind: 'cat', lives: 9 },
      { kind: 'dog', barks: true },
    ],
  });
});

test('a branch that fails further inside leaves nothing behind', async () => {
  expect(await validated(ref('Owner'), { basket: { colour: 'red' } })).toEqual({ basket: { colour: 'red' } });
  expect(await validated(ref('Owner'), { basket: { name: 'a' } })).toEqual({ basket: { name: 'a', size: 1 } });
});

test('what one branch fills in is not what another one is judged by', async () => {
  const schema = { oneOf: [ref('Basket'), ref('Strict')] };
  expect(await validated(schema, { name: 'a' })).toEqual([' oneOf']);
  expect(await validated({ oneOf: [ref('Basket'), { required: ['size'] }] }, { name: 'a' })).toEqual({
    name: 'a',
    size: 1,
  });
});

test('conditions fill in nothing', async () => {
  expect(await validated({ not: ref('Basket') }, { colour: 'red' })).toEqual({ colour: 'red' });
  expect(await validated({ if: ref('Basket'), then: ref('Strict') }, { name: 'a' })).toEqual({ name: 'a' });
  expect(await validated({ if: ref('Strict'), then: ref('Basket') }, { name: 'a' })).toEqual({ name: 'a', size: 1 });
});

test('what `contains` matches is filled in, and no other item', async () => {
  const schema = object({ list: { contains: ref('Basket') } });
  expect(await validated(schema, { list: [{}, { name: 'a' }] })).toEqual({ list: [{}, { name: 'a', size: 1 }] });
});

test('it is the same with pauses', async () => {
  for (const oneOf of [kinds, kinds.toReversed()]) {
    const validate = validatorOf({ oneOf }, schemas).makePatient('body', 'application/json');
    const root = { body: { kind: 'cat' } };
    expect(await validate?.(root)).toEqual([]);
    expect(root).toEqual({ body: { kind: 'cat', lives: 9 } });
  }
});
