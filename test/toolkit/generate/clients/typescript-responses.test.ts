/** What a client in TypeScript makes of responses. */
import { expect, test } from '@jest/globals';
import { unwrap } from '../../../../src/toolkit/generate/clients/typescript/runtime/client.ts';
import type { AnyResult } from '../../../../src/toolkit/generate/clients/typescript/runtime/response.ts';
import { exchange, json, problem, type Reply, thing } from './shop-server.ts';

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
  [
    'one of two versions',
    'readLines',
    [200, { 'content-type': 'application/json;V=2' }, '1'],
    { mediaType: 'application/json; v=2' },
  ],
  ['a version that is not declared', 'readLines', [200, json, '1'], { mediaType: 'application/json; v=1' }],
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
  [
    'readLines',
    'application/json-seq',
    '\u001e{\n"id": 1}\n\u001e{"id":2}\u001e"a\\n"\n',
    [{ id: 1 }, { id: 2 }, 'a\n'],
  ],
])('%s reads value by value', async (operation, type, body, values) => {
  await exchange([[200, { 'content-type': type }, body]], async (client) => {
    const read = (await unwrap(client[operation]?.() as Promise<AnyResult>)) as AsyncIterable<unknown>;
    const found: unknown[] = [];
    for await (const value of read) found.push(value);
    expect(found).toEqual(values);
  });
});

test('gives bytes whole, or while they arrive', async () => {
  await exchange([[200, { 'content-type': 'image/png' }, 'png']], async (client) => {
    const blob = (await unwrap(client['getPicture']?.({ path: { id: '1' } }) as Promise<AnyResult>)) as Blob;
    expect(await blob.text()).toBe('png');
    const stream = await unwrap(client['getPicture']?.({ path: { id: '1' } }, { stream: true }) as Promise<AnyResult>);
    expect(await new Response(stream as ReadableStream).text()).toBe('png');
  });
});
