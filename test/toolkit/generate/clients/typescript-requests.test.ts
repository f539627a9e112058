/** What a client in TypeScript sends. */
import { expect, test } from '@jest/globals';
import { movePath } from '../../../../src/toolkit/contract/document/server-path.ts';
import { createClientOf } from '../../../../src/toolkit/generate/clients/typescript/runtime/client.ts';
import { type Client, createShop, exchange } from './shop-server.ts';

test.each<[name: string, operation: string, input: object, sent: object]>([
  [
    'parameters by their style',
    'listThings',
    { query: { kind: ['a b', 'c,d'], near: { lat: 1.5 }, limit: undefined }, header: { 'X-Trace': 't' } },
    { method: 'GET', url: '/v2/things?kind=a%20b,c%2Cd&near%5Blat%5D=1.5', headers: { 'x-trace': 't' } },
  ],
  ['a path, encoded', 'things/get', { path: { id: 'a/b?' } }, { url: '/v2/things/a%2Fb%3F' }],
  [
    'JSON with a long integer',
    'createThing',
    { body: { name: 'ä', id: 12345678901234567890n } },
    {
      method: 'POST',
      body: '{"name":"ä","id":12345678901234567890}',
      headers: { 'content-type': 'application/json', accept: 'application/json, application/problem+json' },
    },
  ],
  [
    'a body of another media type',
    'createThing',
    { mediaType: 'application/xml', body: '<a/>' },
    { body: '<a/>', headers: { 'content-type': 'application/xml' } },
  ],
  ['a form', 'createToken', { body: { a: ['1', '2 &'], b: { c: 1 } } }, { body: 'a=1&a=2%20%26&b=%7B%22c%22%3A1%7D' }],
  ['a form that is a text already', 'createToken', { body: 'a=1' }, { body: 'a=1' }],
  [
    'another media type of the response',
    'things/get',
    { path: { id: '1' }, accept: 'text/csv' },
    { headers: { accept: 'text/csv, application/json, application/problem+json' } },
  ],
  ['bytes', 'sendPicture', { path: { id: '1' }, body: new Uint8Array([65, 66]) }, { body: 'AB' }],
  [
    'a stream',
    'sendPicture',
    { path: { id: '1' }, body: new Blob(['A', 'B']).stream() },
    { body: 'AB', headers: { 'content-type': 'application/octet-stream' } },
  ],
])('sends %s', async (_name, operation, input, wanted) => {
  const sent = await exchange([[204]], async (client) => {
    await client[operation]?.(input).catch((error: { code?: string }) =>
      expect(error.code).toBe('UNDECLARED_RESPONSE'),
    );
  });
  expect(sent).toMatchObject([wanted]);
});

test.each([
  ['https://shop.example', '/v2', undefined, '/v2'],
  ['https://shop.example', '', '/v2', '/v2'],
  ['https://shop.example', '/v2', '/v2', '/v2'],
  ['https://shop.example', '/proxy', '/v2/files', '/v2'],
  ['https://shop.example', '/proxy', '/files', '/v2'],
  ['https://shop.example', '/proxy/v2', '/files', '/v2'],
  ['https://shop.example', '/proxy', '/files', ''],
  ['https://v2', '', '/files', '/v2'],
  ['', '/api', undefined, ''],
  ['', '/proxy/v2', '/files', '/v2'],
])('finds the place of an operation at %j%j, as everything else does', async (origin, basePath, own, serverPath) => {
  const urls: string[] = [];
  const operation = { method: 'GET', path: '/a', responses: {}, ...(own === undefined ? {} : { serverPath: own }) };
  const client = createClientOf(
    { serverPath, schemes: {}, operations: { get: operation } },
    {
      baseUrl: `${origin}${basePath}/`,
      fetch: async (url) => {
        urls.push(url);
        return new Response();
      },
    },
  ) as Client;
  await client['get']?.();
  expect(urls).toEqual([`${origin}${movePath(own ?? serverPath, serverPath, basePath)}/a`]);
});

test('sends forms with files, as their Encoding Objects say', async () => {
  const picture = new File(['png'], 'a "b".png', { type: 'image/png' });
  const body = { picture, tags: ['a', 'b'], place: { x: 1 }, note: '*n*', none: undefined };
  const [sent] = await exchange([[204]], async (client) => client['putPicture']?.({ path: { id: '1' }, body }));
  const { boundary = '' } = /boundary=(?<boundary>.*)/.exec(sent?.headers['content-type'] ?? '')?.groups ?? {};
  const parts = sent?.body.split(`--${boundary}`).map((part) => part.trim().replaceAll('\r\n', '|'));
  expect(parts).toEqual([
    '',
    'Content-Disposition: form-data; name="picture"; filename="a %22b%22.png"|Content-Type: image/png||png',
    'Content-Disposition: form-data; name="tags"||a',
    'Content-Disposition: form-data; name="tags"||b',
    'Content-Disposition: form-data; name="place"|Content-Type: application/json||{"x":1}',
    'Content-Disposition: form-data; name="note"|Content-Type: text/markdown||*n*',
    '--',
  ]);
});

test.each<[options: object, headers: object]>([
  [{ token: 'k' }, { 'x-key': 'k' }],
  [{ token: async () => 'k' }, { 'x-key': 'k' }],
  [{ credentials: { pair: { username: 'ä', password: 'b' } } }, { authorization: `Basic ${btoa('\u00c3\u00a4:b')}` }],
  [{ credentials: { pair: 'a:b' } }, { authorization: `Basic ${btoa('a:b')}` }],
  [{ token: 'k', headers: { 'X-Key': 'own' } }, { 'x-key': 'own' }],
])('sends credentials as the security schemes say: %j', async (options, headers) => {
  const call = async (client: Client) => client['putPicture']?.({ path: { id: '1' }, body: {} });
  expect(await exchange([[204]], call, options)).toMatchObject([{ headers }]);
});

test.each([
  ['', 'missing'],
  ['.', 'which no path can have'],
  ['..', 'which no path can have'],
])('refuses %j as a part of a path', async (id, message) => {
  const input = id === '' ? {} : { path: { id } };
  const sent = await exchange([[204]], async (client) => {
    await expect(client['things/get']?.(input)).rejects.toThrow(message);
  });
  expect(sent).toEqual([]);
});

test('sends no body with GET, which fetch refuses', async () => {
  await expect((await createShop({ baseUrl: 'http://127.0.0.1' }))['listThings']?.({ body: {} })).rejects.toThrow(
    'listThings: fetch sends no body with GET',
  );
});
