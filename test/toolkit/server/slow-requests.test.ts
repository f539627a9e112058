/** Requests that take long to validate: in server and mock they get their verdict, and others their turn. */
import { describe, expect, test } from '@jest/globals';
import { createMock } from '../../../src/mock.ts';
import { createApp, loadContract } from '../../../src/server.ts';
import { inFolder } from '../../files.ts';
import { serve } from '../../serve.ts';

const branch = (name: string) => ({ type: 'object', properties: { [name]: { type: 'integer' } }, required: [name] });
const union = [...Array.from({ length: 10 }, (_, index) => branch(`p${index}`)), { type: 'object', maxProperties: 0 }];
const node = (kind: object, name: string) => ({
  type: 'object',
  properties: { kind, child: { $ref: `#/components/schemas/${name}` } },
  required: ['kind'],
});
const schemas = {
  Many: { type: 'array', items: { oneOf: union } },
  Node: { anyOf: [node({ const: 'and' }, 'Node'), node({ const: 'or' }, 'Node')] },
  Alike: { anyOf: [node({ pattern: '^o' }, 'Alike'), node({ pattern: '^or' }, 'Alike')] },
  Integers: { type: 'array', items: { type: 'integer' } },
  Filter: { type: 'object', properties: { node: { $ref: '#/components/schemas/Alike' } } },
};
const json = {
  'application/json': ['Many', 'Node', 'Integers'],
  'application/x-www-form-urlencoded': ['Filter'],
};
const document = {
  openapi: '3.1.0',
  info: { title: 'Slow', version: '1' },
  'x-validation-failure': { status: 400, mediaType: 'application/problem+json', body: { errors: ['{field}'] } },
  paths: {
    '/ping': { get: { operationId: 'ping', responses: { 204: { description: 'ok' } } } },
    ...Object.fromEntries(
      Object.entries(json).flatMap(([type, names]) =>
        names.map((name) => [
          `/${name}`,
          {
            post: {
              operationId: name,
              requestBody: {
                required: true,
                content: { [type]: { schema: { $ref: `#/components/schemas/${name}` } } },
              },
              responses: {
                204: { description: 'ok' },
                '4XX': {
                  description: 'invalid',
                  content: { 'application/problem+json': { schema: { type: 'object' } } },
                },
              },
            },
          },
        ]),
      ),
    ),
  },
  components: { schemas },
};

const listOf = (item: string, count: number) => `[${Array(count).fill(item).join()}]`;
const nested = (depth: number) => `${'{"kind":"or","child":'.repeat(depth)}{"kind":"and"}${'}'.repeat(depth)}`;
const deepForm = (depth: number) =>
  Array.from({ length: depth }, (_, level) => `node${'[child]'.repeat(level)}[kind]=or`).join('&');

async function withServer(kind: string, run: (url: string) => Promise<void>): Promise<void> {
  await inFolder({ 'openapi.json': JSON.stringify(document) }, async (folder) => {
    const contract = await loadContract(`${folder}/openapi.json`);
    if (kind === 'mock') {
      const mock = await createMock({ contract });
      await run(mock.url).finally(() => mock.close());
      return;
    }
    const handlers = Object.fromEntries(
      contract.operations.map(({ operationId }) => [operationId, () => ({ status: 204 })]),
    );
    await serve(createApp({ contract, handlers }), run);
  });
}

function post(url: string, name: string, body: string): Promise<Response> {
  const type = name === 'Filter' ? 'application/x-www-form-urlencoded' : 'application/json';
  return fetch(`${url}/${name}`, { method: 'POST', headers: { 'content-type': type }, body });
}

describe.each(['app', 'mock'])('%s', (kind) => {
  test.each<[name: string, schema: string, body: string, status: number]>([
    ['a union for each of 100,000 items', 'Many', listOf('{}', 100_000), 204],
    ['the same, and the last is wrong', 'Many', listOf('{}', 100_000).replace(/\{\}\]$/, '1]'), 400],
    ['the same, and all are wrong', 'Many', listOf('1', 300_000), 400],
    ['20,000 wrong items, of which a hundred are told', 'Integers', listOf('""', 20_000), 400],
    ['a recursive union', 'Node', nested(300), 204],
    ['a recursive union, and the innermost value is wrong', 'Node', nested(60).replace('and', 'not'), 400],
    ['a recursive union in a form', 'Filter', deepForm(4), 204],
    ['a recursive union in a form, too deep', 'Filter', deepForm(60).replace(/or$/, 'x'), 413],
    ['a form with 10,000 fields', 'Filter', 'a=1&'.repeat(9_999), 204],
    ['a form with more', 'Filter', 'a=1&'.repeat(10_001), 413],
  ])('%s', (_name, schema, body, status) =>
    withServer(kind, async (url) => {
      const response = await post(url, schema, body);
      expect(response.status).toBe(status);
      const { errors = [] } = status === 204 ? {} : ((await response.json()) as { errors?: unknown[] });
      expect(errors.length).toBeLessThanOrEqual(100);
      expect(status === 204 || errors.length > 0).toBe(true);
    }),
  );

  test('others get their turn, and there is a limit to how many take long at the same time', () =>
    withServer(kind, async (url) => {
      const order: string[] = [];
      const slow = Array.from({ length: 40 }, () => post(url, 'Many', listOf('{}', 100_000)));
      const statuses = Promise.all(slow).then((responses) => {
        order.push('slow');
        return responses.map(({ status, headers }) => `${status} ${headers.get('retry-after')}`);
      });
      await fetch(`${url}/ping`);
      order.push('ping');
      expect(new Set(await statuses)).toEqual(new Set(['204 null', '503 1']));
      expect(order).toEqual(['ping', 'slow']);
    }));
});

test('a large response of a handler is validated as well, and others get their turn', async () => {
  const list = { type: 'array', items: { oneOf: union } };
  const described = {
    ...document,
    paths: {
      ...document.paths,
      '/list': {
        get: {
          operationId: 'list',
          parameters: [{ name: 'last', in: 'query', schema: {} }],
          responses: { 200: { description: 'ok', content: { 'application/json': { schema: list } } } },
        },
      },
    },
  };
  await inFolder({ 'openapi.json': JSON.stringify(described) }, async (folder) => {
    const contract = await loadContract(`${folder}/openapi.json`);
    const handlers = Object.fromEntries(
      contract.operations.map(({ operationId }) => [operationId, (): { status: number } => ({ status: 204 })]),
    );
    const incidents: string[] = [];
    const app = createApp({
      contract,
      handlers: {
        ...handlers,
        list: ({ query }: { query: { last?: string } }) => {
          return { status: 200, body: [...Array(100_000).fill({}), ...(query.last ? [query.last] : [])] };
        },
      },
      onError: ({ message }) => incidents.push(message),
    });
    await serve(app, async (url) => {
      const order: string[] = [];
      const good = fetch(`${url}/list`).then(async (response) => {
        order.push('list');
        return [response.status, (await response.text()).length];
      });
      await fetch(`${url}/ping`);
      await fetch(`${url}/ping`);
      order.push('ping');
      expect([await good, order]).toEqual([
        [200, 300_001],
        ['ping', 'list'],
      ]);
      expect((await fetch(`${url}/list?last=x`)).status).toBe(500);
      expect(incidents).toEqual([expect.stringContaining('/100000 must match exactly one schema in oneOf')]);
    });
  });
});
