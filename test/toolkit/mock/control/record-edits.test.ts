import { expect, test } from '@jest/globals';
import { withMock } from '../with-mock.ts';

const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer' } };
const user = {
  type: 'object',
  required: ['id', 'name'],
  properties: {
    id: { type: 'integer', format: 'int64' },
    name: { type: 'string', minLength: 1 },
    password: { type: 'string' },
    age: { type: 'integer', maximum: 150 },
  },
  additionalProperties: false,
};
const content = (schema: object) => ({ content: { 'application/json': { schema } } });
const item = (path: string, schema: object) => ({
  [path]: { post: { requestBody: content(schema), responses: { 201: { description: '', ...content(schema) } } } },
  [`${path}/{id}`]: { parameters: [id], get: { responses: { 200: { description: '', ...content(schema) } } } },
});
const contract = {
  openapi: '3.1.1',
  info: { title: 'users', version: '1' },
  paths: { ...item('/users', user), ...item('/teams/{team}/users', user) },
};
for (const [path, node] of Object.entries(contract.paths))
  if (path.includes('{team}'))
    Object.assign(node, {
      parameters: [...((node as { parameters?: [] }).parameters ?? []), { ...id, name: 'team', schema: {} }],
    });

const scenario = { records: { '/users': [{ id: 1, name: 'Ann', password: 'swordfish' }] } };

test.each<[string, string, unknown, number, unknown]>([
  [
    'GET',
    'state/users',
    undefined,
    200,
    [{ id: '1', json: expect.stringMatching(/"name": "Ann",\n {2}"password": "…"/) }],
  ],
  ['GET', 'state/%2Fusers', undefined, 200, [{ id: '1' }]],
  ['GET', 'state/teams/5/users', undefined, 200, []],
  [
    'GET',
    'state/teams/%7Bteam%7D/users',
    undefined,
    404,
    { message: 'there is no collection /teams/{team}/users; there are /users, /teams/{team}/users' },
  ],
  ['POST', 'state/users', { name: 'Bea' }, 200, { id: '2', json: expect.stringContaining('"name": "Bea"') }],
  ['POST', 'state/users', { id: 1, name: 'Bea' }, 400, { message: '/users has a record with the id 1 already' }],
  [
    'POST',
    'state/users',
    { name: '', age: 200 },
    400,
    { message: expect.stringMatching(/^the record breaks its schema: (name: .*; age: |age: .*; name: )/) },
  ],
  ['POST', 'state/users', [], 400, { message: 'a record must be an object' }],
  ['POST', 'state/users', '{', 400, { message: expect.stringMatching(/^the body must be JSON/) }],
  ['PUT', 'state/users/1', { name: 'Cyd' }, 200, { id: '1' }],
  [
    'PUT',
    'state/users/1',
    { id: 2, name: 'Cyd' },
    400,
    { message: expect.stringMatching(/^the id of a record can't be changed/) },
  ],
  [
    'PUT',
    'state/users/1',
    { age: 1 },
    400,
    { message: expect.stringMatching(/^the record breaks its schema: name: /) },
  ],
  ['PUT', 'state/users/1', { name: 'Cyd', nam: 1 }, 400, { message: expect.stringContaining('breaks its schema') }],
  ['PUT', 'state/users/9', { name: 'Cyd' }, 404, { message: '/users has no record 9' }],
  ['DELETE', 'state/users/1', undefined, 204, ''],
  ['DELETE', 'state/users/9', undefined, 404, { message: '/users has no record 9' }],
])('%s %s with %j is %i', (method, path, body, status, wanted) =>
  withMock(contract, { scenario }, async (ask) => {
    const response = await ask(method, `/__concordat/${path}`, body);
    expect([response.status, response.body]).toEqual([
      status,
      Array.isArray(wanted)
        ? wanted.map((one) => expect.objectContaining(one))
        : typeof wanted === 'object' && wanted !== null
          ? expect.objectContaining(wanted)
          : wanted,
    ]);
  }),
);

test('a hidden value that is sent back stays, long numbers stay exact, and sessions are apart', () =>
  withMock(contract, { scenario }, async (ask, mock) => {
    const session = { 'x-concordat-session': 'a' };
    const read = async () => (await ask('GET', '/__concordat/state/users', undefined, session)).body[0].json as string;
    await ask('PUT', '/__concordat/state/users/1', (await read()).replace('Ann', 'Dot'), session);
    expect(mock.session('a').state()['/users']).toMatchObject([{ id: 1, name: 'Dot', password: 'swordfish' }]);
    const added = await ask('POST', '/__concordat/state/users', '{"id":9007199254740993,"name":"Long"}', session);
    expect(added.body).toMatchObject({
      id: '9007199254740993',
      json: expect.stringContaining('"id": 9007199254740993'),
    });
    expect((await ask('GET', '/users/9007199254740993', undefined, session)).body.name).toBe('Long');
    expect((await ask('GET', '/__concordat/state/users')).body).toMatchObject([
      { json: expect.stringContaining('Ann') },
    ]);
  }));

test('the collections are listed, and the operations with what they declare', () =>
  withMock(contract, { scenario }, async (ask) => {
    await ask('GET', '/teams/5/users/1');
    expect((await ask('GET', '/__concordat/collections')).body).toEqual([
      { path: '/teams/5/users', count: 0 },
      { path: '/teams/{team}/users' },
      { path: '/users' },
    ]);
    expect((await ask('GET', '/__concordat/operations')).body[0]).toEqual({
      operationId: 'postUsers',
      method: 'POST',
      path: '/users',
      responses: [{ status: '201', description: '', examples: [] }],
    });
  }));
