import { describe, expect, test } from '@jest/globals';
import { type Mock, type MockControl, mockErrorCodes } from '../../../src/mock.ts';
import { type Ask, withMock } from './with-mock.ts';

const book = {
  type: 'object',
  required: ['id', 'title'],
  properties: {
    id: { type: 'integer', readOnly: true },
    title: { type: 'string' },
    createdAt: { type: 'string', format: 'date-time', readOnly: true },
  },
} as const;
const json = (schema: object) => ({ description: 'fine', content: { 'application/json': { schema } } });
const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer' } };
const failure = { type: 'object', required: ['message'], properties: { message: { type: 'string' } } };
const books = {
  openapi: '3.1.0',
  info: { title: 'Books', version: '1' },
  paths: {
    '/books': {
      get: { operationId: 'listBooks', responses: { 200: json({ type: 'array', items: book }), 400: json(failure) } },
      post: {
        operationId: 'createBook',
        requestBody: { content: { 'application/json': { schema: book } } },
        responses: { 201: json(book), 422: json(failure) },
      },
    },
    '/books/{id}': {
      get: { operationId: 'getBook', parameters: [id], responses: { 200: json(book), 404: json(failure) } },
    },
  },
};
const empty = { records: { '/books': [] } };
const one = { records: { '/books': [{ id: 7, title: 'Emma' }] } };

const titles = async (ask: Ask, headers: Record<string, string> = {}) => {
  const { body } = await ask('GET', '/books', undefined, headers);
  return (body as { title: string }[]).map(({ title }) => title);
};

/** The same by code and by the control paths. */
interface Remote {
  readonly next: (body: unknown) => Promise<number>;
  readonly post: (path: string, body?: unknown) => Promise<{ status: number; body: unknown }>;
}
const remoteOf = (ask: Ask, headers: Record<string, string> = {}): Remote => {
  const post = async (path: string, body?: unknown) => ask('POST', `/__concordat/${path}`, body, headers);
  return { post, next: async (body) => (await post('next', body)).status };
};

describe('next responses', () => {
  test('take precedence, in their order and as often as they say', () =>
    withMock(books, { scenario: one }, async (ask, mock) => {
      mock.respondNext({ operationId: 'listBooks', status: 400, times: 2 }, { operationId: 'getBook', status: 404 });
      const statuses = [];
      for (const path of ['/books/7', '/books', '/books', '/books', '/books/7'])
        statuses.push((await ask('GET', path)).status);
      expect(statuses).toEqual([404, 400, 400, 200, 200]);
    }));

  test('are for any operation if they name none', () =>
    withMock(books, { scenario: one }, async (ask) => {
      const { next } = remoteOf(ask);
      expect(await next({ status: 503, body: { message: 'later' }, headers: { 'Retry-After': '9' } })).toBe(204);
      const { status, headers, body } = await ask('GET', '/books/7');
      expect([status, headers.get('retry-after'), body]).toEqual([503, '9', { message: 'later' }]);
      expect((await ask('GET', '/books/7')).status).toBe(200);
    }));

  test.each<[string, unknown, string]>([
    [
      'an unknown operation',
      { operationId: 'listBook' },
      'the contract has no operation listBook. Did you mean listBooks',
    ],
    ['an unknown field', { operationId: 'listBooks', stats: 400 }, 'there is no field stats. Did you mean status'],
    [
      'an undeclared status',
      { operationId: 'listBooks', status: 503 },
      'listBooks declares no status 503; declared are 200, 400: take',
    ],
    ['a status that is none', { operationId: 'listBooks', status: 99 }, 'a status must be 200 to 599, not 99'],
    ['no number of times', { operationId: 'listBooks', times: 0 }, '`times` must be a whole number from 1, not 0'],
    ['a text', 'listBooks', 'a next response must be an object, such as'],
  ])('%s is refused', (_what, body, message) =>
    withMock(books, {}, async (ask) => {
      const refused = await remoteOf(ask).post('next', JSON.stringify(body));
      expect(refused).toMatchObject({ status: 400, body: { code: mockErrorCodes.scenario } });
      expect((refused.body as { message: string }).message).toContain(message);
    }),
  );
});

test('undeclared statuses have the form of the failures that are declared', () =>
  withMock(books, { allowUndeclared: true, scenario: one }, async (ask, mock) => {
    const prefer = (code: number) => ask('GET', '/books', undefined, { prefer: `code=${code}` });
    const [busy, empty] = [await prefer(503), await prefer(204)];
    expect([busy.status, busy.body]).toEqual([
      503,
      expect.objectContaining({ status: 503, title: 'Service Unavailable' }),
    ]);
    expect([empty.status, empty.body]).toEqual([204, '']);
    mock.respondNext({ status: 429 });
    expect((await ask('GET', '/books')).status).toBe(429);
  }));

test('undeclared statuses are refused without the option', () =>
  withMock(books, {}, async (ask) => {
    expect((await ask('GET', '/books', undefined, { prefer: 'code=503' })).status).toBe(400);
  }));

describe('scenarios', () => {
  test('are switched at run time, by their names or as they are', () =>
    withMock(books, { scenario: one, scenarios: { one, empty } }, async (ask, mock) => {
      const { post } = remoteOf(ask);
      expect((await ask('GET', '/__concordat/scenarios')).body).toEqual(['one', 'empty']);
      expect(await titles(ask)).toEqual(['Emma']);
      expect((await post('scenario', { name: 'empty' })).status).toBe(204);
      expect(await titles(ask)).toEqual([]);
      await post('scenario', { records: { '/books': [{ id: 1, title: 'Ulysses' }] } });
      expect(await titles(ask)).toEqual(['Ulysses']);
      mock.reset();
      expect(await titles(ask)).toEqual(['Emma']);
    }));

  test.each<[string, object, string]>([
    ['an unknown name', { name: 'emty' }, 'there is no scenario emty; there are one, empty'],
    ['an unknown path', { records: { '/book': [] } }, 'the contract has no path /book. Did you mean /books'],
  ])('%s is refused, and the scenario goes on', (_what, body, message) =>
    withMock(books, { scenario: one, scenarios: { one, empty } }, async (ask) => {
      const refused = await remoteOf(ask).post('scenario', body);
      expect(refused).toMatchObject({ status: 400, body: { message: expect.stringContaining(message) } });
      expect(await titles(ask)).toEqual(['Emma']);
    }),
  );
});

test('scenarios that are replaced start anew in every session, and go on if they are invalid', () =>
  withMock(books, { scenario: one }, async (ask, mock) => {
    const headers = { 'x-concordat-session': 'a' };
    await ask('POST', '/books', { title: 'Ulysses' }, headers);
    mock.useScenarios(empty, { empty });
    expect([await titles(ask), await titles(ask, headers), mock.scenarios()]).toEqual([[], [], ['empty']]);
    expect(() => mock.useScenarios({ records: { '/book': [] } })).toThrow('the contract has no path /book');
    mock.reset();
    expect([await titles(ask), mock.scenarios()]).toEqual([[], ['empty']]);
  }));

test('each request is told once it has its response', () => {
  const told: string[] = [];
  return withMock(
    books,
    { onRequest: ({ method, url, status }) => told.push(`${method} ${url} ${status}`) },
    async (ask) => {
      await ask('GET', '/books');
      await ask('GET', '/none');
      expect(told).toEqual(['GET /books 200', 'GET /none 404']);
    },
  );
});

test('the clock is stopped, and runs again', () =>
  withMock(books, { now: () => new Date('2030-01-01T00:00:00Z') }, async (ask) => {
    const { post } = remoteOf(ask);
    const createdAt = async () => (await ask('POST', '/books', { title: 'Emma' })).body.createdAt as string;
    await post('clock', { at: '2026-02-03T04:05:06Z' });
    expect(await createdAt()).toMatch(/^2026-02-03T04:05:06/);
    await post('clock');
    expect(await createdAt()).toMatch(/^2030-01-01T00:00:00/);
    expect((await post('clock', { at: 'soon' })).status).toBe(400);
  }));

test('responses are delayed as asked, until the reset', () => {
  const waits: number[] = [];
  const wait = async (milliseconds: number) => void waits.push(milliseconds);
  return withMock(books, { wait }, async (ask) => {
    const { post } = remoteOf(ask);
    await post('delay', { delay: 70 });
    await ask('GET', '/books');
    await post('delay', { delay: [80, 90] });
    await ask('GET', '/books');
    await post('reset');
    await ask('GET', '/books');
    expect(waits).toEqual([70, expect.any(Number)]);
    expect(waits[1]).toBeGreaterThanOrEqual(80);
    expect((await post('delay', { delay: [90, 80] })).status).toBe(400);
  });
});

describe('snapshots', () => {
  const change = async (ask: Ask) => {
    await ask('POST', '/books', { title: 'Ulysses' });
  };

  test('are restored as often as wanted', () =>
    withMock(books, { scenario: one }, async (ask, mock) => {
      const snapshot = mock.snapshot();
      for (let round = 0; round < 2; round++) {
        await change(ask);
        expect(await titles(ask)).toEqual(['Emma', 'Ulysses']);
        mock.restore(snapshot);
        expect(await titles(ask)).toEqual(['Emma']);
      }
    }));

  test('are taken and restored by the control paths', () =>
    withMock(books, { scenario: one }, async (ask) => {
      const { post } = remoteOf(ask);
      await change(ask);
      const { body } = await post('snapshot');
      await change(ask);
      expect((await post('restore', body)).status).toBe(204);
      expect(await titles(ask)).toEqual(['Emma', 'Ulysses']);
      expect(await post('restore', { id: '77' })).toMatchObject({
        status: 404,
        body: { message: expect.stringContaining('77') },
      });
    }));

  test('have what is queued, and where the scenario stands', () =>
    withMock(books, { scenario: { ...one, answers: { getBook: { first: [{ status: 404 }] } } } }, async (ask, mock) => {
      const status = async () => (await ask('GET', '/books/7')).status;
      const snapshot = mock.snapshot();
      expect([await status(), await status()]).toEqual([404, 200]);
      mock.respondNext({ status: 400, operationId: 'listBooks' });
      mock.restore(snapshot);
      expect([await status(), await status(), (await ask('GET', '/books')).status]).toEqual([404, 200, 200]);
    }));
});

describe('a session', () => {
  const sessions = (mock: Mock): [Record<string, string>, MockControl][] =>
    ['a', 'b'].map((name) => [{ 'x-concordat-session': name }, mock.session(name)]);

  test('has records, a scenario, a clock and a log of its own', () =>
    withMock(books, { scenario: one }, async (ask, mock) => {
      const [[a, controlA], [b]] = sessions(mock) as [[Record<string, string>, MockControl], [Record<string, string>]];
      await ask('POST', '/books', { title: 'Ulysses' }, a);
      expect([await titles(ask, a), await titles(ask, b), await titles(ask)]).toEqual([
        ['Emma', 'Ulysses'],
        ['Emma'],
        ['Emma'],
      ]);
      controlA.playScenario(empty);
      controlA.respondNext({ status: 404, operationId: 'getBook' });
      expect([await titles(ask, a), await titles(ask, b)]).toEqual([[], ['Emma']]);
      expect((await ask('GET', '/books/7', undefined, b)).status).toBe(200);
      await remoteOf(ask, b).next({ status: 404, operationId: 'getBook' });
      expect((await ask('GET', '/books/7', undefined, b)).status).toBe(404);
      const logged = await ask('GET', '/__concordat/requests', undefined, a);
      expect((logged.body as { session: string }[]).map(({ session }) => session)).toEqual(['a', 'a', 'a']);
      expect(mock.session('b').requests).toHaveLength(4);
      mock.session('b').reset();
      expect([mock.session('a').requests.length, mock.session('b').requests.length]).toEqual([3, 0]);
    }));

  test('is dropped for a further one once there are a hundred', () =>
    withMock(books, { scenario: one }, async (ask, mock) => {
      const headers = { 'x-concordat-session': 'first' };
      await ask('POST', '/books', { title: 'Ulysses' }, headers);
      for (let count = 0; count < 100; count++) mock.session(`other ${count}`).state();
      expect(await titles(ask, headers)).toEqual(['Emma']);
    }));
});

test('a body that is too large, or that is no JSON, is refused', () =>
  withMock(books, {}, async (ask) => {
    const json = { 'content-type': 'application/json' };
    const large = await ask('POST', '/__concordat/next', `"${'x'.repeat(17 * 1024 * 1024)}"`, json).catch(
      () => undefined,
    );
    expect(large?.body ?? { code: mockErrorCodes.control }).toMatchObject({ code: mockErrorCodes.control });
    expect(await ask('POST', '/__concordat/next', '{', json)).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('the body must be JSON') },
    });
  }));

test.each<[number, string, object]>([
  [404, 'GET /books/7', { message: 'there is no such record' }],
  [422, 'POST /books', { message: 'body/title is required' }],
  [400, 'GET /books', { message: expect.any(String) }],
])('a failure without an example says what a %i usually means', (code, request, body) =>
  withMock(books, { scenario: one }, async (ask) => {
    const [method = '', path = ''] = request.split(' ');
    const sent = method === 'POST' ? { title: 'Emma' } : undefined;
    const response = await ask(method, path, sent, { prefer: `code=${code}` });
    expect([response.status, response.body]).toEqual([code, body]);
  }),
);
