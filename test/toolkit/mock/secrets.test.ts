/** What is left out of what is recorded, and hidden where it is shown. */
import { expect, test } from '@jest/globals';
import type { OpenApiDocument } from '../../../src/toolkit/contract/document/openapi.ts';
import { findSecretNames, withoutSecrets } from '../../../src/toolkit/mock/record/secrets.ts';

const marked = { type: 'string', format: 'password' };
const parameters = [
  { name: 'X-Locker', in: 'header', schema: marked },
  { name: 'Drawer', in: 'query', 'x-sensitive': true, schema: { type: 'string' } },
];
const isSecret = findSecretNames({
  document: { openapi: '3.1.1', paths: { '/a': { parameters, get: { responses: {} } } } } as unknown as OpenApiDocument,
});

test.each([
  ['X-Locker', true],
  ['x-locker', true],
  ['DRAWER', true],
  ['api_key', true],
  ['chest', false],
])('%s is secret: %s', (name, is) => expect(isSecret(name)).toBe(is));

test.each([
  [{ password: 'x', n: 1 }, { n: 1 }],
  [[{ password: 'x', n: 1 }], [{ n: 1 }]],
  [{ a: { drawer: 'x', n: [{ pin: '1' }] } }, { a: { n: [{}] } }],
  // No text is hidden by it, and what is inside has names of its own.
  [{ token: { id: 1, secret: 'x' } }, { token: { id: 1 } }],
])('%j without secrets', (value, left) => expect(withoutSecrets(value, isSecret)).toEqual(left));
