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

test('a pet store without any hint keeps what is sent', () =>
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

test('the WebHooks contract keeps what is sent, from its links alone', () =>
  withMock(webhooksContract, {}, async (ask, mock) => {
    expect(mock.describeState()).toEqual([
      '/sys/webhooks is kept: create, read, replace, delete, list (from links); it has no patch',
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

test('what the contract has as examples is there from the start, and nothing is kept where that is wanted', async () => {
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

test('records are wrapped, belong to their parent, and have ids as their schema wants them', () => {
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
