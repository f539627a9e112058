import { expect, test } from '@jest/globals';
import { check, contractOf, type Handler } from '../with-server.ts';

const action = { type: 'object', required: ['id'], properties: { id: { type: 'integer' }, kind: { type: 'string' } } };
const ok = (schema: object) => ({ description: 'ok', content: { 'application/json': { schema } } });
const refused = { '4XX': { description: 'no' } };
const id = (name: string) => [{ name, in: 'path', required: true, schema: { type: 'integer' } }];
const read = { parameters: id('action_id'), get: { operationId: 'read', responses: { 200: ok(action), ...refused } } };
const list = { get: { operationId: 'list', responses: { 200: ok({ type: 'array', items: action }), ...refused } } };

/** Actions that are listed and read; each box has some of its own. @param ids those that are there now */
const server =
  (ids: () => readonly number[]): Handler =>
  ({ method, path }) => {
    const [, first = '', second, below] = path.split('/');
    if (first === 'boxes' && method === 'POST') return { status: 201, body: { id: below ? 77 : 5 } };
    if (first !== 'actions' || method !== 'GET') return { status: 404 };
    if (second === undefined) return { body: ids().map((one) => ({ id: one, kind: 'open' })) };
    if (!/^-?\d+$/.test(second)) return { status: 400 };
    return ids().includes(Number(second)) ? { body: { id: Number(second), kind: 'open' } } : { status: 404 };
  };

const messages = async (paths: object, handler: Handler) => {
  const { findings } = await check(await contractOf(paths), handler);
  return findings.filter(({ rule }) => rule === 'valid-refused').map(({ message }) => message);
};

const paths = { '/actions': list, '/actions/{action_id}': read };

test('what a path names is in the list of that path, though another resource has records of that name', async () => {
  const post = { responses: { 201: ok(action), ...refused } };
  const boxes = {
    '/boxes': { post },
    '/boxes/{box_id}/actions': { parameters: id('box_id'), post },
    '/boxes/{box_id}/actions/{action_id}': {
      parameters: [...id('box_id'), ...id('action_id')],
      get: { responses: { 200: ok(action), ...refused } },
    },
  };
  const paths = { ...boxes, '/actions': list, '/actions/{action_id}': read };
  expect(
    (
      await messages(
        paths,
        server(() => [11, 12]),
      )
    ).filter((one) => one.startsWith('read')),
  ).toEqual([]);
});

test('records that come and go are listed anew before one of them is taken for refused', async () => {
  let reads = 0;
  const countsReads: Handler = (request) => {
    if (request.path === '/actions/11') reads++;
    return server(() => (reads > 0 ? [13, 14] : [11, 12]))(request);
  };
  expect(await messages(paths, countsReads)).toEqual([]);
});

test('records that are gone by the time of a random request are not taken for refused', async () => {
  let requests = 0;
  const comeAndGo: Handler = (request) => server(() => [11 + Math.floor(requests++ / 5)])(request);
  const { findings } = await check(await contractOf(paths), comeAndGo, { cases: 30, seed: 1 });
  expect(findings.map(({ message }) => message)).toEqual([]);
});

test('a record that is listed and never read is told', async () => {
  const hides: Handler = (request) =>
    request.path === '/actions/11' ? { status: 404 } : server(() => [11, 12])(request);
  expect(await messages(paths, hides)).toEqual(['read refuses a valid request with 404: a valid request']);
});
