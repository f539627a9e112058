/** What the contract says is unique, and has a 409 for, can't be created twice. */
import { expect, test } from '@jest/globals';
import { createMock } from '../../../src/mock.ts';
import { contractOf } from '../check/with-server.ts';

const text = { type: 'string' };

async function withUsers(
  {
    says,
    of409,
    has409 = true,
    summary = 'Add',
  }: { says?: string; of409?: string; has409?: boolean; summary?: string },
  run: (
    post: (body: object) => Promise<number>,
    remove: (id: number) => Promise<unknown>,
    put: (id: number, body: object) => Promise<unknown>,
  ) => Promise<void>,
): Promise<void> {
  const properties = { name: text, email: { ...text, ...(says && { description: says }) } };
  const user = {
    type: 'object',
    required: ['email'],
    properties: { id: { type: 'integer', readOnly: true }, ...properties },
  };
  const content = { 'application/json': { schema: user } };
  const responses = { ...(has409 && { 409: { description: of409 ?? 'No.' } }), 400: { description: 'No.' } };
  const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer' } };
  const contract = await contractOf({
    '/users': {
      post: { summary, requestBody: { content }, responses: { 201: { description: 'It.', content }, ...responses } },
    },
    '/users/{id}': {
      parameters: [id],
      get: { responses: { 200: { description: 'It.', content }, 404: { description: 'No.' } } },
      put: { requestBody: { content }, responses: { 200: { description: 'It.', content } } },
      delete: { responses: { 204: { description: 'Gone.' }, 404: { description: 'No.' } } },
    },
  });
  const mock = await createMock({ contract, records: false });
  try {
    const headers = { 'content-type': 'application/json' };
    const post = async (body: object) =>
      (await fetch(`${mock.url}/users`, { method: 'POST', headers, body: JSON.stringify(body) })).status;
    const send = (method: string, key: number, body?: object) =>
      fetch(`${mock.url}/users/${key}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    await run(
      post,
      (key) => send('DELETE', key),
      (key, body) => send('PUT', key, body),
    );
  } finally {
    await mock.close();
  }
}

const ann = { name: 'Ann', email: 'ann@example.com' };

test('a value that is unique by the words of its property is taken until its record is deleted', () =>
  withUsers({ says: 'Unique among users.' }, async (post, remove) => {
    expect(await post(ann)).toBe(201);
    expect(await post({ ...ann, name: 'Other' })).toBe(409);
    expect(await post({ ...ann, email: 'other@example.com' })).toBe(201);
    await remove(1);
    expect(await post(ann)).toBe(201);
  }));

test('by the words of the 409, a record is taken if all that is sent is the same', () =>
  withUsers({ of409: 'There is one already: the user already exists.' }, async (post, remove) => {
    expect(await post(ann)).toBe(201);
    expect(await post(ann)).toBe(409);
    expect(await post({ ...ann, name: 'Other' })).toBe(201);
    await remove(1);
    expect(await post(ann)).toBe(201);
  }));

test.each(['Another user has this email', 'A user with this email address already exists', 'The email is in use.'])(
  'by the words %j of the 409, the email alone is taken',
  (of409) =>
    withUsers({ of409 }, async (post) => {
      expect(await post(ann)).toBe(201);
      expect(await post({ ...ann, name: 'Other' })).toBe(409);
      expect(await post({ ...ann, email: 'other@example.com' })).toBe(201);
    }),
);

test('a value that is unique together with another one may be had twice', () =>
  withUsers(
    { of409: 'A user with this email already exists for this name, or with this email in the team.' },
    async (post) => {
      expect(await post(ann)).toBe(201);
      expect(await post({ ...ann, name: 'Other' })).toBe(201);
    },
  ));

test('what is assigned once has one record with the same values, and may have others', () =>
  withUsers({ of409: 'The email is already assigned.', summary: 'Assign an address' }, async (post) => {
    expect(await post(ann)).toBe(201);
    expect(await post(ann)).toBe(409);
    expect(await post({ ...ann, name: 'Other' })).toBe(201);
  }));

test.each([{ says: 'Unique among users.' }, { of409: 'The user already exists.' }])(
  'by %j, what a record had is free once it has another value',
  (words) =>
    withUsers(words, async (post, _remove, put) => {
      expect(await post(ann)).toBe(201);
      await put(1, { ...ann, email: 'new@example.com' });
      expect(await post(ann)).toBe(201);
      expect(await post(ann)).toBe(409);
    }),
);

test.each([
  ['no 409 is declared', { says: 'Unique among users.', has409: false }],
  ['nothing says that values are unique', {}],
])('a record may be created twice where %s', (_name, words) =>
  withUsers(words, async (post) => {
    expect(await post(ann)).toBe(201);
    expect(await post(ann)).toBe(201);
  }),
);
