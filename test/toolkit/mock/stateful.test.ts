/** What else of a contract is stateful, besides records with an id: single objects, their lists, actions, files, who is signed in. */
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createMock, loadContract, type Mock } from '../../../src/mock.ts';
import { type Ask, asking, withMock } from './with-mock.ts';

let mock: Mock;
let ask: Ask;

beforeAll(async () => {
  mock = await createMock({ contract: await loadContract(join(import.meta.dirname, 'bookshop.yaml')) });
  ask = asking(mock.url);
});

beforeEach(() => mock.reset());

afterAll(() => mock.close());

type Fields = Record<string, never>;

const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const ok = (schema: object) => ({ description: 'ok', ...json(schema) });
const text = { type: 'string' };
const object = (properties: object) => ({ type: 'object', properties, required: Object.keys(properties) });
const listOf = (items: object) => ({ type: 'array', items });
const inPath = (name: string, schema: object = text) => [{ name, in: 'path', required: true, schema }];
const contractOf = (paths: object) => ({ openapi: '3.1.0', info: { title: 'Shop', version: '1' }, paths });

test('a cart has books that exist, and what is added and removed shows in it', async () => {
  const cart = (await ask('GET', '/cart')).body;
  expect(cart.items).toHaveLength(3);
  for (const { id } of cart.items) expect((await ask('DELETE', `/cart/items/${id}`)).status).toBe(204);
  expect((await ask('GET', '/cart')).body).toMatchObject({ items: [], itemCount: 0, total: 0 });
  const { title, price } = (await ask('GET', '/books/5')).body;
  const added = await ask('POST', '/cart/items', { bookId: 5, quantity: 2 });
  const line = { bookId: 5, title, unitPrice: price, quantity: 2, lineTotal: price * 2 };
  expect([added.status, added.body]).toEqual([201, expect.objectContaining(line)]);
  expect((await ask('GET', '/cart')).body).toMatchObject({ items: [added.body], itemCount: 1, total: price * 2 });
  expect((await ask('POST', '/cart/items', { bookId: 99 })).status).toBe(404);
  expect((await ask('DELETE', `/cart/items/${cart.items[0].id}`)).status).toBe(404);
});

const cartItem = object({
  productId: { type: 'integer' },
  name: text,
  price: { type: 'number' },
  quantity: { type: 'integer' },
});
const basket = object({ items: listOf(cartItem), total: { type: 'number' } });
const newItem = json(object({ productId: { type: 'integer' }, quantity: { type: 'integer' } }));

const line = object({
  id: { type: 'integer', readOnly: true },
  productId: { type: 'integer' },
  size: text,
  unitPrice: { type: 'number', readOnly: true },
  quantity: { type: 'integer', minimum: 1 },
  lineTotal: { type: 'number', readOnly: true },
});
const product = object({ id: { type: 'integer' }, name: text, price: { type: 'number' } });
const merging = (statuses: object) => ({
  '/products': { get: { responses: { 200: ok(listOf(product)) } } },
  '/products/{id}': { parameters: inPath('id', { type: 'integer' }), get: { responses: { 200: ok(product) } } },
  '/cart': {
    get: {
      responses: {
        200: ok(object({ items: listOf(line), itemCount: { type: 'integer' }, total: { type: 'number' } })),
      },
    },
  },
  '/cart/items': { post: { requestBody: json(line), responses: statuses } },
});

test.each<[what: string, statuses: object, again: number, other: number, lines: number]>([
  ['one line where a 200 is declared for that', { 200: ok(line), 201: ok(line) }, 200, 201, 2],
  ['two lines where none is', { 201: ok(line) }, 201, 201, 3],
  ['two lines where there is no other status', { 200: ok(line) }, 200, 200, 3],
])('the same product again in a cart: %s', (_what, statuses, again, other, lines) =>
  withMock(contractOf(merging(statuses)), { records: 3 }, async (asked) => {
    for (const { id } of (await asked('GET', '/cart')).body.items) expect(id).toBeGreaterThan(0);
    const before = (await asked('GET', '/cart')).body;
    const { price } = (await asked('GET', '/products/2')).body;
    const add = (more: object) =>
      asked('POST', '/cart/items', { productId: 2, size: 'no size is called so', quantity: 2, ...more });
    const first = await add({});
    expect(first.body).toMatchObject({ quantity: 2, unitPrice: price });
    const second = await add({ quantity: 3 });
    expect([second.status, second.body.quantity, second.body.id === first.body.id]).toEqual([
      again,
      again === 200 && other === 201 ? 5 : 3,
      lines === 2,
    ]);
    expect((await add({ size: 'another' })).status).toBe(other);
    const after = (await asked('GET', '/cart')).body;
    expect([after.items.length, after.itemCount]).toEqual([before.items.length + lines, before.items.length + lines]);
    expect(after.total).toBeCloseTo(before.total + 7 * price);
  }),
);

test.each<[what: string, paths: object, add: string, remove: string]>([
  [
    'whose writes respond with it, by the id of the product',
    {
      '/basket': { get: { responses: { 200: ok(basket) } } },
      '/basket/items': { post: { requestBody: newItem, responses: { 200: ok(basket) } } },
      '/basket/items/{productId}': {
        parameters: inPath('productId', { type: 'integer' }),
        delete: { responses: { 200: ok(basket), 404: { description: 'none' } } },
      },
    },
    '/basket/items',
    '/basket/items/70',
  ],
  [
    'at whose own path things are added',
    {
      '/basket': {
        get: { responses: { 200: ok(basket) } },
        post: { requestBody: newItem, responses: { 201: ok(basket) } },
      },
      '/basket/{productId}': {
        parameters: inPath('productId', { type: 'integer' }),
        delete: { responses: { 200: ok(basket), 404: { description: 'none' } } },
      },
    },
    '/basket',
    '/basket/70',
  ],
])('a basket %s', (_what, paths, add, remove) =>
  withMock(contractOf(paths), { records: 2 }, async (get) => {
    expect((await get('GET', '/basket')).body.items).toHaveLength(2);
    const { items } = (await get('POST', add, { productId: 70, quantity: 3 })).body;
    expect(items.map(({ productId }: Fields) => productId)).toContain(70);
    expect((await get('GET', '/basket')).body.items).toEqual(items);
    expect((await get('DELETE', remove)).body.items).toHaveLength(2);
    expect((await get('GET', '/basket')).body.items).toHaveLength(2);
  }),
);

test('an action moves the status that says so, once', async () => {
  const order = (await ask('GET', '/orders')).body.find(({ status }: Fields) => status !== 'cancelled');
  const { status, body } = await ask('POST', `/orders/${order.id}/cancel`);
  expect([status, body]).toEqual([200, { ...order, status: 'cancelled' }]);
  expect((await ask('GET', `/orders/${order.id}`)).body.status).toBe('cancelled');
  expect((await ask('POST', `/orders/${order.id}/cancel`)).status).toBe(409);
  expect((await ask('POST', '/orders/3f0c5f4e-6c1b-4b8e-9a56-000000000009/cancel')).status).toBe(404);
});

const note = object({
  id: text,
  state: {
    type: 'string',
    enum: ['DRAFT', 'PUBLISHED', 'IN_REVIEW', 'ARCHIVED', 'CheckedOut', 'no-show', 'on_hold', 'READ'],
  },
  checkedOutAt: { type: 'string', format: 'date-time' },
  isPinned: { type: 'boolean' },
  archivedAt: { type: ['string', 'null'], format: 'date-time' },
});

test.each<[action: string, method: 'post' | 'delete', want: object]>([
  ['/publish', 'post', { state: 'PUBLISHED' }],
  [':publish', 'post', { state: 'PUBLISHED' }],
  ['/submit-for-review', 'post', { state: 'IN_REVIEW' }],
  ['/unpublish', 'post', { state: 'DRAFT' }],
  ['/check-out', 'post', { state: 'CheckedOut', checkedOutAt: '2026-01-02T03:04:05Z' }],
  [':check_out', 'post', { state: 'CheckedOut' }],
  ['/mark-as-read', 'post', { state: 'READ' }],
  ['/markRead', 'post', { state: 'READ' }],
  ['/put-on-hold', 'post', { state: 'on_hold' }],
  ['/no-show', 'post', { state: 'no-show' }],
  ['/archive', 'post', { state: 'ARCHIVED', archivedAt: '2026-01-02T03:04:05Z' }],
  ['/pin', 'post', { isPinned: true }],
  ['/unpin', 'post', { isPinned: false }],
  ['/pin', 'delete', { isPinned: false }],
])('what an action is called says what it changes: %s by %s', (action, method, want) => {
  const paths = {
    '/notes': { get: { responses: { 200: ok(listOf(note)) } } },
    '/notes/{id}': { parameters: inPath('id'), get: { responses: { 200: ok(note) } } },
    [`/notes/{id}${action}`]: { parameters: inPath('id'), [method]: { responses: { 200: ok(note) } } },
  };
  return withMock(contractOf(paths), { records: 2 }, async (get, other) => {
    other.stopClock(new Date('2026-01-02T03:04:05Z'));
    const [{ id }] = (await get('GET', '/notes')).body;
    expect((await get(method.toUpperCase(), `/notes/${id}${action}`)).body).toMatchObject({ id, ...want });
    expect((await get('GET', `/notes/${id}`)).body).toMatchObject(want);
  });
});

test('what is added has a price, which is in the sums with the fee', () => {
  const line = object({ id: text, slotId: text, quantity: { type: 'integer' }, unitPrice: { type: 'number' } });
  const lines = listOf({ ...line, properties: { ...line.properties, lineTotal: { type: 'number' } } });
  const number = { type: 'number' };
  const basket = object({ tickets: lines, subtotal: number, bookingFee: number, total: number });
  const paths = {
    '/basket': { get: { responses: { 200: ok(basket) } } },
    '/basket/tickets': {
      post: {
        requestBody: json(object({ slotId: text, quantity: { type: 'integer' } })),
        responses: { 200: ok(basket) },
      },
    },
  };
  return withMock(contractOf(paths), { records: 2 }, async (get) => {
    const { tickets, subtotal, bookingFee, total } = (
      await get('POST', '/basket/tickets', { slotId: 'a', quantity: 3 })
    ).body;
    const sum = tickets.reduce(
      (all: number, one: Fields) => all + Number(one['unitPrice']) * Number(one['quantity']),
      0,
    );
    expect(tickets[2].unitPrice).toBeGreaterThan(1);
    expect(subtotal).toBeCloseTo(sum, 2);
    expect(total).toBeCloseTo(sum + bookingFee, 2);
  });
});

test('averages are those of stars, and new ids are like the example', () => {
  const place = object({ id: { ...text, example: 'PL-0042' }, name: text, averageRating: { type: 'number' } });
  const rating = object({ id: text, stars: { type: 'integer', minimum: 1, maximum: 5 } });
  const sent = (body: object) => ({ requestBody: json(body), responses: { 201: ok(rating) } });
  const paths = {
    '/places': {
      get: { responses: { 200: ok(listOf(place)) } },
      post: { requestBody: json(object({ name: text })), responses: { 201: ok(place) } },
    },
    '/places/{id}': { parameters: inPath('id'), get: { responses: { 200: ok(place) } } },
    '/places/{id}/ratings': {
      parameters: inPath('id'),
      get: { responses: { 200: ok(listOf(rating)) } },
      post: sent(object({ stars: { type: 'integer' } })),
    },
  };
  return withMock(contractOf(paths), { records: 3 }, async (get) => {
    const [{ id }] = (await get('GET', '/places')).body;
    await get('POST', `/places/${id}/ratings`, { stars: 1 });
    const stars = (await get('GET', `/places/${id}/ratings`)).body.map((one: Fields) => Number(one['stars']));
    const mean = stars.reduce((sum: number, one: number) => sum + one, 0) / stars.length;
    expect((await get('GET', `/places/${id}`)).body.averageRating).toBeCloseTo(mean, 1);
    expect((await get('POST', '/places', { name: 'A' })).body.id).toMatch(/^PL-\d{4}$/);
  });
});

test('what is called like a property and is sent it sets it', () => {
  const paths = {
    '/notes': { get: { responses: { 200: ok(listOf(note)) } } },
    '/notes/{id}': { parameters: inPath('id'), get: { responses: { 200: ok(note) } } },
    '/notes/{id}/state': {
      parameters: inPath('id'),
      put: { operationId: 'setState', requestBody: json(object({ state: text })), responses: { 200: ok(note) } },
    },
  };
  return withMock(contractOf(paths), { records: 2 }, async (get, { describeState }) => {
    const [{ id }] = (await get('GET', '/notes')).body;
    expect((await get('PUT', `/notes/${id}/state`, { state: 'no-show' })).body).toMatchObject({ id, state: 'no-show' });
    expect((await get('GET', `/notes/${id}`)).body.state).toBe('no-show');
    expect(describeState()).toContain('setState sets what it is sent');
  });
});

test('what is uploaded can be downloaded, and its record says what it is', async () => {
  const bytes = Uint8Array.from({ length: 300 }, (_, index) => index % 256);
  const form = new FormData();
  form.set('file', new File([bytes], 'cover.webp', { type: 'image/webp' }));
  const headers = { authorization: 'Bearer x' };
  for (const path of ['', '/api']) {
    const sent = await fetch(`${mock.url}${path}/uploads`, { method: 'POST', headers, body: form });
    const { id, url, ...facts } = (await sent.json()) as Record<string, string>;
    expect(facts).toEqual({ contentType: 'image/webp', size: 300, fileName: 'cover.webp' });
    expect(url).toBe(`${mock.url}${path}/uploads/${id}`);
    const got = await fetch(url as string);
    expect(got.headers.get('content-type')).toBe('image/webp');
    expect(new Uint8Array(await got.arrayBuffer())).toEqual(bytes);
  }
  expect((await ask('GET', '/uploads/3f0c5f4e-6c1b-4b8e-9a56-000000000009')).status).toBe(404);
});

const binary = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };
const fileRecord = object({ id: text, name: text, byteSize: { type: 'integer' }, mimeType: text });

const sent = { parameters: inPath('id'), get: { responses: { 200: { description: 'ok', content: { '*/*': {} } } } } };
const received = { post: { requestBody: { content: binary }, responses: { 201: ok(fileRecord) } } };
const report = object({ id: text, title: text, uploadId: text });

test.each<
  [
    what: string,
    paths: object,
    method: string,
    target: string,
    download: (id: string, get: Ask) => string | Promise<string>,
  ]
>([
  [
    'by its id alone, of several that are below a record',
    {
      '/pets/{petId}/photos': { parameters: inPath('petId'), ...received },
      '/photos/{photoId}/{size}': { ...sent, parameters: [...inPath('photoId'), ...inPath('size')] },
      '/photos/{photoId}/raw': { ...sent, parameters: inPath('photoId') },
      '/photos/{photoId}': { ...sent, parameters: inPath('photoId') },
    },
    'POST',
    '/pets/1/photos',
    (id) => `/photos/${id}/raw`,
  ],
  [
    'by the name that its id has in the response',
    {
      '/exports': {
        post: { requestBody: { content: binary }, responses: { 201: ok(object({ id: text, blobId: text })) } },
      },
      '/blobs/{blobId}': { ...sent, parameters: inPath('blobId') },
      '/others/{otherId}': { ...sent, parameters: inPath('otherId') },
    },
    'POST',
    '/exports',
    (id) => `/blobs/${id}`,
  ],
  [
    'as a whole body, with a path of its own for the content',
    {
      '/files': { post: { requestBody: { content: binary }, responses: { 201: ok(fileRecord) } } },
      '/files/{id}': { parameters: inPath('id'), get: { responses: { 200: ok(fileRecord) } } },
      '/files/{id}/content': {
        parameters: inPath('id'),
        get: { responses: { 200: { description: 'ok', content: { '*/*': {} } } } },
      },
    },
    'POST',
    '/files',
    (id) => `/files/${id}/content`,
  ],
  [
    'to where it is read',
    {
      '/people/{id}/photo': {
        parameters: inPath('id'),
        put: { requestBody: { content: binary }, responses: { 204: { description: 'stored' } } },
        get: { responses: { 200: { description: 'ok', content: binary } } },
      },
    },
    'PUT',
    '/people/7/photo',
    () => '/people/7/photo',
  ],
  [
    'to a path with its id under another name',
    { '/uploads': received, '/files/{fileId}/raw': { ...sent, parameters: inPath('fileId') } },
    'POST',
    '/uploads',
    (id) => `/files/${id}/raw`,
  ],
  [
    'beside its own path',
    { '/images/upload': received, '/images/{id}': sent },
    'POST',
    '/images/upload',
    (id) => `/images/${id}`,
  ],
  [
    'below a record, to a path without that',
    { '/pets/{petId}/photos': { ...received, parameters: inPath('petId') }, '/photos/{id}': sent, '/logos/{id}': sent },
    'POST',
    '/pets/3/photos',
    (id) => `/photos/${id}`,
  ],
  [
    'with a preview',
    { '/scans': received, '/scans/{id}/file': sent, '/scans/{id}/preview': sent },
    'POST',
    '/scans',
    (id) => `/scans/${id}/preview`,
  ],
  [
    'that another record refers to',
    {
      '/uploads': received,
      '/reports': { post: { requestBody: json(report), responses: { 201: ok(report) } } },
      '/reports/{id}': { parameters: inPath('id'), get: { responses: { 200: ok(report) } } },
      '/reports/{id}/download': sent,
    },
    'POST',
    '/uploads',
    async (id, get) =>
      `/reports/${(await get('POST', '/reports', { id: 'r1', title: 'May', uploadId: id })).body.id}/download`,
  ],
])('a file %s', (_what, paths, method, target, download) =>
  withMock(contractOf(paths), {}, async (get, { url }) => {
    const type = { 'content-type': 'application/octet-stream' };
    const { body } = await get(method, target, 'some bytes', type);
    if (Object.hasOwn(body, 'mimeType'))
      expect(body).toMatchObject({ byteSize: 10, mimeType: 'application/octet-stream' });
    const response = await fetch(url + (await download(body.id, get)));
    expect([response.headers.get('content-type'), await response.text()]).toEqual([
      'application/octet-stream',
      'some bytes',
    ]);
  }),
);

test('who signs in is the one of the profile, and has a JSON Web Token that is accepted', async () => {
  const { email } = (await ask('GET', '/me')).body;
  expect(email).toMatch(/@example\./);
  const { status, body } = await ask('POST', '/auth/login', { email: 'ada@example.com', password: '12345678' });
  const me = await ask('GET', '/me', undefined, { authorization: `Bearer ${body.token}` });
  expect([status, me.status, body.user, body.expiresIn]).toEqual([200, 200, me.body, 3600]);
  const [head, claims, signature] = body.token
    .split('.')
    .map((part: string) => Buffer.from(part, 'base64url').toString());
  expect([JSON.parse(head), signature]).toEqual([{ alg: 'none', typ: 'JWT' }, '']);
  expect(JSON.parse(claims)).toMatchObject({ sub: me.body.id, email: 'ada@example.com' });
  expect(me.body.email).toBe('ada@example.com');
});

const me = { '/me': { get: { responses: { 200: ok({ $ref: '#/components/schemas/User' }) } } } };

test.each<[what: string, paths: object, id: object, response: object]>([
  ['without a profile', {}, text, { userId: text, accessToken: text }],
  ['with one', me, text, { userId: text, accessToken: text }],
  ['without a token', {}, text, { userId: text }],
  ['with a number as the id', {}, { type: 'integer' }, { userId: text }],
  ['by another word', {}, text, { accountId: text, accessToken: text }],
])('who signs in for an id alone is an existing user: %s', (_what, more, id, response) => {
  const schemas = { User: object({ id, username: text, fullName: text }) };
  const user = { $ref: '#/components/schemas/User' };
  const paths = {
    '/users': { get: { responses: { 200: ok(listOf(user)) } } },
    '/users/{id}': { parameters: inPath('id', id), get: { responses: { 200: ok(user) } } },
    '/login': {
      post: {
        requestBody: json(object({ username: text, password: text })),
        responses: { 200: ok(object(response)) },
      },
    },
    ...more,
  };
  return withMock({ ...contractOf(paths), components: { schemas } }, { records: 4 }, async (get) => {
    const users = (await get('GET', '/users')).body;
    for (const username of [users[2].username, users[1].username, 'new.one']) {
      const { userId, accountId = userId } = (await get('POST', '/login', { username, password: 'x' })).body;
      expect(typeof accountId).toBe('string');
      expect((await get('GET', `/users/${accountId}`)).body.username).toBe(username);
      const known = users.find((one: { username: string }) => one.username === username);
      if (known) expect(accountId).toBe(String(known.id));
      if ('/me' in more) expect((await get('GET', '/me')).body).toMatchObject({ id: userId, username });
    }
  });
});

test('who signs in is one of the users, if there are any', () => {
  const user = { $ref: '#/components/schemas/User' };
  const paths = {
    '/users': { get: { responses: { 200: ok(listOf(user)) } } },
    '/users/{id}': { parameters: inPath('id'), get: { responses: { 200: ok(user) } } },
    '/profile': { get: { responses: { 200: ok(user) } } },
    '/sessions': {
      post: {
        requestBody: json(object({ username: text, password: text })),
        responses: { 201: ok(object({ access_token: text, user })) },
      },
    },
  };
  const schemas = { User: object({ id: text, username: text, fullName: text }) };
  return withMock({ ...contractOf(paths), components: { schemas } }, { records: 4 }, async (get) => {
    const users = (await get('GET', '/users')).body;
    expect(users).toContainEqual((await get('GET', '/profile')).body);
    for (const own of users) {
      const { body } = await get('POST', '/sessions', { username: own.username, password: 'x' });
      expect([body.user, (await get('GET', '/profile')).body]).toEqual([own, own]);
      expect(body.access_token).toMatch(/^[\da-f]{64}$/);
    }
  });
});

test('what a list ignores is said at the start', () => {
  const query = (name: string) => ({ name, in: 'query', schema: text });
  const parameters = ['title', 'page', 'author', 'q', 'sort', 'colour', 'isbn13', 'minPrice'].map(query);
  const known = ['$filter', 'author.name', 'note'].map(query);
  const book = object({ id: text, title: text, author: object({ name: text }), price: { type: 'number' } });
  const lists = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name): [string, object] => [
    `/${name}-books`,
    { get: { operationId: name, parameters: [...parameters, ...known], responses: { 200: ok(listOf(book)) } } },
  ]);
  const whole = object({ ...book.properties, note: text });
  const one = { get: { parameters: inPath('id', text), responses: { 200: ok(whole) } } };
  const paths = { ...Object.fromEntries(lists), '/a-books/{id}': one };
  return withMock(contractOf(paths), {}, async (_ask, { describeState }) => {
    const said = describeState().filter((line) => /ignore/.test(line));
    expect(said).toHaveLength(6);
    expect(said[0]).toBe('a: the query parameters colour, isbn13 are ignored: no property is called so');
    expect(said[5]).toBe('and 2 more lists ignore query parameters');
  });
});

test('bounds of the only number and the only time are not ignored', () => {
  const time = { ...text, format: 'date-time' };
  const visit = object({ id: text, startsAt: time, available: { type: 'boolean' }, ownFee: { type: 'integer' } });
  const times = ['from', 'date'].map((name) => ({ name, in: 'query', schema: { ...text, format: 'date' } }));
  const plain = ['maxFee', 'availableOnly', 'to'].map((name) => ({ name, in: 'query', schema: text }));
  const parameters = [...times, ...plain];
  const paths = { '/visits': { get: { operationId: 'visits', parameters, responses: { 200: ok(listOf(visit)) } } } };
  return withMock(contractOf(paths), {}, async (_ask, { describeState }) => {
    const said = describeState().filter((line) => /ignore/.test(line));
    expect(said).toEqual(['visits: the query parameter to is ignored: no property is called so']);
  });
});
