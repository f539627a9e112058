import { expect, test } from '@jest/globals';
import { secretQueryNames } from '../../../../src/toolkit/contract/document/secret-query-names.ts';
import { contractOf } from '../../check/with-server.ts';

const password = { type: 'string', format: 'password' };
const components = {
  schemas: { Password: password, Loop: { type: 'array', items: { $ref: '#/components/schemas/Loop' } } },
  securitySchemes: {
    inQuery: { type: 'apiKey', in: 'query', name: 'api_key' },
    inHeader: { type: 'apiKey', in: 'header', name: 'X-Key' },
  },
};

test.each<[what: string, parameter: object, names: string[]]>([
  ['an ordinary one', { schema: { type: 'string' } }, []],
  ['a password', { schema: password }, ['it']],
  ['a referenced password', { schema: { $ref: '#/components/schemas/Password' } }, ['it']],
  ['a password among others', { schema: { allOf: [{ $ref: '#/components/schemas/Password' }] } }, ['it']],
  ['passwords', { schema: { type: 'array', items: password } }, ['it']],
  ['what is marked', { 'x-sensitive': true, schema: { type: 'string' } }, ['it']],
  ['what its schema marks', { schema: { type: 'string', 'x-sensitive': true } }, ['it']],
  ['a field', { schema: { type: 'object', properties: { a: password, b: {} } } }, ['it', 'a', 'it[a]']],
  ['JSON', { content: { 'application/json': { schema: password } } }, ['it']],
  ['a schema in itself', { schema: { $ref: '#/components/schemas/Loop' } }, []],
  ['a header', { in: 'header', schema: password }, []],
])('%s', async (_what, parameter, names) => {
  const responses = { 200: { description: '' } };
  const get = { operationId: 'a', parameters: [{ name: 'it', in: 'query', ...parameter }], responses };
  const contract = await contractOf({ '/a': { get } }, { components });
  expect([...secretQueryNames(contract)]).toEqual(['api_key', ...names]);
});
