import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { createMock, type Mock, mockErrorCodes } from '../../../src/mock.ts';
import { loadContract } from '../../../src/toolkit/contract/document/load-contract.ts';
import { serve } from '../../serve.ts';
import { type Ask, withMock } from './with-mock.ts';

const book = {
  type: 'object',
  required: ['id', 'title'],
  properties: {
    id: { type: 'integer' },
    title: { type: 'string' },
    author: { type: 'string' },
    apiKey: { type: 'string' },
    jwt: { type: 'string' },
    hint: { allOf: [{ type: 'string', format: 'password' }] },
  },
};
const json = (schema: object) => ({ description: 'fine', content: { 'application/json': { schema } } });
const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer' } };
const body = { requestBody: { content: { 'application/json': { schema: book } } } };
const books = {
  openapi: '3.1.0',
  info: { title: 'Books', version: '1' },
  paths: {
    '/books': {
      get: { operationId: 'listBooks', responses: { 200: json({ type: 'array', items: book }) } },
      post: { operationId: 'createBook', ...body, responses: { 201: json(book) } },
    },
    '/books/{id}': {
      get: { operationId: 'getBook', parameters: [id], responses: { 200: json(book), 404: { description: 'none' } } },
    },
    '/status': {
      get: {
        operationId: 'getStatus',
        responses: { 200: json({ type: 'object', properties: { load: { type: 'integer' } } }) },
      },
    },
    '/cover': {
      get: { operationId: 'getCover', responses: { 200: { description: 'fine', content: { 'image/png': {} } } } },
    },
  },
};

type Backend = Record<string, (response: ServerResponse, request: IncomingMessage) => unknown>;

/** Records a backend, whose responses are JSON values or are written by themselves. */
function recording(backend: Backend, run: (ask: Ask, mock: Mock) => Promise<unknown>): Promise<unknown> {
  const app: RequestListener = (request, response) => {
    const value = backend[`${request.method} ${request.url?.split('?')[0]}`]?.(response, request);
    if (response.writableEnded) return;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(value));
  };
  return serve(app, (url) => withMock(books, { record: url }, run));
}

const emma = { id: 1, title: 'Emma' };
const ulysses = { id: 2, title: 'Ulysses' };

test('a scenario has the records that were there before, as they were first seen', () =>
  recording(
    {
      'GET /books': () => [emma, ulysses],
      'GET /books/1': () => ({ ...emma, author: 'Jane Austen', apiKey: 'k-1', jwt: 'e30', hint: 'Knightley' }),
      'POST /books': (response) =>
        void response.writeHead(201, { 'content-type': 'application/json' }).end('{"id":3,"title":"Dracula"}'),
      'GET /books/3': () => ({ id: 3, title: 'Dracula' }),
    },
    async (ask, mock) => {
      expect((await ask('GET', '/books')).body).toEqual([emma, ulysses]);
      expect((await ask('POST', '/books', { title: 'Dracula' })).status).toBe(201);
      for (const path of ['/books/1', '/books/3']) await ask('GET', path);
      const scenario = mock.recorded();
      expect(scenario).toEqual({ records: { '/books': [{ ...emma, author: 'Jane Austen' }, ulysses] } });
      await withMock(books, { scenario }, async (askAgain) => {
        expect((await askAgain('GET', '/books/1')).body).toEqual({ ...emma, author: 'Jane Austen' });
      });
    },
  ));

test('it has the responses of stateless operations, and those that change as a sequence', () => {
  let load = 0;
  return recording({ 'GET /status': () => ({ load: load++ }) }, async (ask, mock) => {
    await ask('GET', '/status');
    const step = (value: number) => ({
      status: 200,
      headers: { 'Content-Type': 'application/json' },
      body: { load: value },
    });
    expect(mock.recorded()).toEqual({ answers: { getStatus: { always: step(0) } } });
    await ask('GET', '/status');
    expect(mock.recorded()).toEqual({ answers: { getStatus: { first: [step(0)], always: step(1) } } });
  });
});

describe('both ways are validated', () => {
  test.each<[string, string, Backend, unknown, string[]]>([
    [
      'a request',
      'POST /books',
      {
        'POST /books': (response) =>
          void response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify(emma)),
      },
      { id: 1 },
      ['body/title: required'],
    ],
    [
      'a response',
      'GET /books/1',
      { 'GET /books/1': () => ({ id: 'one', title: 'Emma' }) },
      undefined,
      ['response: /id must be integer'],
    ],
    [
      'an undeclared status',
      'GET /books/1',
      { 'GET /books/1': (response) => void response.writeHead(418).end() },
      undefined,
      ['response: the status 418 is not declared; declared are 200, 404'],
    ],
    ['a path', 'GET /none', { 'GET /none': () => 1 }, undefined, []],
  ])('%s that breaks the contract is passed on, and told', (_what, request, backend, sent, errors) =>
    recording(backend, async (ask, mock) => {
      const [method = '', path = ''] = request.split(' ');
      await ask(method, path, sent);
      expect(mock.requests.at(-1)?.errors).toEqual(errors);
      expect(mock.recorded().answers).toBeUndefined();
    }),
  );
});

test('bytes, headers and the query are passed on as they are', () =>
  recording(
    {
      'GET /cover': (response, { url, headers }) =>
        void response
          .writeHead(200, {
            'content-type': 'image/png',
            'x-seen': `${url} ${headers.authorization} ${headers['x-own']}`,
          })
          .end(Buffer.from([0xff, 0, 1])),
    },
    async (_ask, mock) => {
      const response = await fetch(`${mock.url}/cover?size=2`, {
        headers: { authorization: 'Bearer x', 'x-own': 'a' },
      });
      expect(response.headers.get('x-seen')).toBe('/cover?size=2 Bearer x a');
      expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0xff, 0, 1]);
      expect(mock.recorded()).toEqual({});
    },
  ));

test('a backend that does not respond is told by a 502', () =>
  withMock(books, { record: 'http://127.0.0.1:1' }, async (ask, mock) => {
    const { status, body: text } = await ask('GET', '/books');
    expect([status, text]).toEqual([502, expect.stringContaining('127.0.0.1:1')]);
    expect(mock.requests.at(-1)?.errors).toEqual([expect.stringContaining('127.0.0.1:1')]);
  }));

test('a backend that is not of this machine has to be allowed', () =>
  withMock(books, { record: 'http://10.0.0.9' }, async (ask) => {
    expect(await ask('GET', '/books')).toMatchObject({
      status: 502,
      body: expect.stringContaining('--allow-target 10.0.0.9'),
    });
  }));

test('what is no URL is refused at the start', () =>
  withMock(books, {}, async () => {
    const contract = await loadContract(new URL('../../../openapi.yaml', import.meta.url).pathname);
    await expect(createMock({ contract, record: 'localhost' })).rejects.toMatchObject({ code: mockErrorCodes.target });
  }));
