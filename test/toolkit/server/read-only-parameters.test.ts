import { expect, test } from '@jest/globals';
import { createApp } from '../../../src/server.ts';
import { serve } from '../../serve.ts';
import { contractOf } from '../check/with-server.ts';

const id = { type: 'integer', readOnly: true };
const name = { type: 'string', minLength: 3, readOnly: true };

test.each<[what: string, schema: object, target: string, status: number]>([
  ["a record's id", id, '/keys/12', 204],
  ["a record's id or name, by its id", { anyOf: [id, name] }, '/keys/12', 204],
  ["a record's id or name, by its name", { anyOf: [id, name] }, '/keys/abc', 204],
  ["a record's id or name, by neither", { anyOf: [id, name] }, '/keys/ab', 400],
])('a path may have %s, which is read-only in the record', async (_what, schema, target, status) => {
  const parameters = [{ name: 'key', in: 'path', required: true, schema }];
  const get = {
    operationId: 'read',
    parameters,
    responses: { 204: { description: 'ok' }, '4XX': { description: 'no' } },
  };
  const contract = await contractOf({ '/keys/{key}': { get } });
  const app = createApp({ contract, handlers: { read: () => ({ status: 204 }) } });
  await serve(app, async (url) => expect((await fetch(url + target)).status).toBe(status));
});

test.each<[what: string, schema: object, status: number]>([
  [
    'the schema of a property that is read-only',
    { type: 'object', readOnly: true, properties: { size: { type: 'integer' } } },
    204,
  ],
  ['a property that is read-only', { type: 'object', properties: { size: { type: 'integer', readOnly: true } } }, 400],
])('a body by %s', async (_what, schema, status) => {
  const requestBody = { required: true, content: { 'application/json': { schema } } };
  const post = {
    operationId: 'create',
    requestBody,
    responses: { 204: { description: 'ok' }, '4XX': { description: 'no' } },
  };
  const app = createApp({
    contract: await contractOf({ '/keys': { post } }),
    handlers: { create: () => ({ status: 204 }) },
  });
  const headers = { 'content-type': 'application/json' };
  await serve(app, async (url) => {
    const response = await fetch(`${url}/keys`, { method: 'POST', headers, body: '{"size":1}' });
    expect(response.status).toBe(status);
  });
});
