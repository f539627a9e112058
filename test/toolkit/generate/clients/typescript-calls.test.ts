/** What a client in TypeScript sends, and what it makes of responses. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { generateClient, loadContract } from '../../../../src/index.ts';
import { TokenHolder } from '../../../../src/toolkit/generate/clients/typescript/runtime/tokens.ts';
import { inFolder } from '../../../files.ts';
import { serve } from '../../../serve.ts';
import { shopContract } from './shop-contract.ts';

interface Sent {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

type Reply = readonly [status: number, headers?: Record<string, string>, body?: string] | 'hang' | 'cut';

type Client = Record<string, (input?: object, options?: object) => Promise<Record<string, unknown>>>;

interface Package {
  createClient(options: object): Client;
  signIn(client: Client, credentials: object): Promise<{ accessToken: string }>;
  unwrap(call: unknown): Promise<unknown>;
}

let shop: Package;

beforeAll(() =>
  inFolder({ 'openapi.yaml': shopContract }, async (folder) => {
    const out = join(folder, 'client');
    await generateClient(await loadContract(join(folder, 'openapi.yaml')), { language: 'typescript', out });
    shop = (await import(join(out, 'index.js'))) as Package;
  }),
);

const hanging: ServerResponse[] = [];
afterAll(() => {
  for (const response of hanging) response.destroy();
});

/** Runs calls against a server that gives these replies in their order, the last one again and again. */
async function exchange(
  replies: readonly Reply[],
  run: (client: Client, arrived: Promise<void>) => Promise<unknown>,
  options: object = {},
): Promise<Sent[]> {
  const sent: Sent[] = [];
  const left = [...replies];
  const arrived = Promise.withResolvers<void>();
  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request);
    const { method, url, headers } = request;
    sent.push({ method, url, headers, body });
    arrived.resolve();
    const reply = (left.length > 1 ? left.shift() : left[0]) as Reply;
    if (reply === 'hang') hanging.push(response);
    else if (reply === 'cut') request.socket.destroy();
    else response.writeHead(reply[0], reply[1] ?? {}).end(reply[2] ?? '');
  };
  await serve(
    (request, response) => void respond(request, response),
    async (url) => {
      const client = shop.createClient({ baseUrl: `${url}/v2/`, retryDelayMs: 1, ...options });
      await run(client, arrived.promise);
    },
  );
  return sent;
}

const json = { 'content-type': 'application/json; charset=utf-8' };
const problem = { 'content-type': 'application/problem+json' };
const thing = '{"id":12345678901234567890,"name":"a"}';

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

test.each<[name: string, operation: string, reply: Reply, result: object]>([
  [
    'a body',
    'createThing',
    [201, json, thing],
    { ok: true, status: 201, mediaType: 'application/json', body: { id: 12345678901234567890n, name: 'a' } },
  ],
  [
    'a declared failure',
    'createThing',
    [422, json, '{"mistakes":[]}'],
    { ok: false, status: 422, body: { mistakes: [] } },
  ],
  [
    'a class of failures',
    'createThing',
    [409, problem, '{"title":"no"}'],
    { ok: false, status: 409, body: { title: 'no' } },
  ],
  [
    'other JSON',
    'createThing',
    [409, json, '{"title":"no"}'],
    { mediaType: 'application/problem+json', body: { title: 'no' } },
  ],
  [
    'any other failure',
    'listThings',
    [418, problem, '{"title":"tea"}'],
    { ok: false, status: 418, body: { title: 'tea' } },
  ],
  ['no body', 'putPicture', [204], { ok: true, status: 204, body: undefined }],
  ['a text', 'things/get', [200, { 'content-type': 'text/csv' }, 'a,b'], { mediaType: 'text/csv', body: 'a,b' }],
])('resolves to %s', async (_name, operation, reply, wanted) => {
  await exchange([reply], async (client) => {
    expect(await client[operation]?.({ path: { id: '1' } })).toMatchObject(wanted);
  });
});

test.each<[name: string, operation: string, reply: Reply, error: object]>([
  [
    'a status that is not declared',
    'createThing',
    [200, json, '{"a":1}'],
    { code: 'UNDECLARED_RESPONSE', status: 200, body: { a: 1 } },
  ],
  [
    'a success that is not declared beside `default`',
    'listThings',
    [201, problem, '{"title":"a"}'],
    { code: 'UNDECLARED_RESPONSE', status: 201, body: { title: 'a' } },
  ],
  [
    'a page in place of JSON',
    'createThing',
    [201, { 'content-type': 'text/html' }, '<p>'],
    { code: 'UNDECLARED_RESPONSE', body: '<p>' },
  ],
  ['malformed JSON', 'createThing', [201, json, '{"a'], { code: 'UNREADABLE_BODY', body: '{"a' }],
  ['a cut connection', 'createThing', 'cut', { code: 'NETWORK' }],
  [
    'no response in time',
    'createThing',
    'hang',
    { code: 'TIMEOUT', message: expect.stringContaining('POST http://127.0.0.1') },
  ],
])('throws for %s', async (_name, operation, reply, wanted) => {
  const sent = await exchange(
    [reply],
    async (client) => {
      const input = operation === 'createThing' ? { body: {} } : {};
      await expect(client[operation]?.(input)).rejects.toMatchObject({ name: 'ClientError', ...wanted });
    },
    { timeoutMs: 300 },
  );
  expect(sent).toHaveLength(1);
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
  await expect(shop.createClient({ baseUrl: 'http://127.0.0.1' })['listThings']?.({ body: {} })).rejects.toThrow(
    'listThings: fetch sends no body with GET',
  );
});

const busy: Reply = [503, { 'retry-after': '0' }];

test.each<[operation: string, replies: readonly Reply[], status: number, requests: number]>([
  ['listThings', [[503], 'cut', [200, json, '[]']], 200, 3],
  ['listThings', [[503], [503], [503, problem, '{}'], [200]], 503, 3],
  ['listThings', [[500, problem, '{}']], 500, 1],
  ['listThings', [[503, { 'retry-after': '3600', ...problem }, '{}']], 503, 1],
  ['createThing', [busy, [201, json, thing]], 201, 2],
  [
    'createThing',
    [
      [429, { 'retry-after': new Date(0).toUTCString() }],
      [201, json, thing],
    ],
    201,
    2,
  ],
  ['createThing', [[429, problem, '{}'], [201]], 429, 1],
])('%s after %j ends with %i, after %i requests', async (operation, replies, status, requests) => {
  const sent = await exchange(replies, async (client) => {
    expect(await client[operation]?.(operation === 'createThing' ? { body: {} } : {})).toMatchObject({ status });
  });
  expect(sent).toHaveLength(requests);
});

test('repeats no stream, and nothing if told so', async () => {
  const stream = { path: { id: '1' }, body: new Blob(['A']).stream() };
  const attempts = (client: Client) => [client['sendPicture']?.(stream), client['listThings']?.({}, { retries: 0 })];
  const sent = await exchange([[503, { 'retry-after': '0', ...problem }, '{}']], async (client) => {
    await Promise.allSettled(attempts(client));
  });
  expect(sent).toHaveLength(2);
});

test("ends with the caller's signal, before a request, within one and between two", async () => {
  const reason = new Error('not needed any more');
  const playHanging = async (client: Client, arrived: Promise<void>) => {
    await expect(client['listThings']?.({}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const call = client['listThings']?.({}, { signal: controller.signal });
    const ended = expect(call).rejects.toBe(reason);
    await arrived;
    controller.abort(reason);
    await ended;
  };
  // Between two attempts it would end the pause.
  await exchange(['hang'], playHanging, { retries: 0 });
  const controller = new AbortController();
  await exchange([[503, { 'retry-after': '20' }]], async (client, arrived) => {
    const call = client['listThings']?.({}, { signal: controller.signal });
    const ended = expect(call).rejects.toBe(reason);
    await arrived;
    controller.abort(reason);
    await ended;
  });
});

test("leaves neither a timer nor a listener at the caller's signal", async () => {
  const { signal } = new AbortController();
  const listeners: unknown[] = [];
  signal.addEventListener = (_type: string, listener: unknown) => void listeners.push(listener);
  signal.removeEventListener = (_type: string, listener: unknown) =>
    void listeners.splice(listeners.indexOf(listener), 1);
  const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  await exchange([[503], [200, json, '[]']], async (client) => {
    await client['listThings']?.({}, { signal, timeoutMs: 100_000 });
    expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length - before).toBeLessThan(2);
    expect(listeners).toEqual([]);
  });
});

test('a token that was replaced in the meantime is not replaced again', async () => {
  let requests = 0;
  const tokens = new TokenHolder(
    async () => Response.json({ access_token: `token ${++requests}`, refresh_token: 'more' }),
    undefined,
  );
  expect(await tokens.renew('any')).toBe(false);
  await tokens.signIn({ username: 'ada', password: 'b' });
  expect([await tokens.renew('token 1'), await tokens.renew('token 1'), requests]).toEqual([true, true, 2]);
  tokens.signOut();
  expect(await tokens.current()).toBeUndefined();
});

const issued = (access: string, more: object = {}): Reply => [
  200,
  json,
  JSON.stringify({ access_token: access, refresh_token: `after ${access}`, ...more }),
];

test('signs in, and gets one other token for all requests when the first is refused', async () => {
  const refused: Reply = [401, problem, '{"title":"who?"}'];
  const sent = await exchange(
    [issued('one'), refused, refused, issued('two'), [200, json, '[]'], [200, json, '[]']],
    async (client) => {
      expect(await shop.signIn(client, { username: 'ada', password: 'a&b' })).toMatchObject({ accessToken: 'one' });
      const both = await Promise.all([client['listThings']?.(), client['listThings']?.()]);
      expect(both).toMatchObject([{ status: 200 }, { status: 200 }]);
    },
  );
  const seen = sent.map(({ url, headers, body }) => `${url} ${headers.authorization ?? body}`);
  expect(seen).toEqual([
    '/v2/token grant_type=password&username=ada&password=a%26b',
    '/v2/things Bearer one',
    '/v2/things Bearer one',
    '/v2/token grant_type=refresh_token&refresh_token=after+one',
    '/v2/things Bearer two',
    '/v2/things Bearer two',
  ]);
});

test('gets another token before the first expires', async () => {
  const sent = await exchange([issued('one', { expires_in: 0 }), issued('two'), [200, json, '[]']], async (client) => {
    await shop.signIn(client, { username: 'ada', password: 'b' });
    await client['listThings']?.();
  });
  expect(sent.map(({ url, headers }) => `${url} ${headers.authorization ?? ''}`)).toEqual([
    '/v2/token ',
    '/v2/token ',
    '/v2/things Bearer two',
  ]);
});

test('tells why nobody was signed in, and a 401 without tokens', async () => {
  await exchange(
    [
      [400, json, '{"error":"invalid_grant"}'],
      [401, problem, '{"title":"who?"}'],
    ],
    async (client) => {
      await expect(shop.signIn(client, { username: 'ada', password: 'b' })).rejects.toMatchObject({
        code: 'SIGN_IN_FAILED',
        status: 400,
        body: { error: 'invalid_grant' },
      });
      await expect(shop.unwrap(client['listThings']?.())).rejects.toMatchObject({
        code: 'UNSUCCESSFUL',
        status: 401,
        body: { title: 'who?' },
      });
    },
  );
});

const eventStream = ': hello\r\nid: 1\r\nevent: made\r\ndata: a\r\ndata: b\r\n\r\ndata: c\n\n';

test.each<[operation: string, type: string, body: string, values: unknown[]]>([
  [
    'readEvents',
    'text/event-stream',
    eventStream,
    [
      { event: 'made', data: 'a\nb', id: '1' },
      { event: 'message', data: 'c', id: '1' },
    ],
  ],
  [
    'readLines',
    'application/x-ndjson',
    '{"id":1}\n\n{"id":12345678901234567890}',
    [{ id: 1 }, { id: 12345678901234567890n }],
  ],
])('%s reads value by value', async (operation, type, body, values) => {
  await exchange([[200, { 'content-type': type }, body]], async (client) => {
    const read = (await shop.unwrap(client[operation]?.())) as AsyncIterable<unknown>;
    const found: unknown[] = [];
    for await (const value of read) found.push(value);
    expect(found).toEqual(values);
  });
});

test('gives bytes whole, or while they arrive', async () => {
  await exchange([[200, { 'content-type': 'image/png' }, 'png']], async (client) => {
    const blob = (await shop.unwrap(client['getPicture']?.({ path: { id: '1' } }))) as Blob;
    expect(await blob.text()).toBe('png');
    const stream = await shop.unwrap(client['getPicture']?.({ path: { id: '1' } }, { stream: true }));
    expect(await new Response(stream as ReadableStream).text()).toBe('png');
  });
});
