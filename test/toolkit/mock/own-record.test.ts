/** Whoever asks is one of the users: what is written at `/me` is read at `/users/{id}`, and the other way. */
import { expect, test } from '@jest/globals';
import { contractOf } from '../check/with-server.ts';
import { findingsIn } from './findings-in.ts';
import { withMock } from './with-mock.ts';

const json = (schema: object, example?: object) => ({
  content: { 'application/json': { schema, ...(example && { example }) } },
});
const text = { type: 'string' };
const user = {
  type: 'object',
  required: ['id', 'name', 'email'],
  properties: {
    id: { type: 'integer', readOnly: true },
    name: text,
    email: { type: 'string', format: 'email' },
    bio: text,
  },
};
const profile = {
  type: 'object',
  required: ['id', 'name', 'theme'],
  properties: {
    id: { type: 'integer', readOnly: true },
    name: text,
    theme: { type: 'string', enum: ['light', 'dark'] },
    bio: text,
  },
};
const ok = (schema: object, example?: object) => ({ description: 'ok', ...json(schema, example) });
const refusals = { '4XX': { description: 'refused' } };
const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });

const pathsOf = (path: string, schema: object, example?: object) => ({
  '/users': {
    get: { responses: { 200: ok({ type: 'array', items: reference('User') }), ...refusals } },
    post: {
      requestBody: { required: true, ...json(reference('User')) },
      responses: { 201: ok(reference('User')), ...refusals },
    },
  },
  '/users/{id}': {
    parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
    get: { responses: { 200: ok(reference('User')), ...refusals } },
    patch: {
      requestBody: { required: true, ...json({ ...user, required: [] }) },
      responses: { 200: ok(reference('User')), ...refusals },
    },
    delete: { responses: { 204: { description: 'none' }, ...refusals } },
  },
  [path]: {
    get: { responses: { 200: ok(schema, example), ...refusals } },
    ...(!example && {
      patch: {
        requestBody: { required: true, ...json({ type: 'object', properties: profile.properties }) },
        responses: { 200: ok(schema), ...refusals },
      },
    }),
  },
});
const components = { schemas: { User: user, Profile: profile } };
const mockOf = (path: string, schema: object, example?: object) => ({
  openapi: '3.1.1',
  info: { title: 'Users', version: '1' },
  paths: pathsOf(path, schema, example),
  components,
});

const rows: [what: string, path: string, schema: object][] = [
  ['of the same schema', '/me', reference('User')],
  ['of a schema of its own', '/profile', reference('Profile')],
  ['below the users', '/users/me', reference('User')],
];

test.each(rows)('%s', (_what, path, schema) =>
  withMock(mockOf(path, schema), { records: 5 }, async (ask) => {
    const me = (await ask('GET', path)).body;
    const there = `/users/${me.id}`;
    expect((await ask('GET', there)).body).toMatchObject({ id: me.id, name: me.name });
    const written = await ask('PATCH', path, { name: 'Ann', bio: 'One' });
    expect(written.body).toMatchObject({ id: me.id, name: 'Ann', bio: 'One' });
    expect((await ask('GET', there)).body).toMatchObject({ name: 'Ann', bio: 'One' });
    expect((await ask('GET', '/users')).body).toContainEqual(expect.objectContaining({ id: me.id, name: 'Ann' }));
    await ask('PATCH', there, { name: 'Bob', bio: 'Two' });
    expect((await ask('GET', path)).body).toMatchObject({ id: me.id, name: 'Bob', bio: 'Two' });
    expect((await ask('PATCH', '/users/2', { name: 'Other' })).status).toBe(200);
    expect((await ask('GET', path)).body.name).toBe(me.id === 2 ? 'Other' : 'Bob');
    await ask('DELETE', there);
    expect((await ask('GET', path)).status).toBe(200);
  }),
);

test('what only the profile has', () =>
  withMock(mockOf('/profile', reference('Profile')), { records: 5 }, async (ask) => {
    for (const theme of ['light', 'dark', 'light']) {
      await ask('PATCH', '/profile', { theme });
      expect((await ask('GET', '/profile')).body.theme).toBe(theme);
    }
  }));

test('of an example that nothing writes', () =>
  withMock(
    mockOf('/me', reference('User'), { id: 3, name: 'Cy', email: 'c@example.com' }),
    { records: 5 },
    async (ask) => {
      await ask('PATCH', '/users/3', { name: 'Eve' });
      expect((await ask('GET', '/me')).body).toMatchObject({ id: 3, name: 'Eve' });
    },
  ));

test.each(rows)('the contract tests agree: %s', async (_what, path, schema) => {
  const contract = await contractOf(pathsOf(path, schema), { servers: [{ url: '/' }], components });
  expect(await findingsIn(contract, 2)).toEqual([]);
});
