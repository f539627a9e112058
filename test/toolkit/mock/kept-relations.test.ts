/** What records say of others is what these say now, also after a record between the two has changed by itself. */
import { expect, test } from '@jest/globals';
import { type Ask, withMock } from './with-mock.ts';

const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const ok = (schema: object) => ({ 200: { description: 'ok', ...json(schema) } });
const integer = { type: 'integer' };
const parameters = [{ name: 'id', in: 'path', required: true, schema: integer }];
const stored = (path: string, name: string) => {
  const one = { $ref: `#/components/schemas/${name}` };
  const input = { requestBody: json(one), responses: ok(one) };
  return {
    [path]: { get: { responses: ok({ type: 'array', items: one }) }, post: input },
    [`${path}/{id}`]: {
      parameters,
      get: { responses: ok(one) },
      patch: input,
      delete: { responses: { 204: { description: 'none' } } },
    },
  };
};
const record = (properties: object) => ({
  type: 'object',
  required: ['id', ...Object.keys(properties)],
  properties: { id: { ...integer, readOnly: true }, ...properties },
});
const nullable = { type: ['integer', 'null'] };
const named = { type: 'string', readOnly: true };
const contract = {
  openapi: '3.1.1',
  info: { title: 'Library', version: '1' },
  paths: {
    ...stored('/authors', 'Author'),
    ...stored('/books', 'Book'),
    ...stored('/loans', 'Loan'),
    ...stored('/reviews', 'Review'),
  },
  components: {
    schemas: {
      Author: record({ name: { type: 'string' }, bookCount: { ...integer, readOnly: true } }),
      Book: record({ authorId: nullable, authorName: named, title: { type: 'string' } }),
      Loan: record({ book: { $ref: '#/components/schemas/Book' } }),
      Review: record({ book: { ...record({ title: { type: 'string' } }) } }),
    },
  },
};
const records = {
  '/authors': [
    { id: 1, name: 'Ann' },
    { id: 2, name: 'Bob' },
  ],
  '/books': [
    { id: 1, authorId: 1, title: 'One' },
    { id: 2, authorId: 2, title: 'Two' },
  ],
  '/loans': [{ id: 1, book: { id: 1 } }],
  '/reviews': [],
};

type Row = readonly [what: string, changes: readonly string[], path: string, shown: object];
test.each<Row>([
  ['a name beside an id', ['PATCH /authors/1 {"name":"Eve"}'], '/books/1', { authorName: 'Eve' }],
  ['the same in a record', ['PATCH /authors/1 {"name":"Eve"}'], '/loans/1', { book: { authorName: 'Eve' } }],
  ['an id that is gone, in a record', ['DELETE /authors/1'], '/loans/1', { book: { authorId: null } }],
  ['a count, after a deletion', ['DELETE /books/1'], '/authors/1', { bookCount: 0 }],
  [
    'a count, after two',
    ['POST /books {"authorId":1,"title":"Three"}', 'POST /books {"authorId":1,"title":"Four"}'],
    '/authors/1',
    { bookCount: 3 },
  ],
  ['a count, after others are all gone', ['DELETE /books/1', 'DELETE /books/2'], '/authors/2', { bookCount: 0 }],
])('%s', (_what, changes, path, shown) =>
  withMock(contract, { scenario: { records } }, async (ask) => {
    await readAll(ask);
    for (const change of changes) {
      const [method = '', target = '', ...body] = change.split(' ');
      await ask(method, target, body.length === 0 ? undefined : JSON.parse(body.join(' ')));
      await readAll(ask);
    }
    expect((await ask('GET', path)).body).toMatchObject(shown);
  }),
);

test('a list below a record that was deleted and made again has nothing of the one before', () => {
  const lines = stored('/boxes/{boxId}/lines', 'Line');
  const boxId = { ...parameters[0], name: 'boxId' };
  const below = Object.entries(lines).map(([path, item]) => [path, { ...item, parameters: [boxId, ...parameters] }]);
  const { get, post } = lines['/boxes/{boxId}/lines'] as Record<string, object>;
  const size = { name: 'size', in: 'query', schema: integer };
  const paths = {
    ...stored('/boxes', 'Box'),
    ...Object.fromEntries(below),
    '/boxes/{boxId}/lines': { parameters: [boxId], get: { ...get, parameters: [size] }, post },
  };
  const schemas = { Box: record({ name: { type: 'string' } }), Line: record({ label: { type: 'string' } }) };
  return withMock({ ...contract, paths, components: { schemas } }, {}, async (ask) => {
    for (const name of ['one', 'two']) {
      await ask('POST', '/__concordat/state/boxes', { id: 1, name });
      await ask('POST', '/boxes/1/lines', { label: name });
      for (const query of ['', '?size=9']) {
        const { body } = await ask('GET', `/boxes/1/lines${query}`);
        expect(body).toMatchObject([{ label: name }]);
      }
      const snapshot = (await ask('POST', '/__concordat/snapshot')).body;
      await ask('DELETE', '/boxes/1');
      await ask('POST', '/__concordat/restore', snapshot);
      expect((await ask('GET', '/boxes/1/lines')).body).toMatchObject([{ label: name }]);
      await ask('DELETE', '/boxes/1');
    }
  });
});

test('a record that is shown before it is there is shown once it is', () =>
  withMock(contract, { scenario: { records: { '/books': 0, '/loans': 3 } } }, async (ask) => {
    const [{ book }] = (await ask('GET', '/loans')).body;
    await ask('POST', '/__concordat/state/books', { id: book.id, authorId: null, title: 'Now there' });
    expect((await ask('GET', '/loans/1')).body.book.title).toBe('Now there');
  }));

test('a snapshot has what there was, and what follows from it is kept as before', () =>
  withMock(contract, { scenario: { records } }, async (ask) => {
    for (const name of ['Eve', 'Ida', 'Una']) {
      await ask('PATCH', '/authors/1', { name });
      await readAll(ask);
    }
    const snapshot = (await ask('POST', '/__concordat/snapshot')).body;
    await ask('DELETE', '/authors/1');
    for (const name of ['Kim', 'Lea']) {
      await ask('POST', '/__concordat/restore', snapshot);
      expect((await ask('GET', '/books')).body[0]).toMatchObject({ authorId: 1, authorName: 'Una' });
      await ask('PATCH', '/authors/1', { name });
      expect((await ask('GET', '/books')).body[0]).toMatchObject({ authorId: 1, authorName: name });
    }
  }));

async function readAll(ask: Ask) {
  for (const path of Object.keys(records)) expect((await ask('GET', path)).status).toBe(200);
}

test('records of a large contract are pointed to others once these are asked for, as far as they are still made up', () => {
  const text = { type: 'string' };
  const names = Array.from(
    { length: 60 },
    (_, index) => `Kind${String.fromCharCode(65 + (index % 26), 65 + index / 26)}`,
  );
  const rooms = ['Author', 'Room', 'Owner'];
  const others = [...names, ...rooms];
  const large = {
    ...contract,
    paths: Object.assign(
      {},
      stored('/books', 'Book'),
      ...others.map((name) => stored(`/${name.toLowerCase()}s`, name)),
    ),
    components: {
      schemas: {
        ...Object.fromEntries(others.map((name) => [name, record({ name: text })])),
        Book: record({ authorId: integer, roomId: integer, ownerId: integer }),
      },
    },
  };
  return withMock(large, { records: 4 }, async (ask) => {
    await ask('GET', '/books');
    await ask('DELETE', '/books/2');
    await ask('PATCH', '/books/3', { authorId: 1, roomId: 1, ownerId: 77 });
    for (const name of rooms) await ask('GET', `/${name.toLowerCase()}s`);
    const books = (await ask('GET', '/books')).body as { id: number; ownerId: number }[];
    expect(books.map(({ id }) => id)).toEqual([1, 3, 4]);
    expect(books.map(({ ownerId }) => ownerId > 4)).toEqual([false, true, false]);
  });
});
