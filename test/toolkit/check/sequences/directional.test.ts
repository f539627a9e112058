/** A correct server keeps writeOnly properties to itself, wherever they are, and never asks for readOnly ones. */
import { expect, test } from '@jest/globals';
import { runChecks } from '../../../../src/index.ts';
import { createApp } from '../../../../src/server.ts';
import { serve } from '../../../serve.ts';
import { contractOf } from '../with-server.ts';

const text = { type: 'string', maxLength: 9 };
const hidden = { ...text, writeOnly: true };
const inPath = { name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: 1, maximum: 9999 } };
const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const user = { $ref: '#/components/schemas/User' };
const refused = { '4XX': { description: 'refused' } };
const contract = await contractOf(
  {
    '/users': {
      post: {
        operationId: 'addUser',
        requestBody: { required: true, ...json(user) },
        responses: { 201: { description: 'added', ...json(user) }, ...refused },
      },
      get: {
        operationId: 'listUsers',
        parameters: [
          { name: 'password', in: 'query', schema: text },
          { name: 'name', in: 'query', schema: text },
        ],
        responses: { 200: { description: 'some', ...json({ type: 'array', items: user }) }, ...refused },
      },
    },
    '/users/{id}': {
      parameters: [inPath],
      get: { operationId: 'getUser', responses: { 200: { description: 'one', ...json(user) }, ...refused } },
      put: {
        operationId: 'putUser',
        requestBody: { required: true, ...json(user) },
        responses: { 200: { description: 'one', ...json(user) }, ...refused },
      },
      delete: { operationId: 'deleteUser', responses: { 204: { description: 'gone' }, ...refused } },
    },
  },
  {
    components: {
      schemas: {
        Id: { type: 'object', properties: { id: { type: 'integer' } } },
        Secret: { type: 'string', maxLength: 5, writeOnly: true },
        User: {
          required: ['id', 'name', 'made', 'password'],
          allOf: [
            { $ref: '#/components/schemas/Id' },
            {
              type: 'object',
              required: ['id'],
              properties: {
                id: { readOnly: true },
                made: { allOf: [text], readOnly: true },
                name: { ...text, minLength: 1 },
                password: hidden,
                pin: { $ref: '#/components/schemas/Secret' },
                profile: { type: 'object', properties: { nick: text, pin: hidden } },
                keys: {
                  type: 'array',
                  maxItems: 2,
                  items: { type: 'object', properties: { label: text, secret: hidden } },
                },
                login: {
                  oneOf: [{ type: 'object', required: ['code'], properties: { code: hidden } }, { type: 'null' }],
                },
              },
            },
          ],
        },
      },
    },
  },
);

type Value = Record<string, unknown>;

/** What responses have of a record. */
function shown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => !['password', 'pin', 'secret', 'code'].includes(name));
  return Object.fromEntries(kept.map(([name, inner]) => [name, shown(inner)]));
}

function createUsers() {
  const users = new Map<number, Value>();
  let last = 0;
  const none = { status: 404 };
  const one = (id: number) => (users.has(id) ? { status: 200, body: shown(users.get(id)) } : none);
  const put = (id: number, body: Value) => users.set(id, { ...body, id, made: 'today' });
  const handlers = {
    addUser: ({ body }: { body: Value }) => {
      put(++last, body);
      return { ...one(last), status: 201 };
    },
    listUsers: ({ query }: { query: { name?: string; password?: string } }) => {
      const found = [...users.values()].filter(
        ({ name, password }) => (query.name ?? name) === name && (query.password ?? password) === password,
      );
      return { status: 200, body: found.map(shown) };
    },
    getUser: ({ path: { id } }: { path: { id: number } }) => one(id),
    putUser: ({ path: { id }, body }: { path: { id: number }; body: Value }) => {
      if (users.has(id)) put(id, body);
      return one(id);
    },
    deleteUser: ({ path: { id } }: { path: { id: number } }) => (users.delete(id) ? { status: 204 } : none),
  };
  return {
    users,
    app: createApp({ contract, handlers: handlers as never, onError: ({ message }) => expect(message).toBe('') }),
  };
}

test('writeOnly is not read back, listed, filtered or compared, and readOnly is not demanded', () =>
  serve(createUsers().app, async (url) => {
    const { findings } = await runChecks({ contract, url, cases: 20 });
    expect(findings.map(({ message }) => message)).toEqual([]);
  }));

test('a PUT may have what was read, and readOnly properties do not reach the handler', async () => {
  const { users, app } = createUsers();
  const headers = { 'content-type': 'application/json' };
  const send = (method: string, url: string, body: object) =>
    fetch(url, { method, headers, body: JSON.stringify(body) });
  await serve(app, async (url) => {
    const added = await send('POST', `${url}/users`, { name: 'Ann', password: 'x' });
    const record = (await added.json()) as object;
    const put = await send('PUT', `${url}/users/1`, { ...record, id: 7, made: 'x', password: 'y' });
    expect([put.status, users.get(1)]).toEqual([200, { id: 1, made: 'today', name: 'Ann', password: 'y' }]);
    expect((await send('POST', `${url}/users`, { ...record, password: 'y' })).status).toBe(400);
  });
});
