import { once } from 'node:events';
import { request } from 'node:http';
import { expect, test } from '@jest/globals';
import type { Mock } from '../../../../src/mock.ts';
import { type Ask, withMock } from '../with-mock.ts';

const note = {
  type: 'object',
  required: ['text'],
  properties: {
    id: { type: 'integer', readOnly: true },
    text: { type: 'string', minLength: 1 },
    lines: { type: 'array', items: { type: 'object', properties: { size: { type: 'integer' } } } },
    hint: { type: 'string', format: 'password' },
    key: { allOf: [{ $ref: '#/components/schemas/Key' }] },
  },
};
const json = (schema: object) => ({ 'application/json': { schema } });
const ok = { description: 'ok', content: json({ $ref: '#/components/schemas/Note' }) };
const body = { required: true, content: json({ $ref: '#/components/schemas/Note' }) };
const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer' } };
const contract = {
  openapi: '3.1.1',
  info: { title: 'notes', version: '1' },
  security: [{ key: [] }],
  paths: {
    '/people/{id}/notes': {
      parameters: [id, { name: 'X-Page', in: 'header', schema: { type: 'integer' } }],
      post: { operationId: 'addNote', requestBody: body, responses: { 201: ok } },
      get: { responses: { 200: { description: 'ok', content: json({ type: 'array', items: note }) } } },
    },
    '/people/{id}/notes/{noteId}': {
      parameters: [id, { ...id, name: 'noteId' }],
      get: { operationId: 'getNote', responses: { 200: ok, 404: { description: 'none' } } },
    },
  },
  components: {
    schemas: { Note: note, Key: { type: 'string', 'x-sensitive': true } },
    securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Own' } },
  },
};
const own = { 'x-own': 'credential-1' };

function opening(run: (ask: Ask, open: (number: number) => Promise<Record<string, unknown>>, mock: Mock) => unknown) {
  return withMock(contract, {}, async (ask, mock) => {
    const open = async (number: number) => (await ask('GET', `/__concordat/requests/${number}`)).body;
    await run(ask, open, mock);
  });
}

test.each<[string, string, unknown, Record<string, string>, readonly [string, string][]]>([
  ['POST', '/people/1/notes', {}, own, [['body/text: required', '#/components/schemas/Note/required']]],
  [
    'POST',
    '/people/x/notes',
    { text: '', lines: [{}, { size: 'a' }] },
    own,
    [
      ['path/id: type', '#/paths/~1people~1{id}~1notes/parameters/0'],
      ['body/lines/1/size: type', '#/components/schemas/Note/properties/lines/items/properties/size/type'],
      ['body/text: minLength', '#/components/schemas/Note/properties/text/minLength'],
    ],
  ],
  [
    'GET',
    '/people/1/notes',
    undefined,
    { ...own, 'x-page': 'a' },
    [['header/X-Page: type', '#/paths/~1people~1{id}~1notes/parameters/1']],
  ],
  [
    'GET',
    '/people/1/notes',
    undefined,
    { ...own, accept: 'image/png' },
    [['header/Accept: accept', '#/paths/~1people~1{id}~1notes/get/responses']],
  ],
  [
    'POST',
    '/people/1/notes',
    'x',
    { ...own, 'content-type': 'image/png' },
    [['header/Content-Type: contentType', '#/paths/~1people~1{id}~1notes/post/requestBody']],
  ],
  ['GET', '/people/1/notes', undefined, {}, [['credentials are missing', '#/security']]],
  ['PUT', '/people/1/notes', undefined, own, [['Method', '#/paths/~1people~1{id}~1notes']]],
  ['GET', '/nothing', undefined, own, []],
])('%s %s of %j has its errors with their places', (method, target, sent, headers, wanted) =>
  opening(async (ask, open) => {
    await ask(method, target, sent, headers);
    const { errors } = (await open(1)) as { errors: { message: string; pointer: string; place: string }[] };
    expect(errors.map(({ message, pointer }) => [message, pointer]).sort()).toEqual([...wanted].sort());
    for (const { place } of errors) expect(place).toMatch(/openapi\.json:\d+:\d+$/);
  }),
);

test('what was sent is shown without credentials and secrets', () =>
  opening(async (ask, open, mock) => {
    const secrets = { hint: 'secret-1', key: 'secret-2', apiToken: 'secret-3' };
    const headers = {
      ...own,
      cookie: 'a=credential-2',
      'proxy-authorization': 'Basic credential-3',
      'x-auth-token': 'credential-4',
    };
    await ask('POST', '/people/7/notes', { text: 'a', ...secrets }, headers);
    const opened = await open(1);
    expect(JSON.stringify([opened, mock.requests])).not.toMatch(/secret-|credential-/);
    expect(opened).toMatchObject({
      origin: 'state',
      operation: { operationId: 'addNote', pointer: '#/paths/~1people~1{id}~1notes/post' },
      record: { path: '/people/7/notes', id: '1' },
      request: {
        headers: expect.arrayContaining([
          ['proxy-authorization', 'Basic …'],
          ['x-own', '…'],
        ]),
        body: { isCut: false, hasHidden: true },
      },
      response: { body: { text: expect.stringContaining('"hint":"…"') } },
      hidden: expect.arrayContaining(['x-own', 'cookie', 'authorization', 'x-auth-token']),
      curl: expect.stringMatching(
        /^curl .* -X 'POST' 'http:\/\/127.* -H 'x-own: …' .*--data-raw '\{"text":"a","hint":"…"/,
      ),
    });
    await ask('GET', '/people/7/notes/5', undefined, own);
    expect(await open(2)).toMatchObject({ record: { path: '/people/7/notes', id: '5' } });
  }));

test('bodies are cut, or not shown if they are no text', () =>
  opening(async (ask, open) => {
    await ask('POST', '/people/7/notes', { text: 'é'.repeat(20_000) }, own);
    await ask('POST', '/people/7/notes', { text: 'a\0b' }, { ...own, 'content-type': 'image/png' });
    const [cut, image] = [await open(1), await open(2)] as { request: { body: { text: string } } }[];
    expect(cut?.request.body).toMatchObject({ length: 40_011, isCut: true });
    expect(Buffer.byteLength(cut?.request.body.text ?? '')).toBeLessThan(16_400);
    expect(image?.request.body).toMatchObject({ length: 19, isCut: false });
    expect(image?.request.body).not.toHaveProperty('text');
  }));

test('it is kept for the last 200 requests, until the contract is another one or the log is emptied', () =>
  opening(async (ask, open, mock) => {
    const { hostname, port } = new URL(mock.url);
    const send = async () => {
      const [response] = await once(request({ hostname, port, path: '/nothing' }).end(), 'response');
      response.resume();
    };
    for (let count = 0; count < 201; count++) await send();
    const known = async (...numbers: number[]) =>
      Promise.all(numbers.map(async (number) => 'request' in (await open(number))));
    expect(await known(1, 2, 201, 202)).toEqual([false, true, true, false]);
    await ask('GET', '/nothing', undefined, { 'x-concordat-session': 'a' });
    mock.reset();
    expect(await known(201, 202)).toEqual([false, true]);
  }));
