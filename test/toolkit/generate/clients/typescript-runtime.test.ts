/** What a client in TypeScript makes of a contract's table, with a `fetch` of the test's own. */
import { expect, test } from '@jest/globals';
import { createClientOf, signIn } from '../../../../src/toolkit/generate/clients/typescript/runtime/client.ts';
import type { BaseOptions } from '../../../../src/toolkit/generate/clients/typescript/runtime/session.ts';
import type {
  ContractTable,
  OperationEntry,
} from '../../../../src/toolkit/generate/clients/typescript/runtime/table.ts';
import type { Client } from './shop-server.ts';

interface Play {
  readonly entry?: Partial<OperationEntry>;
  readonly table?: Partial<ContractTable>;
  readonly options?: Partial<BaseOptions>;
  readonly replies?: readonly (Response | Error)[];
}

/** A client with one operation, whose server gives these replies in their order. */
function makeClient({ entry, table, options, replies = [new Response()] }: Play) {
  const sent: { url: string; headers: Record<string, string>; body: unknown }[] = [];
  const left = [...replies];
  const send = async (url: string, init: RequestInit) => {
    sent.push({ url, headers: Object.fromEntries(new Headers(init.headers)), body: init.body });
    const reply = left.length > 1 ? left.shift() : left[0];
    if (reply instanceof Error) throw reply;
    return reply as Response;
  };
  const operation: OperationEntry = { method: 'POST', path: '/a', responses: {}, ...entry };
  const client = createClientOf(
    { serverPath: '', schemes: {}, operations: { call: operation }, ...table },
    { baseUrl: 'http://a', fetch: send, retryDelayMs: 0, ...options },
  ) as Client;
  return { client, sent, call: (input?: object, more?: object) => client['call']?.(input, more) };
}

const forms = (type: string, fields: object) => ({ accepts: [type], fields: { [type]: fields } }) as never;
const form = 'application/x-www-form-urlencoded';

test.each<[name: string, entry: Partial<OperationEntry>, body: unknown, wanted: unknown]>([
  ['a list as JSON', forms(form, { a: { type: 'application/json' } }), { a: [1, 2] }, 'a=%5B1%2C2%5D'],
  ['objects as JSON, each', forms(form, { a: { type: 'application/json' } }), { a: [{ b: 1 }] }, 'a=%7B%22b%22%3A1%7D'],
  ['a field of a style', forms(form, { a: { style: ['pipeDelimited', false] } }), { a: [1, 2] }, 'a=1%7C2'],
  ['an object of another media type', { accepts: ['text/plain'] }, { a: 1 }, '{"a":1}'],
  ['an integer that is not long', { accepts: ['application/json'] }, { a: 1n }, '{"a":1}'],
])('writes %s', async (_name, entry, body, wanted) => {
  const { sent, call } = makeClient({ entry });
  await call({ body });
  expect(sent[0]?.body).toBe(wanted);
});

test.each<[name: string, fields: object, value: unknown, part: string]>([
  ['bytes', {}, new Uint8Array([65]), '; filename="blob"|Content-Type: application/octet-stream||A'],
  [
    'bytes with a media type',
    { type: 'image/png' },
    new Uint8Array([65]).buffer,
    '; filename="blob"|Content-Type: image/png||A',
  ],
  ['a text as JSON', { type: 'application/json' }, 'x', '|Content-Type: application/json||"x"'],
  ['a style', { style: ['pipeDelimited', false] }, ['a b', 'c'], '||a b,c'],
])('writes a part with %s', async (_name, field, value, part) => {
  const { sent, call } = makeClient({ entry: forms('multipart/form-data', { a: field }) });
  await call({ body: { a: value } });
  const text = (await new Response(sent[0]?.body as Blob).text()).replaceAll('\r\n', '|');
  expect(text).toContain(`Content-Disposition: form-data; name="a"${part}|--`);
});

test.each<[name: string, entry: Partial<OperationEntry>, input: object, wanted: object]>([
  ['neither null nor an empty path', {}, { query: { a: null, b: undefined } }, { url: 'http://a/a', headers: {} }],
  ['JSON if nothing is declared', {}, { body: 1 }, { headers: { 'content-type': 'application/json' } }],
  ['no range of media types', { accepts: ['image/*'] }, { body: new Uint8Array() }, { headers: {} }],
  ['cookies', {}, { cookie: { a: 'b c', d: 1 } }, { headers: { cookie: 'a=b%20c; d=1' } }],
])('sends %s', async (_name, entry, input, wanted) => {
  const { sent, call } = makeClient({ entry });
  await call(input);
  expect(sent[0]).toEqual(expect.objectContaining(wanted));
});

test.each<[name: string, table: Partial<ContractTable>, security: string[][], options: object, wanted: object]>([
  [
    'a key in the query',
    { schemes: { k: ['query', 'a b'] } },
    [['k']],
    { token: 'x&' },
    { url: 'http://a/a?a%20b=x%26' },
  ],
  [
    'a key in a cookie',
    { schemes: { k: ['cookie', 'k'] } },
    [['k']],
    { token: 'x y' },
    { headers: { cookie: 'k=x%20y' } },
  ],
  ['a token where there is no scheme', {}, [['token']], { token: 'x' }, { headers: { authorization: 'Bearer x' } }],
  ['nothing where a function has nothing', {}, [['token']], { token: () => undefined }, { headers: {} }],
  [
    'what is given before what is optional',
    { schemes: { k: ['bearer'] } },
    [[], ['k']],
    { token: 'x' },
    { headers: { authorization: 'Bearer x' } },
  ],
  [
    'a name and a password wherever',
    { schemes: { k: ['bearer'] } },
    [['k']],
    { token: { username: 'a', password: 'b' } },
    { headers: { authorization: 'Basic YTpi' } },
  ],
  [
    'a header of its own, in any case',
    {},
    [['token']],
    { token: 'x', headers: { AUTHORIZATION: 'own' } },
    { headers: { authorization: 'own' } },
  ],
  [
    'a key, and not the token of a sign-in',
    { schemes: { k: ['header', 'k'] } },
    [['k']],
    { token: 'x', tokens: { accessToken: 'y' } },
    { headers: { k: 'x' } },
  ],
])('sends %s', async (_name, table, security, options, wanted) => {
  const { sent, call } = makeClient({ table, entry: { security }, options });
  await call();
  expect(sent[0]).toEqual(expect.objectContaining(wanted));
});

const typed = (type: string, body: string | Uint8Array<ArrayBuffer> = 'x', status = 200) => {
  const response = new Response(body, { status });
  response.headers.delete('content-type');
  if (type !== '') response.headers.set('content-type', type);
  return response;
};

test.each<[name: string, declared: string[], reply: Response, wanted: object]>([
  ['a body that is not declared', [], typed('text/plain'), { mediaType: undefined, body: undefined }],
  [
    'no body',
    ['application/json'],
    new Response(null, { headers: { 'content-type': 'text/html' } }),
    { body: undefined },
  ],
  [
    'an empty body',
    ['application/json'],
    typed('application/json', ''),
    { mediaType: 'application/json', body: undefined },
  ],
  ['no media type', ['text/plain'], typed(''), { mediaType: 'text/plain', body: 'x' }],
  ['a range', ['*/*', 'text/*'], typed('text/plain'), { mediaType: 'text/*', body: 'x' }],
  ['any media type', ['*/*'], typed('text/plain'), { mediaType: '*/*', body: 'x' }],
  ['XML', ['application/xml'], typed('application/xml', '<a/>'), { body: '<a/>' }],
  [
    'a long number where none is declared',
    ['application/json'],
    typed('application/json', '12345678901234567890'),
    { body: 12345678901234567000 },
  ],
])('reads %s', async (_name, declared, reply, wanted) => {
  const { call } = makeClient({ entry: { responses: { 200: declared } }, replies: [reply] });
  expect(await call()).toMatchObject(wanted);
});

test('reads anything where no response is declared, and a success by `default` where it is alone', async () => {
  expect(await makeClient({ replies: [typed('text/plain', 'x', 201)] }).call()).toMatchObject({
    status: 201,
    body: 'x',
  });
  const entry = { responses: { default: ['text/plain'] } };
  expect(await makeClient({ entry, replies: [typed('text/plain')] }).call()).toMatchObject({ ok: true, body: 'x' });
});

test('reads a failure whole, also where a success is streamed', async () => {
  const entry = { responses: { 400: ['text/plain'] } };
  const { call } = makeClient({ entry, replies: [typed('text/plain', 'x', 400)] });
  expect(await call({}, { stream: true })).toMatchObject({ body: 'x' });
});

/** Each text is what arrives at once. */
const arriving = (type: string, ...texts: (string | Uint8Array<ArrayBuffer>)[]) => {
  const parts = texts.map((text) => (typeof text === 'string' ? new TextEncoder().encode(text) : text));
  return new Response(ReadableStream.from(parts), { headers: { 'content-type': type } });
};
const a = (data: string) => ({ event: 'message', data, id: '' });

test.each<[name: string, reply: Response, wanted: unknown[]]>([
  [
    'ends of lines in two parts',
    arriving('text/event-stream', 'data: a\r', '\ndata: b\r\r', 'data: c\n\n'),
    [a('a\nb'), a('c')],
  ],
  [
    'letters in two parts',
    arriving('text/event-stream', 'data: ', new Uint8Array([0xc3]), new Uint8Array([0xa4]), '\n\n'),
    [a('ä')],
  ],
  ['events without data', arriving('text/event-stream', 'event: x\n\ndata: a\n\n'), [a('a')]],
  ['blank lines', arriving('application/jsonl', '1\n \n2'), [1, 2]],
])('reads %s', async (_name, reply, wanted) => {
  const entry = { responses: { 200: [reply.headers.get('content-type') as string] } };
  const values = ((await makeClient({ entry, replies: [reply] }).call())?.body ?? []) as AsyncIterable<unknown>;
  const found: unknown[] = [];
  for await (const value of values) found.push(value);
  expect(found).toEqual(wanted);
});

const status = (code: number, headers = {}) => new Response(null, { status: code, headers });

test.each<[method: string, replies: (Response | Error)[], requests: number]>([
  ['GET', [status(502), status(504), status(200)], 3],
  ['GET', [status(429), status(503, { 'retry-after': 'soon' }), status(200)], 3],
  ['PATCH', [status(502)], 1],
  ['PATCH', [new TypeError('failed')], 1],
  ['POST', [status(504)], 1],
])('%s after %j: %i requests', async (method, replies, requests) => {
  const { sent, call } = makeClient({ entry: { method }, replies });
  await call()?.catch(() => undefined);
  expect(sent).toHaveLength(requests);
});

test('tells why a connection failed', async () => {
  const { call } = makeClient({
    replies: [new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') })],
  });
  await expect(call()).rejects.toMatchObject({
    code: 'NETWORK',
    message: 'POST http://a/a failed: connect ECONNREFUSED',
  });
});

test('a call has headers of its own, and a client is what signIn takes', async () => {
  const { sent, call } = makeClient({ options: { headers: { a: '1', b: '1' } } });
  await call({}, { headers: { b: '2' } });
  expect(sent[0]?.headers).toEqual({ a: '1', b: '2' });
  expect(() => signIn({}, { username: 'a', password: 'b' })).toThrow('this is no client of createClient');
});

test('sends who signs in, and which program; and keeps a refresh token that is not replaced', async () => {
  const issue = (token: string, more = {}) => Response.json({ access_token: token, expires_in: 0, ...more });
  const replies = [issue('1', { refresh_token: 'r' }), issue('2'), new Response(), issue('3'), new Response()];
  const { client, sent, call } = makeClient({ table: { tokenPath: '/t' }, entry: { security: [['token']] }, replies });
  await signIn(client, { username: 'a', password: 'b', scope: 's', clientId: 'i', clientSecret: 'c' });
  await call();
  await call();
  expect(
    sent.map(({ url, headers, body }) => `${url} ${headers['accept']} ${headers['authorization']} ${body}`),
  ).toEqual([
    'http://a/t application/json undefined grant_type=password&username=a&password=b&scope=s&client_id=i&client_secret=c',
    'http://a/t application/json undefined grant_type=refresh_token&refresh_token=r&client_id=i&client_secret=c',
    'http://a/a undefined Bearer 2 undefined',
    'http://a/t application/json undefined grant_type=refresh_token&refresh_token=r&client_id=i&client_secret=c',
    'http://a/a undefined Bearer 3 undefined',
  ]);
});

test('asks for another token once, and sends no stream again', async () => {
  const refused = () => new Response(null, { status: 401 });
  const play: Play = {
    table: { tokenPath: '/t' },
    entry: { security: [['token']] },
    options: { tokens: { accessToken: '1', refreshToken: 'r', expiresAt: undefined } },
  };
  const issue = () => Response.json({ access_token: `${Math.random()}` });
  const first = makeClient({ ...play, replies: [refused(), issue(), refused(), issue(), new Response()] });
  expect([(await first.call())?.status, first.sent.length]).toEqual([401, 3]);
  const second = makeClient({ ...play, replies: [refused(), issue(), new Response()] });
  expect([(await second.call({ body: new Blob(['a']).stream() }))?.status, second.sent.length]).toEqual([401, 1]);
});
