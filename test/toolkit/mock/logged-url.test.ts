import { once } from 'node:events';
import { request } from 'node:http';
import { expect, test } from '@jest/globals';
import { withMock } from './with-mock.ts';

test('the log has no credentials, and no values of secret query parameters', () => {
  const token = { name: 'token', in: 'query', schema: { type: 'string', format: 'password' } };
  const get = {
    operationId: 'list',
    parameters: [token, { name: 'a', in: 'query', schema: {} }],
    responses: { 200: { description: 'ok' } },
  };
  const contract = {
    openapi: '3.1.1',
    info: { title: 'a', version: '1' },
    paths: { '/a': { get } },
    components: { securitySchemes: { key: { type: 'apiKey', in: 'query', name: 'key' } } },
  };
  return withMock(contract, { allowHosts: ['host'] }, async (ask, mock) => {
    await ask('GET', '/a?a=1&token=secret');
    await ask('GET', '/none?key=secret&a=2');
    const { hostname, port } = new URL(mock.url);
    const [response] = await once(request({ hostname, port, path: 'http://me:secret@host/a?a=3' }).end(), 'response');
    response.resume();
    expect(mock.requests.map(({ url, status }) => [url, status])).toEqual([
      ['/a?a=1&token=…', 200],
      ['/none?key=…&a=2', 404],
      ['/a?a=3', 200],
    ]);
  });
});
