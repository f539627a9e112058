import { expect, test } from '@jest/globals';
import { findDownloads } from '../../../src/toolkit/mock/state/uploads/uploads.ts';
import { contractOf } from '../check/with-server.ts';

test.each<[type: string, schema: object | undefined, isFile: boolean]>([
  ['*/*', { type: 'object', properties: { id: { type: 'string' } } }, false],
  ['*/*', { type: 'array', items: {} }, false],
  ['*/*', { type: 'string', format: 'binary' }, true],
  ['*/*', undefined, true],
  ['image/png', { type: 'object' }, true],
  ['application/json', { type: 'string' }, false],
])('what sends %s by %j sends files: %j', async (type, schema, isFile) => {
  const responses = { 200: { description: '', content: { [type]: { schema } } } };
  const parameters = [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }];
  const contract = await contractOf({ '/covers/{id}': { get: { parameters, responses } } });
  expect(findDownloads(contract)).toHaveLength(isFile ? 1 : 0);
});
