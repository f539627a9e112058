/** Requests that choose the properties of records get those, the id, and what the schema requires. */
import { expect, test } from '@jest/globals';
import { withMock } from './with-mock.ts';

const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const text = { type: 'string' };
const author = { type: 'object', properties: { id: { type: 'integer' }, name: text, country: text } };
const properties = {
  id: { type: 'integer' },
  title: text,
  createdAt: { type: 'string', format: 'date' },
  pages: { type: 'integer' },
  author,
};
const book = (required: readonly string[]) => ({ type: 'object', required, properties });
const resource = {
  type: 'object',
  required: ['id', 'type'],
  properties: {
    id: text,
    type: { const: 'books' },
    attributes: {
      type: 'object',
      required: ['pages'],
      properties: { title: text, pages: { type: 'integer' }, isbn: text },
    },
  },
};
const wrapped = (items: object, name: string) => ({
  type: 'object',
  required: [name],
  properties: { [name]: { type: 'array', items }, total: { type: 'integer' } },
});
const parameter = (name: string, more: object = { schema: text }) => ({ name, in: 'query', ...more });
const id = { name: 'id', in: 'path', required: true, schema: text };
const none = { description: 'none' };

const contractOf = (record: object, list: object, selection: object, one = record) => ({
  openapi: '3.1.1',
  info: { title: 'Books', version: '1' },
  paths: {
    '/books': {
      get: {
        operationId: 'listBooks',
        parameters: [selection],
        responses: { 200: { description: 'ok', ...json(list) } },
      },
      post: { requestBody: json(record), responses: { 201: none } },
    },
    '/books/{id}': {
      parameters: [id],
      get: {
        operationId: 'getBook',
        parameters: [selection],
        responses: { 200: { description: 'ok', ...json(one) }, 404: none },
      },
    },
    '/me': { get: { parameters: [selection], responses: { 200: { description: 'ok', ...json(author) } } } },
  },
});
const plain = (selection: object, required: readonly string[] = ['id']) => {
  const record = book(required);
  return contractOf(record, wrapped(record, 'items'), selection);
};
const names = (value: unknown): unknown =>
  Object.entries(value as object).map(([name, own]) =>
    name === 'author' || name === 'attributes' ? { [name]: names(own) } : name,
  );

type Row = readonly [selection: object, query: string, chosen: unknown];
test.each<Row>([
  [parameter('fields'), 'fields=title,pages', ['id', 'title', 'pages']],
  [
    parameter('fields', { schema: { type: 'array', items: text } }),
    'fields=title&fields=created_at',
    ['id', 'title', 'createdAt'],
  ],
  [parameter('$select'), '$select=title', ['id', 'title']],
  [parameter('select'), 'select=title,%20author', ['id', 'title', { author: ['id', 'name', 'country'] }]],
  [parameter('fields'), 'fields=author.name', ['id', { author: ['id', 'name'] }]],
  [parameter('fields'), 'fields=title,author(name,country)', ['id', 'title', { author: ['id', 'name', 'country'] }]],
  [parameter('fields'), 'fields=author(name(x))', ['id', { author: ['id', 'name'] }]],
  [parameter('fields'), 'fields=author,author.name', ['id', { author: ['id', 'name', 'country'] }]],
  [parameter('fields'), 'fields=title,*', ['id', 'title', 'createdAt', 'pages', { author: ['id', 'name', 'country'] }]],
  [parameter('fields'), 'fields=items(title),total', ['id', 'title']],
  [parameter('fields'), 'fields=*', ['id', 'title', 'createdAt', 'pages', { author: ['id', 'name', 'country'] }]],
  [parameter('fields'), '', ['id', 'title', 'createdAt', 'pages', { author: ['id', 'name', 'country'] }]],
  [
    parameter('fields'),
    'fields=unheardOf',
    ['id', 'title', 'createdAt', 'pages', { author: ['id', 'name', 'country'] }],
  ],
])('%j, ?%s', (selection, query, chosen) =>
  withMock(plain(selection), { records: 2 }, async (ask) => {
    const { items, total } = (await ask('GET', `/books?${query}`)).body;
    expect([items.length, total]).toEqual([2, 2]);
    for (const one of items) expect(names(one)).toEqual(chosen);
    const one = await ask('GET', `/books/${items[0].id}?${query.replace('items(title),total', 'title')}`);
    expect(one.body).toEqual(items[0]);
    // The next request may choose others.
    expect(names((await ask('GET', `/books/${items[0].id}`)).body)).toHaveLength(5);
  }),
);

test('what the schema requires stays, and where that is all it is said at start', () =>
  withMock(plain(parameter('fields'), ['id', 'pages']), { records: 1 }, async (ask, { describeState }) => {
    const { id, title, pages } = (await ask('GET', '/books/1')).body;
    expect((await ask('GET', '/books/1?fields=title')).body).toEqual({ id, title, pages });
    expect(describeState().join()).not.toMatch(/ignored/);
  }));

test('a selection that can leave out nothing', () =>
  withMock(plain(parameter('fields'), Object.keys(properties)), { records: 1 }, async (ask, { describeState }) => {
    expect(Object.keys((await ask('GET', '/books/1?fields=title')).body)).toHaveLength(5);
    expect(describeState().filter((line) => /ignored/.test(line))).toEqual([
      'listBooks: the query parameter fields is ignored: the schema requires every property',
      'getBook: the query parameter fields is ignored: the schema requires every property',
    ]);
  }));

test('what there is one of', () =>
  withMock(plain(parameter('fields')), {}, async (ask) => {
    expect(Object.keys((await ask('GET', '/me?fields=name')).body)).toEqual(['id', 'name']);
  }));

test.each([
  ['fields[books]', {}],
  ['fields', { style: 'deepObject', explode: true, schema: { type: 'object', additionalProperties: text } }],
])('the sparse fieldsets of JSON:API: %s', (name, more) => {
  const data = { type: 'object', required: ['data'], properties: { data: resource } };
  const contract = contractOf(data, wrapped(resource, 'data'), parameter(name, { schema: text, ...more }), data);
  return withMock(contract, { records: 2 }, async (ask) => {
    const { data: all } = (await ask('GET', '/books?fields%5Bbooks%5D=title')).body;
    for (const one of all) expect(names(one)).toEqual(['id', 'type', { attributes: ['title', 'pages'] }]);
    expect((await ask('GET', `/books/${all[0].id}?fields%5Bbooks%5D=title`)).body.data).toEqual(all[0]);
  });
});

test('sparse fieldsets are of one type each, and choose relationships and what is included', () => {
  const [emma, jane] = [
    { id: '1', type: 'books', attributes: { title: 'Emma', pages: 9, isbn: '1' } },
    { id: '2', type: 'authors', attributes: { name: 'Jane', born: '1775' } },
  ];
  const schema = (attributes: object) => ({
    type: 'object',
    properties: {
      id: text,
      type: text,
      attributes: { type: 'object', properties: attributes },
      relationships: { type: 'object' },
    },
  });
  const included = { type: 'array', items: schema({ name: text, born: text }) };
  const { items, ...list } = {
    items: { type: 'array', items: schema({ title: text, pages: {}, isbn: text }) },
    type: 'object',
  };
  const relationships = { author: { data: { id: '2', type: 'authors' } }, shelf: {} };
  const body = json({ ...list, properties: { data: items, included } }).content['application/json'];
  const example = { data: [{ ...emma, relationships }], included: [jane] };
  const parameters = ['fields[books]', 'fields[authors]'].map((name) => parameter(name));
  const get = {
    parameters,
    responses: { 200: { description: 'ok', content: { 'application/json': { ...body, example } } } },
  };
  const contract = { openapi: '3.1.1', info: { title: 'Feed', version: '1' }, paths: { '/feed': { get } } };
  return withMock(contract, {}, async (ask) => {
    const of = async (query: string) => (await ask('GET', `/feed?${query}`)).body;
    expect(await of('fields%5Bauthors%5D=name')).toEqual({
      ...example,
      included: [{ ...jane, attributes: { name: 'Jane' } }],
    });
    const chosen = { ...emma, attributes: { title: 'Emma' }, relationships: { author: relationships.author } };
    expect(await of('fields%5Bbooks%5D=title,author')).toEqual({ ...example, data: [chosen] });
  });
});

test('a property that is called so is filtered by, and a failure is left as it is', async () => {
  const record = { ...book(['id']), properties: { ...properties, fields: text } };
  await withMock(contractOf(record, wrapped(record, 'items'), parameter('fields')), { records: 2 }, async (ask) => {
    const { fields, ...one } = (await ask('GET', '/books')).body.items[0];
    const { items } = (await ask('GET', `/books?fields=${encodeURIComponent(fields)}`)).body;
    expect(items[0]).toEqual({ fields, ...one });
  });
  await withMock(plain(parameter('fields')), { records: 2 }, async (ask) => {
    const failures = ['/books/77', '/books/77?fields=title'].map(async (path) => (await ask('GET', path)).body);
    expect(await failures[1]).toEqual(await failures[0]);
  });
});
