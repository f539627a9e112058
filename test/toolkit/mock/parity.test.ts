import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { createApp, loadContract } from '../../../src/server.ts';
import { serve } from '../../serve.ts';
import { webhooksContract, withMock } from './with-mock.ts';

const json = { 'content-type': 'application/json' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const chunked = { 'transfer-encoding': 'chunked' };
const valid = { BusinessId: 1, Name: 'a', Action: 6, URL: 'https://crm.example/' };
const ofSize = (size: number) => JSON.stringify({ ...valid, Description: 'a'.repeat(size) });
const large = ofSize(2 ** 21);
const coded = (coding: string, body: Buffer) => [body, { ...json, 'content-encoding': coding }] as const;

type Sent = readonly [method: string, target: string, body?: unknown, headers?: Record<string, string>];

const requests: Readonly<Record<string, readonly Sent[]>> = {
  'targets and methods': [
    ['GET', '/api/nothing'],
    ['GET', '/api'],
    ['GET', '/api/'],
    ['GET', '/api/sys/webhooks/'],
    ['GET', '/api//sys/webhooks'],
    ['GET', '/apis/sys/webhooks'],
    ['GET', '/'],
    ['PATCH', '/api/sys/webhooks', {}],
    ['OPTIONS', '/api/sys/webhooks'],
    ['OPTIONS', '/api/sys/webhooks/1'],
    ['OPTIONS', '*'],
    ['TRACE', '/api/sys/webhooks'],
    ['HEAD', '/api/sys/webhooks'],
    ['HEAD', '/api/sys/webhooks?size=0'],
    ['HEAD', '/api/token'],
    ['HEAD', '/api/nothing'],
  ],
  'targets in absolute form': [
    ['GET', 'http://api.example/api/sys/webhooks'],
    ['GET', 'HTTPS://api.example:8443/api/sys/webhooks?size=0'],
    ['GET', 'http://api.example/api/nothing'],
    ['GET', 'http://api.example'],
    ['GET', 'http://api.example?size=1'],
    ['PATCH', 'http://api.example/api/sys/webhooks'],
  ],
  credentials: [
    ['GET', '/api/sys/webhooks', undefined, { authorization: 'Basic x' }],
    ['GET', '/api/sys/webhooks', undefined, { authorization: 'Bearer' }],
    ['GET', '/api/sys/webhooks', undefined, { authorization: 'bearer  x' }],
    ['POST', '/api/sys/webhooks', large, { ...json, authorization: '' }],
    ['POST', '/api/sys/webhooks', 'x', { 'content-type': 'image/png', authorization: '' }],
  ],
  'sizes of bodies': [
    ['POST', '/api/sys/webhooks', large, json],
    ['POST', '/api/sys/webhooks', large, { ...json, ...chunked }],
    ['POST', '/api/sys/webhooks', large, { 'content-type': 'text/plain' }],
    ['POST', '/api/sys/webhooks', ofSize(2 ** 20 - JSON.stringify(valid).length - 17), json],
    ['POST', '/api/sys/webhooks', ofSize(2 ** 20 - JSON.stringify(valid).length - 16), json],
    ['POST', '/api/sys/webhooks', ...coded('gzip', gzipSync(large))],
    ['POST', '/api/token', `grant_type=password&username=${'a'.repeat(2 ** 20)}`, form],
  ],
  'content codings': [
    ['POST', '/api/sys/webhooks', ...coded('gzip', gzipSync(ofSize(9)))],
    ['POST', '/api/sys/webhooks', ...coded('x-gzip', gzipSync(ofSize(9)))],
    ['POST', '/api/sys/webhooks', ...coded('GZip', gzipSync(ofSize(9)))],
    ['POST', '/api/sys/webhooks', ...coded('deflate', deflateSync(ofSize(9)))],
    ['POST', '/api/sys/webhooks', ...coded('br', brotliCompressSync(ofSize(9)))],
    ['POST', '/api/sys/webhooks', ...coded('identity', Buffer.from(ofSize(9)))],
    ['POST', '/api/sys/webhooks', ...coded('compress', Buffer.from(ofSize(9)))],
    ['POST', '/api/sys/webhooks', ...coded('gzip, gzip', gzipSync(gzipSync(ofSize(9))))],
    ['POST', '/api/sys/webhooks', ...coded('gzip', Buffer.from(ofSize(9)))],
    ['POST', '/api/sys/webhooks', ...coded('gzip', gzipSync(ofSize(9)).subarray(0, 20))],
    ['POST', '/api/sys/webhooks', ...coded('gzip', Buffer.alloc(0))],
  ],
  'media types and empty bodies': [
    ['POST', '/api/sys/webhooks'],
    ['POST', '/api/sys/webhooks', '', json],
    ['POST', '/api/sys/webhooks', '', { ...json, ...chunked }],
    ['POST', '/api/sys/webhooks', ' ', json],
    ['POST', '/api/sys/webhooks', 'x', { 'content-type': 'text/plain' }],
    ['POST', '/api/sys/webhooks', ofSize(1), { 'content-type': 'Application/JSON ; charset="UTF-8"' }],
    ['POST', '/api/sys/webhooks', ofSize(1), { 'content-type': 'application/json; charset=utf-16' }],
    ['POST', '/api/sys/webhooks', ofSize(1), { 'content-type': '' }],
    ['POST', '/api/sys/webhooks', ofSize(1), { 'content-type': 'json' }],
    ['GET', '/api/sys/webhooks', 'x', { 'content-type': 'image/png' }],
    ['DELETE', '/api/sys/webhooks/0', '{', json],
    ['POST', '/api/token', '', form],
  ],
  'malformed JSON': [
    ['POST', '/api/sys/webhooks', '{', json],
    ['POST', '/api/sys/webhooks', '[]', json],
    ['POST', '/api/sys/webhooks', 'null', json],
    ['POST', '/api/sys/webhooks', '{"__proto__":{"a":1}}', json],
    ['POST', '/api/sys/webhooks', '['.repeat(2000), json],
    ['POST', '/api/sys/webhooks', Buffer.from([0x22, 0xff, 0x22]), json],
  ],
  'invalid values': [
    ['POST', '/api/sys/webhooks', { BusinessId: 'x', Action: 600, URL: 'ftp://crm.example/x', Nmae: 1 }],
    ['POST', '/api/sys/webhooks', { ...valid, Name: 7, Active: 'yes', Description: {} }],
    [
      'POST',
      '/api/sys/webhooks',
      { ...valid, Name: '', BusinessId: 0, URL: `https://crm.example/${'a'.repeat(2048)}` },
    ],
    ['PUT', '/api/sys/webhooks', valid],
    ['PUT', '/api/sys/webhooks', { ...valid, Id: 1.5 }],
    ['GET', '/api/sys/webhooks/latest'],
    ['DELETE', '/api/sys/webhooks/0'],
    ['GET', '/api/sys/webhooks', undefined, { accept: 'image/png' }],
    ['GET', '/api/sys/webhooks?size=0', undefined, { accept: 'image/png' }],
    ['POST', '/api/token', { grant_type: 'password' }],
    ['POST', '/api/token', 'grant_type=client_credentials', form],
    ['POST', '/api/token', 'grant_type=password&username=a', form],
  ],
  'percent-encoding and duplicate parameters': [
    ['GET', '/api/sys/webhooks/%zz'],
    ['GET', '/api/sys/webhooks/%31'],
    ['GET', '/api/sys/web%68ooks'],
    ['GET', '/api/sys/webhooks/1%2F2'],
    ['GET', '/api/sys/webhooks?size=1001&page=0&dir=2&orderBy=Nmae'],
    ['GET', '/api/sys/webhooks?WebHook_Nmae=1&WebHook_Active=maybe&from_WebHook_ErrorCount=x'],
    ['GET', '/api/sys/webhooks?from_WebHook_CreatedOn=2025-02-31T10:30&WebHook_Name=%zz'],
    ['GET', '/api/sys/webhooks?si%7Ae=0&%zz=1'],
    ['GET', '/api/sys/webhooks?size=1&size=2'],
    ['GET', '/api/sys/webhooks?WebHook_Name=a&WebHook_Name=b'],
    ['GET', '/api/sys/webhooks?size'],
    ['GET', '/api/sys/webhooks?&&size=5&'],
    ['GET', '/api/sys/webhooks??size=5'],
    ['POST', '/api/token', 'grant_type=%zz', form],
    ['POST', '/api/token', 'grant_type=password&grant_type=password&username=a&password=b', form],
  ],
};

interface Received {
  readonly status: number;
  readonly headers: readonly unknown[];
  readonly text: string;
}

/** Sends a request as it is, whatever is wrong with its target. */
function send(origin: string, [method, path, body, headers]: Sent): Promise<Received> {
  const isObject = typeof body === 'object' && !Buffer.isBuffer(body);
  const content = isObject ? JSON.stringify(body) : (body as string | Buffer | undefined);
  const { hostname, port } = new URL(origin);
  const length =
    content === undefined || headers?.['transfer-encoding'] ? {} : { 'content-length': Buffer.byteLength(content) };
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () => {
        const { 'content-type': type, 'www-authenticate': challenge, allow, connection } = response.headers;
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode as number, headers: [type, challenge, allow, connection], text });
      });
    });
    // A body that is refused may not be read to its end.
    sent.once('error', reject);
    const all = { authorization: 'Bearer x', ...(isObject && json), ...length, ...headers };
    for (const [name, value] of Object.entries(all)) if (value !== '') sent.setHeader(name, value);
    sent.end(content);
  });
}

test.each(Object.entries(requests))('server and mock judge requests alike: %s', async (_, sent) => {
  const contract = await loadContract(webhooksContract);
  const accept = () => {
    throw new Error('accepted');
  };
  const handlers = Object.fromEntries(contract.operations.map(({ operationId }) => [operationId, accept]));
  const bearer = ({ value }: { value: string | undefined }) => value;
  let accepted = false;
  const onError = ({ message }: { message: string }) => {
    accepted ||= message === 'accepted';
  };
  await serve(createApp({ contract, handlers, security: { bearer }, onError }), (server) =>
    withMock(webhooksContract, { allowHosts: ['api.example'] }, async (_ask, mock) => {
      for (const one of sent) {
        accepted = false;
        const served = await send(server, one);
        const mocked = await send(mock.url, one);
        const verdict = accepted ? 'accepted' : served;
        // No record has these ids, which is no matter of the request's form.
        const isMissing = accepted && mocked.status === 404;
        expect([one, mocked.status < 300 || isMissing ? 'accepted' : mocked]).toEqual([one, verdict]);
      }
    }),
  );
});

test.each([
  ['malformed', Buffer.alloc(500_000, 'a'), '400'],
  ['followed by what the decoder ignores', Buffer.concat([gzipSync(ofSize(9)), Buffer.alloc(500_000)]), 'read'],
])('server and mock go on with a connection after a body that is %s', async (_, content, verdict) => {
  const contract = await loadContract(webhooksContract);
  const read = () => ({ status: 400, body: 'read' });
  const handlers = Object.fromEntries(contract.operations.map(({ operationId }) => [operationId, read]));
  const app = createApp({ contract, handlers, security: { bearer: () => 'ann' }, responses: 'report', onError() {} });
  const useTwice = async (origin: string) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const { hostname, port } = new URL(origin);
    const sent = { hostname, port, agent, path: '/api/sys/webhooks', timeout: 1000 };
    const headers = { ...json, authorization: 'Bearer x', 'content-encoding': 'gzip' };
    const ask = async (method: string, body?: Buffer) => {
      const asked = request({ ...sent, method, headers: body ? headers : {} }).end(body);
      asked.once('timeout', () => asked.destroy(new Error('no response')));
      const [response] = (await once(asked, 'response')) as [IncomingMessage];
      await text(response);
      return [response.statusCode, asked.reusedSocket];
    };
    const statuses = [await ask('POST', content), await ask('PATCH')];
    agent.destroy();
    return statuses;
  };
  const first = verdict === 'read' ? expect.any(Number) : 400;
  const expected = [
    [first, false],
    [405, true],
  ];
  await serve(app, async (server) => expect(await useTwice(server)).toEqual(expected));
  await withMock(webhooksContract, {}, async (_ask, mock) => expect(await useTwice(mock.url)).toEqual(expected));
});
