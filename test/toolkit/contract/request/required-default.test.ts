import { expect, test } from '@jest/globals';
import { bodyErrors } from '../body-validator.ts';

const Check = { type: 'object', properties: { enabled: { type: 'boolean', default: true }, name: { type: 'string' } } };
const $ref = '#/components/schemas/Check';
const required = ['enabled'];

async function validated(schema: object, body: object) {
  const errors = await bodyErrors(schema, { Check }, body);
  return errors.length > 0 ? errors : body;
}

test.each([
  ['by the schema itself', { ...Check, required }],
  ['beside a reference', { $ref, required }],
  ['beside what it consists of', { allOf: [{ $ref }], required }],
  ['by one of the parts, after the one with the default', { allOf: [{ $ref }, { required }] }],
  ['by one of the parts, before it', { allOf: [{ required }, { $ref }] }],
  ['further inside', { allOf: [{ allOf: [{ $ref }] }, { allOf: [{ required }] }] }],
])('a default stands for nothing that is required %s', async (_where, schema) => {
  expect(await validated(schema, { name: 'a' })).toEqual(['enabled required']);
  expect(await validated(schema, { enabled: false })).toEqual({ enabled: false });
});

test('where the property may be left out, its default is filled in', async () => {
  expect(await validated({ allOf: [{ $ref }] }, { name: 'a' })).toEqual({ name: 'a', enabled: true });
  expect(await validated({ allOf: [{ $ref }, { required: ['name'] }] }, { name: 'a' })).toMatchObject({
    enabled: true,
  });
});

test('what is no object is told by its type alone', async () => {
  expect(await validated({ allOf: [{ $ref }], required }, [] as never)).toEqual([' type']);
});
