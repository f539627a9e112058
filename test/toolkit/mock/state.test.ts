import { expect, test } from '@jest/globals';
import { webhooksContract, withMock } from './with-mock.ts';

const pet = {
  type: 'object',
  required: ['id', 'name'],
  properties: { id: { type: 'integer' }, name: { type: 'string' }, tag: { type: 'string' } },
};
const json = (schema: object) => ({ 'application/json': { schema } });
const ok = (schema: object) => ({ description: 'ok', content: json(schema) });
const id = { name: 'petId', in: 'path', required: true, schema: { type: 'integer' } };

/** No examples, no links, no hints. */
const petStore = {
  openapi: '3.0.3',
  info: { title: 'Pets', version: '1' },
  paths: {
    '/pets': {
      get: {
        parameters: ['limit', 'offset', 'name', 'sort'].map((name) => ({
          name,
          in: 'query',
          schema: { type: name.match(/^[lo]/) ? 'integer' : 'string' },
        })),
        responses: { 200: ok({ type: 'array', items: pet }) },
      },
      post: {
        requestBody: {
          content: json({
            type: 'object',
            required: ['name'],
            properties: { name: { type: 'string' }, tag: { type: 'string' } },
          }),
        },
        responses: { 201: ok(pet) },
      },
    },
    '/pets/{petId}': {
      parameters: [id],
      get: { responses: { 200: ok(pet), 404: { description: 'none' } } },
      put: { requestBody: { content: json(pet) }, responses: { 200: ok(pet), 404: { description: 'none' } } },
      patch: {
        requestBody: { content: json({ type: 'object', properties: pet.properties }) },
        responses: { 200: ok(pet), 404: { description: 'none' } },
      },
      delete: { responses: { 204: { description: 'gone' }, 404: { description: 'none' } } },
    },
  },
};

const minimal = { BusinessId: 12345, Name: 'My webhook', Action: 6, URL: 'https://crm.example/hooks' };

test('a pet store without links is stateful', () =>
  withMock(petStore, {}, async (ask, mock) => {
    expect(await ask('POST', '/pets', { name: 'Rex', tag: 'dog' })).toMatchObject({
      status: 201,
      body: { id: 1, name: 'Rex', tag: 'dog' },
    });
    expect((await ask('POST', '/pets', { name: 'Tom' })).body).toMatchObject({ id: 2, name: 'Tom' });
    expect((await ask('GET', '/pets/1')).body).toEqual({ id: 1, name: 'Rex', tag: 'dog' });
    expect((await ask('PUT', '/pets/1', { id: 1, name: 'Max' })).body).toEqual({ id: 1, name: 'Max' });
    expect((await ask('PATCH', '/pets/1', { tag: 'hound' })).body).toEqual({ id: 1, name: 'Max', tag: 'hound' });
    expect((await ask('GET', '/pets?name=tO')).body).toEqual([{ id: 2, name: 'Tom' }]);
    expect((await ask('GET', '/pets?limit=1&offset=1&sort=-name')).body).toMatchObject([{ id: 1 }]);
    expect(mock.state()).toEqual({
      '/pets': [
        { id: 1, name: 'Max', tag: 'hound' },
        { id: 2, name: 'Tom' },
      ],
    });
    expect((await ask('DELETE', '/pets/1')).status).toBe(204);
    for (const method of ['GET', 'DELETE']) expect((await ask(method, '/pets/1')).status).toBe(404);
    expect((await ask('PUT', '/pets/1', { id: 1, name: 'Max' })).status).toBe(404);
    expect((await ask('POST', '/pets', { name: 'Ann' })).body.id).toBe(3);
    mock.reset();
    expect((await ask('GET', '/pets')).body).toEqual([]);
  }));

const settings = {
  type: 'object',
  required: ['id', 'theme'],
  properties: { id: { type: 'integer', readOnly: true }, theme: { type: 'string' }, note: { type: 'string' } },
};
const singleton = {
  openapi: '3.1.1',
  info: { title: 'Settings', version: '1' },
  paths: {
    '/settings': {
      get: { responses: { 200: ok(settings) } },
      put: { requestBody: { content: json(settings) }, responses: { 200: ok(settings) } },
      patch: {
        requestBody: { content: { 'application/merge-patch+json': { schema: { type: 'object' } } } },
        responses: { 204: { description: 'done' } },
      },
    },
  },
};

test('what there is one of is read as it was put and patched, until the mock is reset', () =>
  withMock(singleton, {}, async (ask, mock) => {
    expect(mock.describeState()).toEqual(['/settings is stateful: read, replace, patch (there is one of it)']);
    const first = (await ask('GET', '/settings')).body;
    const put = await ask('PUT', '/settings', { theme: 'dark', note: 'x' });
    expect(put.body).toEqual({ id: first.id, theme: 'dark', note: 'x' });
    const type = { 'content-type': 'application/merge-patch+json' };
    expect((await ask('PATCH', '/settings', { note: null }, type)).status).toBe(204);
    expect((await ask('GET', '/settings')).body).toEqual({ id: first.id, theme: 'dark' });
    mock.reset();
    expect((await ask('GET', '/settings')).body).toEqual(first);
  }));

test('a merge patch removes nothing that is required, and completes what it adds', () => {
  const mount = {
    type: 'object',
    required: ['kind', 'volts'],
    properties: { kind: { type: 'string' }, volts: { type: 'integer' } },
  };
  const scope = { type: 'object', required: ['id'], properties: { id: { type: 'integer', readOnly: true }, mount } };
  const idInPath = { ...id, name: 'id' };
  const patch = { content: { 'application/merge-patch+json': { schema: { type: 'object' } } } };
  const refused = { 422: { description: 'no' } };
  const contract = {
    openapi: '3.1.1',
    info: { title: 'Scopes', version: '1' },
    paths: {
      '/scopes': { post: { requestBody: { content: json(scope) }, responses: { 201: ok(scope) } } },
      '/scopes/{id}': {
        get: { parameters: [idInPath], responses: { 200: ok(scope) } },
        patch: { parameters: [idInPath], requestBody: patch, responses: { 200: ok(scope), ...refused } },
      },
    },
  };
  return withMock(contract, {}, async (ask) => {
    const { id: made } = (await ask('POST', '/scopes', { mount: { kind: 'alt', volts: 12 } })).body;
    const type = { 'content-type': 'application/merge-patch+json' };
    const patched = (body: object) => ask('PATCH', `/scopes/${made}`, body, type);
    expect((await patched({ mount: { kind: null } })).status).toBe(422);
    expect((await ask('GET', `/scopes/${made}`)).body.mount).toEqual({ kind: 'alt', volts: 12 });
    await patched({ mount: null });
    expect((await patched({ mount: { kind: 'eq' } })).body.mount).toEqual({ kind: 'eq', volts: expect.any(Number) });
  });
});

test('the WebHooks contract is stateful by its links', () =>
  withMock(webhooksContract, {}, async (ask, mock) => {
    expect(mock.describeState()).toEqual([
      '/sys/webhooks is stateful: create, read, replace, delete, list (from links); it has no patch',
      '/sys/webhooks/{id}/test is stateful: create, read (from links); it has no list, replace, patch, delete',
      'recoverWebHook, replayDelivery, createEvents, updateWebHookSecret, deleteWebHookSecret are stateless: neither links nor paths say which resource they write',
    ]);
    const created = await ask('POST', '/api/sys/webhooks', { ...minimal, Id: 77, ErrorCount: 5 });
    expect(created).toMatchObject({ status: 200, body: { WasSuccessful: true, Value: { Id: expect.any(Number) } } });
    const { Id } = created.body.Value;
    const read = (await ask('GET', `/api/sys/webhooks/${Id}`)).body;
    expect(read).toMatchObject({ ...minimal, Id, ErrorCount: 0, LastTrigger: null, Active: true, IsNew: false });
    const changed = { ...read, Name: 'Changed', Description: 'Why', ErrorCount: 9, CreatedOn: null };
    expect((await ask('PUT', '/sys/webhooks', changed)).body).toMatchObject({ Value: { Id } });
    expect((await ask('GET', `/sys/webhooks/${Id}`)).body).toEqual({
      ...read,
      Name: 'Changed',
      Description: 'Why',
      UpdatedOn: expect.any(String),
    });
    // What is left out of a PUT is cleared, and what the service sets stays.
    await ask('PUT', '/sys/webhooks', { ...minimal, Id });
    expect((await ask('GET', `/sys/webhooks/${Id}`)).body).toMatchObject({
      Description: null,
      UniqueId: read.UniqueId,
    });
    const listed = (await ask('GET', '/sys/webhooks?WebHook_Name=MY%20WEB&size=1')).body;
    expect(listed).toMatchObject({
      TotalItems: 1,
      TotalPages: 1,
      FirstItem: 1,
      LastItem: 1,
      PageSize: 1,
      HasNextPage: false,
    });
    expect(listed.Records).toEqual([expect.objectContaining({ Id })]);
    expect(listed.Records[0]).not.toHaveProperty('Description');
    expect((await ask('GET', '/sys/webhooks?from_WebHook_ErrorCount=1000')).body.TotalItems).toBe(0);
    expect((await ask('DELETE', `/sys/webhooks/${Id}`)).body).toMatchObject({ Value: { Id } });
    expect(await ask('GET', `/sys/webhooks/${Id}`)).toMatchObject({ status: 404, body: 'Not found' });
    expect(await ask('PUT', '/sys/webhooks', { ...minimal, Id })).toMatchObject({ status: 404, body: 'Not found' });
    expect((await ask('POST', '/sys/webhooks', minimal)).body.Value.Id).toBe(Id + 1);
  }));

test('examples are the initial records, and a stateless mock stores nothing', async () => {
  await withMock(webhooksContract, {}, async (ask) => {
    const { Records } = (await ask('GET', '/sys/webhooks')).body;
    expect(Records.length).toBeGreaterThan(1);
    expect((await ask('GET', `/sys/webhooks/${Records[1].Id}`)).body).toMatchObject(Records[1]);
  });
  await withMock(webhooksContract, { stateless: true }, async (ask) => {
    const before = (await ask('GET', '/sys/webhooks')).body;
    await ask('POST', '/sys/webhooks', minimal);
    expect((await ask('GET', '/sys/webhooks')).body).toEqual(before);
  });
});

test('records are wrapped, belong to their parent, and have ids valid against their schema', () => {
  const item = {
    type: 'object',
    required: ['uuid', 'text'],
    properties: {
      uuid: { type: 'string', format: 'uuid', readOnly: true },
      text: { type: 'string' },
      created_at: { type: 'string', format: 'date-time', readOnly: true },
    },
  };
  const wrapped = { type: 'object', required: ['data'], properties: { data: item } };
  const contract = {
    openapi: '3.1.0',
    info: { title: 'Notes', version: '1' },
    paths: {
      '/users/{user}/notes': {
        parameters: [{ name: 'user', in: 'path', required: true, schema: { type: 'string' } }],
        get: {
          responses: {
            200: ok({
              type: 'object',
              properties: { items: { type: 'array', items: item }, total: { type: 'integer' } },
            }),
          },
        },
        post: {
          requestBody: { content: json(item) },
          responses: { 201: { ...ok(wrapped), headers: { Location: { required: true, schema: { type: 'string' } } } } },
        },
      },
      '/users/{user}/notes/{note}': {
        parameters: ['user', 'note'].map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
        get: {
          responses: {
            200: ok(wrapped),
            default: ok({ type: 'object', required: ['message'], properties: { message: { type: 'string' } } }),
          },
        },
      },
    },
  };
  return withMock(contract, { now: () => new Date('2025-06-01T12:00:00.5Z'), seed: 7 }, async (ask) => {
    const created = await ask('POST', '/users/ann/notes', { text: 'Buy milk' });
    const { uuid } = created.body.data;
    expect(created.body).toEqual({
      data: { uuid: expect.stringMatching(/^[0-9a-f-]{36}$/), text: 'Buy milk', created_at: '2025-06-01T12:00:00Z' },
    });
    expect(created.headers.get('location')).toBe(`/users/ann/notes/${uuid}`);
    expect((await ask('GET', `/users/ann/notes/${uuid}`)).body).toEqual(created.body);
    expect((await ask('GET', '/users/ann/notes')).body).toEqual({ items: [created.body.data], total: 1 });
    expect((await ask('GET', '/users/bob/notes')).body).toEqual({ items: [], total: 0 });
    expect(await ask('GET', `/users/bob/notes/${uuid}`)).toMatchObject({
      status: 404,
      body: { message: 'there is no such record' },
    });
  });
});

test('the Location of a record that is created below another one, and read elsewhere, leads to it', () => {
  const trip = ok({ type: 'object', required: ['id'], properties: { id: { type: 'integer' } } });
  const parameter = (name: string) => [{ name, in: 'path', required: true, schema: { type: 'string' } }];
  const headers = { Location: { required: true, schema: { type: 'string' } } };
  const post = { responses: { 201: { ...trip, headers } } };
  const contract = {
    openapi: '3.1.0',
    info: { title: 'Trips', version: '1' },
    paths: {
      '/cars/{car}/trips': { parameters: parameter('car'), post },
      '/trips/{trip}': { parameters: parameter('trip'), get: { responses: { 200: trip, 404: { description: '' } } } },
    },
  };
  return withMock(contract, {}, async (ask) => {
    const created = await ask('POST', '/cars/B-42/trips');
    expect(created.headers.get('location')).toBe(`/trips/${created.body.id}`);
    expect((await ask('GET', `/trips/${created.body.id}`)).body).toEqual(created.body);
  });
});

const text = { type: 'string' };
const integer = { type: 'integer' };

/** A collection whose records have this schema; requests and responses may have other ones. */
interface CrudOptions {
  readonly request?: object;
  readonly response?: object;
  readonly created?: object;
  readonly list?: object;
  readonly none?: boolean;
  readonly put?: object;
  readonly query?: readonly string[];
}

function crudOf(record: object, options: CrudOptions = {}) {
  const { request = record, response = record, created = response, list, none = true, put = {}, query = [] } = options;
  const missing = none ? { 404: { description: 'none' } } : {};
  const byId = { name: 'id', in: 'path', required: true, schema: text };
  return {
    openapi: '3.1.0',
    info: { title: 'Things', version: '1' },
    paths: {
      '/things': {
        get: {
          parameters: query.map((name) => ({ name, in: 'query', schema: name === 'limit' ? integer : text })),
          responses: {
            200: {
              ...ok(list ?? { type: 'array', items: record }),
              headers: { 'X-Total-Count': { required: true, schema: integer } },
            },
          },
        },
        post: { requestBody: { content: json(request) }, responses: { 201: ok(created) } },
      },
      '/things/{id}': {
        parameters: [byId],
        get: { responses: { 200: ok(response), ...missing } },
        put: { requestBody: { content: json(request) }, responses: { 200: ok(response), ...put, ...missing } },
        delete: { responses: { 204: { description: 'gone' }, ...missing } },
      },
    },
  };
}

const thing = (more: object = {}, required: string[] = []) => ({
  type: 'object',
  required: ['id', 'name', ...required],
  properties: { id: integer, name: text, ...more },
});
const sent = (more: object = {}) => ({ type: 'object', properties: { name: text, ...more } });

test.each<[name: string, contract: object, body: object, created: object, key: unknown]>([
  [
    'writeOnly',
    crudOf(thing({ password: { ...text, writeOnly: true } })),
    { name: 'a', password: 'x', id: 9 },
    { id: 9, name: 'a' },
    9,
  ],
  [
    'a key of the client',
    crudOf({ type: 'object', required: ['id'], properties: { id: text, name: text } }),
    { id: 'bob', name: 'B' },
    { id: 'bob', name: 'B' },
    'bob',
  ],
  [
    'the smallest id',
    crudOf(thing({ id: { ...integer, minimum: 1000 } }), { request: sent() }),
    { name: 'a' },
    { id: 1000, name: 'a' },
    1000,
  ],
  [
    'ids in steps',
    crudOf(thing({ id: { ...integer, multipleOf: 10 } }), { request: sent() }),
    { name: 'a' },
    { id: 10, name: 'a' },
    10,
  ],
  [
    'a long id',
    crudOf(thing({ id: { ...text, minLength: 6, maxLength: 6 } }), { request: sent() }),
    { name: 'a' },
    { id: '000001', name: 'a' },
    '000001',
  ],
  [
    'a response of the id alone',
    crudOf(thing(), { request: sent(), created: { type: 'object', required: ['id'], properties: { id: integer } } }),
    { name: 'a' },
    { id: 1 },
    1,
  ],
  [
    'any properties',
    crudOf(
      { type: 'object', required: ['id'], properties: { id: integer }, additionalProperties: true },
      { request: { type: 'object' } },
    ),
    { colour: 'red' },
    { id: 1, colour: 'red' },
    1,
  ],
  [
    'wrappers both ways',
    crudOf(thing(), {
      request: { type: 'object', properties: { data: sent() } },
      response: { type: 'object', required: ['data'], properties: { data: thing() } },
    }),
    { data: { name: 'a' } },
    { data: { id: 1, name: 'a' } },
    1,
  ],
  [
    'a branch',
    crudOf(
      { oneOf: [thing({ card: text }, ['card']), thing({ iban: text }, ['iban'])] },
      { request: sent({ iban: text }) },
    ),
    { name: 'a', iban: 'DE1' },
    { id: 1, name: 'a', iban: 'DE1' },
    1,
  ],
  [
    'parts of a part',
    crudOf(
      thing(
        {
          profile: {
            type: 'object',
            required: ['bio', 'avatar'],
            properties: { bio: text, avatar: { ...text, readOnly: true } },
          },
        },
        ['profile'],
      ),
      { request: sent({ profile: { type: 'object', properties: { bio: text } } }) },
    ),
    { name: 'a', profile: { bio: 'mine' } },
    { id: 1, name: 'a', profile: { bio: 'mine', avatar: 'string' } },
    1,
  ],
  [
    'anything at all',
    crudOf(thing({ metadata: {} }), { request: sent({ metadata: {} }) }),
    { name: 'a', metadata: [1] },
    { id: 1, name: 'a', metadata: [1] },
    1,
  ],
])('a record with %s is read as it was sent', (_name, contract, body, created, key) =>
  withMock(contract, {}, async (ask) => {
    expect((await ask('POST', '/things', body)).body).toEqual(created);
    const read = await ask('GET', `/things/${key}`);
    expect(read.status).toBe(200);
    expect(read.body).toMatchObject(created);
  }),
);

const ofKind = (kind: string, more: object = {}) =>
  thing({ kind: { enum: [kind] }, [kind]: text, ...more }, ['kind', kind]);
const ofKinds = {
  oneOf: [
    ofKind('card'),
    { type: 'null' },
    ofKind('iban', { size: { enum: ['s', 'm'] } }),
    ofKind('sepa', { id: { type: 'integer', enum: [1, 0] } }),
  ],
};
const eitherPart = (more: object) => ({
  oneOf: ['a', 'b'].map((one) => ({ type: 'object', required: [one], properties: { [one]: text }, ...more })),
});
const ofAnyKind = sent({ kind: text, card: text, iban: text, size: text });
const discriminated = {
  oneOf: ['card', 'iban'].map((one) => ({ $ref: `#/components/schemas/${one}` })),
  discriminator: { propertyName: 'kind' },
};
const wrapped = (record: object) => ({ type: 'object', required: ['data'], properties: { data: record } });

test.each<[what: string, contract: object, body: object, created: object]>([
  [
    'of a branch',
    crudOf(ofKinds, { request: ofAnyKind }),
    { name: 'a', kind: 'card 1', card: 'x' },
    { id: 1, name: 'a', kind: 'card', card: 'x' },
  ],
  [
    'of a branch in a wrapper',
    crudOf(ofKinds, { request: ofAnyKind, response: wrapped(ofKinds) }),
    { name: 'a', kind: 'card 1', card: 'x' },
    { data: { id: 1, name: 'a', kind: 'card', card: 'x' } },
  ],
  [
    'of a wrapper with branches',
    crudOf(ofKinds, { request: ofAnyKind, response: { anyOf: ['card', 'iban'].map((one) => wrapped(ofKind(one))) } }),
    { name: 'a', kind: 'card 1', card: 'x' },
    { data: { id: 1, name: 'a', kind: 'card', card: 'x' } },
  ],
  [
    'of the branch that the rest is of',
    crudOf(ofKinds, { request: ofAnyKind, response: wrapped(ofKinds) }),
    { name: 'a', kind: 'iban 1', iban: 'x' },
    { data: { id: 1, name: 'a', kind: 'iban', iban: 'x' } },
  ],
  [
    'of the branch that has the kind',
    crudOf(ofKinds, { request: ofAnyKind, response: wrapped(ofKinds) }),
    { name: 'a', kind: 'iban', card: 'x', size: 'huge' },
    { data: { id: 1, name: 'a', kind: 'iban', card: 'x', iban: 'string', size: 's' } },
  ],
  [
    'of two branches at once',
    crudOf(thing({ part: eitherPart({}) }), { request: sent({ part: {} }) }),
    { name: 'a', part: { a: 'x', b: 'x' } },
    { id: 1, name: 'a', part: { a: 'string' } },
  ],
  [
    'of no branch, by what has no name',
    crudOf(thing({ part: eitherPart({ maxProperties: 1 }) }), { request: sent({ part: {} }) }),
    { name: 'a', part: { a: 'x', c: 'x' } },
    { id: 1, name: 'a', part: { a: 'string' } },
  ],
  [
    'of a branch by its discriminator',
    {
      ...crudOf(discriminated, { request: ofAnyKind, response: wrapped(discriminated) }),
      components: { schemas: { card: ofKind('card'), iban: ofKind('iban') } },
    },
    { name: 'a', kind: 'iban 1', iban: 'x' },
    { data: { id: 1, name: 'a', kind: 'iban', iban: 'x' } },
  ],
])(
  'a value that no response has is left to the mock, and the rest of the record stays: %s',
  (_, contract, body, created) =>
    withMock(contract, {}, async (ask) => {
      expect((await ask('POST', '/things', body)).body).toEqual(created);
      expect((await ask('GET', '/things/1')).body).toEqual(created);
      const { data = created } = created as { data?: object };
      expect((await ask('GET', '/things')).body).toEqual([data]);
      await ask('POST', '/things', { name: 'b', kind: 'sepa', sepa: 'y' });
      expect((await ask('GET', '/things')).body).toHaveLength(2);
    }),
);

test('a create gets a response when ids run out', () =>
  withMock(crudOf(thing({ id: { enum: ['a', 'b'] } }), { request: sent() }), {}, async (ask) => {
    for (let count = 0; count < 5; count++) expect((await ask('POST', '/things', { name: 'x' })).status).toBe(201);
    expect((await ask('GET', '/things')).body.length).toBeLessThan(3);
  }));

test('a deleted record is a 404 even if none is declared, and a PUT creates if the contract allows it', async () => {
  await withMock(crudOf(thing(), { request: sent(), none: false }), {}, async (ask) => {
    await ask('POST', '/things', { name: 'a' });
    expect((await ask('DELETE', '/things/1')).status).toBe(204);
    for (const method of ['GET', 'DELETE']) expect((await ask(method, '/things/1')).status).toBe(404);
    expect((await ask('PUT', '/things/7', { name: 'b' })).status).toBe(200);
  });
  const contract = crudOf(
    { type: 'object', required: ['id'], properties: { id: text, name: text } },
    { request: sent(), put: { 201: ok(thing({ id: text })) } },
  );
  await withMock(contract, {}, async (ask) => {
    expect(await ask('PUT', '/things/abc', { name: 'b' })).toMatchObject({
      status: 201,
      body: { id: 'abc', name: 'b' },
    });
    expect(await ask('PUT', '/things/abc', { name: 'c' })).toMatchObject({
      status: 200,
      body: { id: 'abc', name: 'c' },
    });
    expect((await ask('GET', '/things/abc')).body).toEqual({ id: 'abc', name: 'c' });
  });
});

test('cursors reach the last page, totals are right, and filters match enumerated values as a whole', () => {
  const record = thing({ status: { enum: ['active', 'inactive'] } });
  const list = {
    type: 'object',
    properties: {
      items: { type: 'array', items: record },
      next_cursor: { type: ['string', 'null'] },
      has_more: { type: 'boolean' },
    },
  };
  return withMock(
    crudOf(record, { request: sent({ status: text }), list, query: ['limit', 'cursor', 'status'] }),
    {},
    async (ask) => {
      for (const status of ['active', 'inactive', 'inactive']) await ask('POST', '/things', { name: 'a', status });
      const seen: number[] = [];
      let cursor = '';
      for (let pages = 0; pages < 5; pages++) {
        const { body, headers } = await ask('GET', `/things?limit=2${cursor}`);
        expect(headers.get('x-total-count')).toBe('3');
        seen.push(...body.items.map(({ id: seenId }: { id: number }) => seenId));
        expect(body.has_more).toBe(body.next_cursor !== null);
        if (body.next_cursor === null) break;
        cursor = `&cursor=${body.next_cursor}`;
      }
      expect(seen).toEqual([1, 2, 3]);
      expect((await ask('GET', '/things?status=active')).body.items).toHaveLength(1);
    },
  );
});

test('stateful responses have the media type that is accepted', () => {
  const contract = crudOf(thing(), { request: sent() });
  const responses = contract.paths['/things/{id}'].get.responses as Record<string, { content: object }>;
  Object.assign(responses['200']?.content as object, { 'application/xml': { schema: thing() } });
  const listed = contract.paths['/things'].get.responses[200].content;
  Object.assign(listed, { 'text/csv': listed['application/json'] });
  return withMock(contract, {}, async (ask) => {
    await ask('POST', '/things', { name: 'a & b' });
    const response = await ask('GET', '/things/1', undefined, { accept: 'application/xml' });
    expect(response.headers.get('content-type')).toBe('application/xml');
    expect(response.body).toContain('<root><id>1</id><name>a &amp; b</name></root>');
    expect((await ask('GET', '/things/1')).body).toEqual({ id: 1, name: 'a & b' });
    for (const accept of ['application/json', 'text/csv', 'application/json'])
      expect((await ask('GET', '/things', undefined, { accept })).headers.get('content-type')).toContain(accept);
  });
});

test('paths under which there is nothing to delete leave no more behind than paths that are read', () => {
  const path = '/owners/{owner}/pets';
  const owner = { name: 'owner', in: 'path', required: true, schema: { type: 'string' } };
  const { [`/pets`]: pets, [`/pets/{petId}`]: one } = petStore.paths;
  const owned = {
    ...petStore,
    paths: {
      [path]: { ...pets, parameters: [owner] },
      [`${path}/{petId}`]: { ...one, parameters: [owner, id] },
    },
  };
  return withMock(owned, {}, async (ask, mock) => {
    await ask('POST', '/owners/ann/pets', { name: 'Rex' });
    for (let i = 0; i < 1100; i++) await ask('DELETE', `/owners/${i}/pets/7`);
    const kept = Object.keys(mock.state());
    expect([kept.length, kept[0]]).toEqual([1000, '/owners/ann/pets']);
  });
});

test('what a list of a record may not have is made anew, also where valid records have none', () => {
  const rate = { type: 'object', required: ['percent'], properties: { percent: { type: 'integer' } } };
  const nested = (items: object) => {
    const list = { type: 'array', items };
    const phase = { type: 'object', properties: { lines: { type: 'array', items: listing(list) } } };
    return { phases: { type: 'array', items: phase } };
  };
  const listing = (rates: object) => ({ type: 'object', properties: { rates } });
  const sent = { type: 'object', properties: nested({ type: 'string' }) };
  return withMock(crudOf(thing(nested(rate)), { request: sent }), {}, async (ask) => {
    await ask('POST', '/things', { phases: [{ lines: [{ rates: ['r1', 'r2'] }] }] });
    const rates = [{ percent: expect.any(Number) }, { percent: expect.any(Number) }];
    expect((await ask('GET', '/things')).body).toMatchObject([{ id: 1, phases: [{ lines: [{ rates }] }] }]);
  });
});
