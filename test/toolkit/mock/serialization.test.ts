import { expect, test } from '@jest/globals';
import { createApp, loadContract, type OperationResponse } from '../../../src/server.ts';
import { inFolder } from '../../files.ts';
import { serve } from '../../serve.ts';
import { withMock } from './with-mock.ts';

const integer = { type: 'integer' };
const refused = { description: 'invalid', content: { 'application/problem+json': { schema: { type: 'object' } } } };
const echoed = { description: 'what was read', content: { 'application/json': { schema: {}, example: {} } } };
const responses = { 200: echoed, 400: refused, 415: refused };
const body = (mediaType: string, schema: object, encoding = {}) => ({
  post: { requestBody: { required: true, content: { [mediaType]: { schema, encoding } } }, responses },
});
const form = {
  type: 'object',
  properties: { metadata: { type: 'object', additionalProperties: integer }, list: { type: 'array', items: integer } },
};
const deep = { metadata: { style: 'deepObject', explode: true }, list: { explode: false } };
const upload = { type: 'object', properties: { photo: { type: 'string', format: 'binary', maxLength: 4 } } };
const order = { id: 7, lines: ['x', 'y'] };
const orderXml = '<?xml version="1.0" encoding="UTF-8"?>\n<Order id="7"><line>x</line><line>y</line></Order>\n';
const contract = {
  openapi: '3.1.1',
  info: { title: 'Serialization', version: '1' },
  servers: [{ url: '/' }],
  paths: {
    '/things/{id}': {
      get: {
        parameters: [
          { name: 'id', in: 'path', required: true, schema: integer },
          { name: 'flag', in: 'query', allowEmptyValue: true, schema: { type: 'boolean' } },
          { name: 'size', in: 'query', schema: { enum: [10, 25] } },
        ],
        responses,
      },
    },
    '/form': body('application/x-www-form-urlencoded', form, deep),
    '/parts': body('multipart/form-data', upload, { photo: { contentType: 'image/*' } }),
    '/text': body('text/plain', { type: 'number', maximum: 5 }),
    '/bytes': body('application/octet-stream', { type: 'string', format: 'binary', minLength: 2, maxLength: 4 }),
    '/xml': body('application/xml', { $ref: '#/components/schemas/Order' }),
    '/xml-text': body('application/xml', { type: 'string' }),
    '/order': {
      get: {
        responses: {
          200: {
            description: 'ok',
            headers: {
              'X-List': { schema: { type: 'array', items: integer }, example: [1, 2] },
              'Set-Cookie': { schema: { type: 'array', items: { type: 'string' } }, example: ['a=1', 'b=2; Path=/'] },
            },
            content: { 'application/xml': { schema: { $ref: '#/components/schemas/Order' }, example: order } },
          },
        },
      },
    },
    '/written': {
      get: {
        operationId: 'written',
        responses: {
          200: {
            description: 'a form',
            content: {
              'application/x-www-form-urlencoded': {
                schema: form,
                encoding: deep,
                example: { metadata: { a: 1 }, list: [1, 2] },
              },
            },
          },
        },
      },
    },
  },
  components: {
    schemas: {
      Order: {
        type: 'object',
        required: ['id'],
        properties: {
          id: { ...integer, xml: { attribute: true } },
          lines: { type: 'array', items: { type: 'string', xml: { name: 'line' } } },
        },
      },
    },
  },
};

const urlencoded = { 'content-type': 'application/x-www-form-urlencoded' };
const part = (type: string, content: string) => ({
  headers: { 'content-type': 'multipart/form-data; boundary=XX' },
  body: `--XX\r\nContent-Disposition: form-data; name="photo"\r\nContent-Type: ${type}\r\n\r\n${content}\r\n--XX--\r\n`,
});
const xml = { 'content-type': 'application/xml' };
const bytes = { 'content-type': 'application/octet-stream' };

/** Requests with the status of mock and server, and what the server's handler reads. */
const requests: readonly [target: string, init: RequestInit | undefined, status: number, read?: string][] = [
  ['/things/7', undefined, 200, '{"id":7}'],
  ['/things/1881600000000000001', undefined, 200, '{"id":1881600000000000001}'],
  ['/things/0x10', undefined, 400],
  ['/things/1?flag&size=25', undefined, 200, '{"id":1,"flag":"","size":25}'],
  ['/things/1?flag=yes', undefined, 400],
  ['/things/1?size=', undefined, 400],
  ['/things/1?size=26', undefined, 400],
  ['/form', { body: 'metadata[a]=1&list=1,2', headers: urlencoded }, 200, '{"metadata":{"a":1},"list":[1,2]}'],
  ['/form', { body: 'metadata[a]=x', headers: urlencoded }, 400],
  ['/parts', part('image/webp', 'abcd'), 200, '{"photo":"image/webp 4"}'],
  ['/parts', part('image/webp', 'abcde'), 400],
  ['/parts', part('image/webp', '\u00e9\u00e9\u00e9'), 400],
  ['/parts', part('text/plain', 'abcd'), 415],
  ['/text', { body: '4.5', headers: { 'content-type': 'text/plain' } }, 200, '4.5'],
  ['/text', { body: '6', headers: { 'content-type': 'text/plain' } }, 400],
  ['/text', { body: ' 4', headers: { 'content-type': 'text/plain' } }, 400],
  ['/xml', { body: orderXml, headers: xml }, 200, '{"id":7,"lines":["x","y"]}'],
  ['/xml', { body: '<Order id="x"/>', headers: xml }, 400],
  ['/xml', { body: '<Order><id>7</id></Order>', headers: xml }, 400],
  ['/xml', { body: '<Order id="7">', headers: xml }, 400],
  ['/xml', { body: '<!DOCTYPE a [<!ENTITY e "7">]><Order id="&e;"/>', headers: xml }, 400],
  ['/xml-text', { body: '<a/>', headers: xml }, 200, '"<a/>"'],
  ['/bytes', { body: '\u00e9', headers: bytes }, 200, '"2 octets"'],
  ['/bytes', { body: 'a', headers: bytes }, 400],
  ['/bytes', { body: '\u00e9\u00e9\u00e9', headers: bytes }, 400],
];

function echo({ path, query, body: read }: { path: object; query: object; body?: unknown }): OperationResponse {
  if (read instanceof Uint8Array) return { status: 200, body: `${read.length} octets` };
  if (typeof read !== 'object' || read === null) return { status: 200, body: read ?? { ...path, ...query } };
  const fields = Object.entries(read).map(([name, value]) => [
    name,
    value instanceof File ? `${value.type} ${value.size}` : value,
  ]);
  return { status: 200, body: Object.fromEntries(fields) };
}

test('server and mock write XML and headers alike', () =>
  inFolder({ 'openapi.json': JSON.stringify(contract) }, async (folder) => {
    const loaded = await loadContract(`${folder}/openapi.json`);
    const headers = { 'X-List': [1, 2], 'Set-Cookie': ['a=1', 'b=2; Path=/'] };
    const handler = () => ({ status: 200, headers, body: order });
    const handlers = Object.fromEntries(loaded.operations.map(({ operationId }) => [operationId, handler]));
    await serve(createApp({ contract: loaded, handlers }), (url) =>
      withMock(contract, {}, async (_request, mock) => {
        for (const base of [url, mock.url]) {
          const response = await fetch(`${base}/order`);
          const sent = ['content-type', 'x-list'].map((name) => response.headers.get(name));
          expect([...sent, response.headers.getSetCookie()]).toEqual(['application/xml', '1,2', headers['Set-Cookie']]);
          expect(await response.text()).toBe(orderXml);
        }
      }),
    );
  }));

const send = (url: string, target: string, init: RequestInit | undefined) =>
  fetch(url + target, init && { method: 'POST', ...init });

test('server and mock read requests alike', async () => {
  await inFolder({ 'openapi.json': JSON.stringify(contract) }, async (folder) => {
    const loaded = await loadContract(`${folder}/openapi.json`);
    const handlers = Object.fromEntries(loaded.operations.map(({ operationId }) => [operationId, echo]));
    await serve(createApp({ contract: loaded, handlers }), async (url) => {
      await withMock(contract, {}, async (_request, mock) => {
        for (const [target, init, status, read] of requests) {
          const [served, mocked] = [await send(url, target, init), await send(mock.url, target, init)];
          const given = [target, init?.body, served.status, mocked.status];
          expect(given).toEqual([target, init?.body, status, status]);
          if (read !== undefined) expect([target, await served.text()]).toEqual([target, read]);
        }
      });
    });
  });
});

test('the mock writes forms as their encoding says', () =>
  withMock(contract, {}, async (_request, mock) => {
    const response = await fetch(`${mock.url}/written`);
    expect(decodeURIComponent(await response.text())).toBe('metadata[a]=1&list=1,2');
  }));
