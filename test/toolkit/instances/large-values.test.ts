import { expect, jest, test } from '@jest/globals';
import { Instances } from '../../../src/toolkit/instances/index.ts';

/** Thirty levels: the smallest value has a billion values inside. */
const schemas = Object.fromEntries(
  Array.from({ length: 31 }, (_, level) => {
    const next = { $ref: `#/components/schemas/S${level + 1}` };
    return [`S${level}`, level === 30 ? { type: 'string' } : { type: 'array', minItems: 2, items: next }];
  }),
);

test('a schema whose smallest value is too large has no instances, which is found out once', () => {
  const document = { openapi: '3.1.1', info: { title: 't', version: '1' }, paths: {}, components: { schemas } };
  const instances = new Instances(document, 'request');
  expect(instances.edges('#/components/schemas/S0')).toEqual([]);
  for (let seed = 0; seed < 300; seed++) expect(instances.valid('#/components/schemas/S0', seed)).toBeUndefined();
  expect(instances.valid('#/components/schemas/S26')).toHaveLength(2);
});

test('edges of a list whose items are too large are few, as each takes long', () => {
  const item = {
    type: 'object',
    required: ['large'],
    properties: { a: {}, b: {}, c: {}, large: { $ref: '#/components/schemas/S0' } },
  };
  const all = { ...schemas, List: { type: 'array', items: item } };
  const document = { openapi: '3.1.1', info: { title: 't', version: '1' }, paths: {}, components: { schemas: all } };
  const instances = new Instances(document, 'request');
  const validate = jest.spyOn(instances.validator, 'validate');
  expect(instances.edges('#/components/schemas/List')).toEqual([[]]);
  expect(validate.mock.calls.length).toBeLessThan(10);
});
