/** The contract tests find no error in the mock: where they did, one of the two was wrong. Each row is one such place. */
import { expect, test } from '@jest/globals';
import { createMock } from '../../../src/mock.ts';
import { contractOf } from '../check/with-server.ts';
import { findingsIn } from './findings-in.ts';

const json = (schema: object, more: object = {}) => ({ content: { 'application/json': { schema, ...more } } });
const ok = (schema: object, more: object = {}) => ({ description: 'ok', ...json(schema, more) });
const none = { description: 'none' };
const text = { type: 'string' };
const id = (schema: object = text) => ({ name: 'id', in: 'path', required: true, schema });
const refusals = { '4XX': { description: 'refused', ...json({ type: 'object' }) } };
const stored = (record: object, sent = record, idSchema?: object) => ({
  '/things': {
    post: { requestBody: { required: true, ...json(sent) }, responses: { '201': ok(record), ...refusals } },
  },
  '/things/{id}': {
    parameters: [id(idSchema)],
    get: { responses: { '200': ok(record), ...refusals } },
    delete: { responses: { '204': none, ...refusals } },
  },
});
const object = (properties: object, required: readonly string[] = []) => ({ type: 'object', properties, required });
const kind = { type: 'string', enum: ['a', 'b', 'c'] };
const price = { type: 'integer', minimum: 0, maximum: 99 };
const thing = (more: object) =>
  object(
    {
      ...more,
      type: { const: 'things' },
      attributes: object({ kind, price, unitPrice: price }, ['kind', 'price', 'unitPrice']),
    },
    [...Object.keys(more), 'type', 'attributes'],
  );
const jsonApi = (more: object) => object({ data: thing(more) }, ['data']);
const listOf = (items: object) => ({ type: 'array', items });
const numberParameter = (name: string) => ({ name, in: 'query', schema: { type: 'integer', minimum: 1 } });
const withId = object({ id: text }, ['id']);
const numbered = object({ id: { type: 'integer' } }, ['id']);
const cartLine = object(
  { id: { type: 'integer', readOnly: true }, sku: text, size: text, quantity: { type: 'integer', minimum: 1 } },
  ['id', 'sku', 'size', 'quantity'],
);
const newPool = object({ name: text, size: price }, ['name', 'size']);
const pool = object({ id: { ...text, readOnly: true }, name: text, size: price }, ['id', 'name', 'size']);
const closed = (properties: object) => ({
  ...object(properties, Object.keys(properties)),
  additionalProperties: false,
});
const severalSent = {
  anyOf: [object({ base: text, kind: { ...kind, default: 'b' } }, ['base']), closed({ note: text })],
};
const several = {
  anyOf: [
    closed({ data: closed({ id: text, base: text, kind, note: text }) }),
    closed({ data: closed({ id: text, base: closed({ note: text }) }), link: text }),
  ],
};
const marks = { type: 'array', enum: ['a'], example: 'a' };
const viewed = object({ id: text, privacy: object({ view: text }), owner: object({ name: text, marks }) }, [
  'id',
  'owner',
]);
const secured = (schemes: object) => ({
  components: { securitySchemes: schemes },
  security: Object.keys(schemes).map((name) => ({ [name]: [] })),
});

test.each<[what: string, paths: object, more?: object]>([
  [
    'a default that breaks its own schema',
    {
      '/it': {
        post: {
          requestBody: { required: true, ...json(object({ size: { type: 'integer', enum: [6, 12], default: 0 } })) },
          responses: { '200': none, ...refusals },
        },
      },
    },
  ],
  [
    'values that only requests have, where responses may have any',
    stored(
      object({ id: text, profile: { type: 'object' } }, ['id']),
      object(
        {
          secret: { ...text, minLength: 4, writeOnly: true },
          profile: object({ pin: { ...text, minLength: 4, writeOnly: true } }, ['pin']),
        },
        ['secret', 'profile'],
      ),
    ),
  ],
  [
    'attributes that are filtered and sorted, in another spelling',
    {
      ...stored(jsonApi({ id: text }), jsonApi({})),
      '/things': {
        ...stored(jsonApi({ id: text }), jsonApi({}))['/things'],
        get: {
          parameters: [
            { name: 'filter[kind]', in: 'query', schema: kind },
            { name: 'filter[price][gt]', in: 'query', schema: { type: 'integer' } },
            { name: 'sort', in: 'query', schema: { enum: ['unit_price', '-unit_price', 'kind', '-kind'] } },
          ],
          responses: { '200': ok(object({ data: { type: 'array', items: thing({ id: text }) } })), ...refusals },
        },
      },
    },
  ],
  [
    'a body of several shapes, and a response of several, which only share their wrapper',
    {
      '/things': {
        post: { requestBody: { required: true, ...json(severalSent) }, responses: { '201': ok(several), ...refusals } },
      },
      '/things/{id}': { parameters: [id()], get: { responses: { '200': ok(several), ...refusals } } },
    },
  ],
  [
    'what is created with a record, and has a path below it',
    {
      ...stored(
        object({ id: text, pools: listOf(pool) }, ['id', 'pools']),
        object({ pools: listOf(newPool) }, ['pools']),
      ),
      '/things/{id}/pools': {
        parameters: [id()],
        get: { responses: { '200': ok(listOf(pool)), ...refusals } },
        post: { requestBody: { required: true, ...json(newPool) }, responses: { '201': ok(pool), ...refusals } },
      },
      '/things/{id}/pools/{poolId}': {
        parameters: [id(), { ...id(), name: 'poolId' }],
        get: { responses: { '200': ok(pool), ...refusals } },
      },
    },
  ],
  [
    'ids that are texts in a list, and numbers where they are read',
    {
      '/things': { get: { responses: { '200': ok(listOf(withId)), ...refusals } } },
      '/things/{id}': { parameters: [id()], get: { responses: { '200': ok(numbered), ...refusals } } },
    },
  ],
  [
    'an example that breaks its own schema',
    {
      '/it': {
        post: {
          requestBody: {
            required: true,
            ...json(object({ on: { type: 'string', format: 'date' } }), { example: { on: 'x' } }),
          },
          responses: { '200': none, ...refusals },
        },
      },
    },
  ],
  [
    'ids that the path may not have',
    stored(
      object({ id: { type: 'integer', minimum: 1000 } }, ['id']),
      object({ id: { type: 'integer', minimum: 1000 } }, ['id']),
      {
        type: 'integer',
        maximum: 10,
      },
    ),
  ],
  [
    'a list below a record of its own',
    {
      '/things/{thingId}/things': {
        parameters: [{ ...id(), name: 'thingId' }],
        get: {
          responses: { '200': ok(object({ things: { type: 'array', items: object({ name: text }) } })), ...refusals },
        },
      },
      '/things/{thingId}/things/{id}': {
        parameters: [{ ...id(), name: 'thingId' }, id()],
        get: { responses: { '200': ok(object({ name: text })), ...refusals } },
      },
    },
  ],
  [
    'nothing but refusals',
    { '/it': { get: { responses: { '400': none, '405': none } }, put: { responses: { '200': none, ...refusals } } } },
  ],
  [
    'an example of a failure that breaks its schema',
    {
      '/it': {
        get: {
          responses: {
            '200': none,
            '400': none,
            '401': {
              ...ok(object({ why: text }, ['why'])),
              content: { '*/*': { schema: object({ why: text }, ['why']), example: {} } },
            },
          },
        },
      },
    },
    secured({ key: { type: 'apiKey', in: 'header', name: 'X-Key' } }),
  ],
  [
    '403 in place of 401',
    { '/it': { get: { responses: { '200': none, '400': none, '403': none } } } },
    secured({ key: { type: 'apiKey', in: 'header', name: 'X-Key' } }),
  ],
  [
    'an API key in Authorization, or a name and a password',
    { '/it': { get: { responses: { '200': none, ...refusals } } } },
    secured({ key: { type: 'apiKey', in: 'header', name: 'Authorization' }, basic: { type: 'http', scheme: 'basic' } }),
  ],
  [
    'a body of a media type that is not declared, if it has no bytes',
    {
      '/it': {
        post: {
          requestBody: { content: { 'application/x-www-form-urlencoded': { schema: {} } } },
          responses: { '200': none, ...refusals },
        },
      },
    },
  ],
  [
    'headers that OpenAPI ignores, and those of the connection',
    {
      '/it': {
        put: {
          parameters: ['Accept', 'Content-Length'].map((name) => ({
            name,
            in: 'header',
            required: name !== 'Accept',
            schema: text,
            example: 'text/odd',
          })),
          requestBody: json(object({})),
          responses: { '200': ok({}), ...refusals },
        },
      },
    },
  ],
  [
    'ids that a path is too narrow for',
    stored(object({ id: { type: 'integer' } }, ['id']), object({}), { type: 'integer', maximum: 2 }),
  ],
  [
    'ids of an inherited schema',
    stored(
      { allOf: [object({ id: { type: 'string', pattern: '^[a-z]{26}$' } }, ['id']), object({ name: text })] },
      object({ name: text }),
    ),
  ],
  [
    'times that the client sets',
    stored(object({ id: text, created_at: { type: 'string', format: 'date-time' } }, ['id'])),
  ],
  [
    'a filter by the id of another record, and one with operators',
    {
      ...stored(object({ id: text }, ['id']), object({})),
      '/things': {
        ...stored(object({ id: text }, ['id']), object({}))['/things'],
        get: {
          parameters: [
            { name: 'owner_id', in: 'query', required: true, schema: text },
            { name: 'id', in: 'query', style: 'deepObject', schema: object({ gte: text }) },
            { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 0 } },
          ],
          responses: { '200': ok({ type: 'array', items: object({ id: text }) }), ...refusals },
        },
      },
    },
  ],
  [
    'a PUT that may create a record, with an id that no record can have',
    {
      '/things': {
        post: { requestBody: json(object({})), responses: { '201': ok(numbered) } },
        get: { parameters: [{ name: 'sort', in: 'query', schema: text }], responses: { '200': ok(listOf(numbered)) } },
      },
      '/things/{id}': {
        parameters: [id()],
        get: { responses: { '200': ok(numbered) } },
        put: { requestBody: json(object({ name: text })), responses: { '200': ok(numbered) } },
      },
    },
  ],
  [
    'an id within an object of its name',
    {
      '/things': {
        post: { requestBody: json(object({})), responses: { '200': ok(object({ Id: numbered })), ...refusals } },
        get: { responses: { '200': ok(listOf(numbered)), ...refusals } },
      },
      '/things/{id}': { parameters: [id()], get: { responses: { '200': ok(numbered), ...refusals } } },
    },
  ],
  [
    'an empty text among the values of a path',
    {
      '/it/{kind}': {
        parameters: [{ ...id({ type: 'string', enum: ['', 'mini'] }), name: 'kind' }],
        get: { responses: { '200': none, ...refusals } },
      },
    },
  ],
  [
    'ids of a list that are none of the values of a path',
    {
      '/kinds': { get: { responses: { '200': ok(listOf(object({ id: text }, ['id']))), ...refusals } } },
      '/kinds/{kind}': {
        parameters: [{ ...id({ type: 'string', enum: ['a', 'b'] }), name: 'kind' }],
        get: { responses: { '200': none, ...refusals } },
      },
      '/kinds/{kind}/more': {
        parameters: [{ ...id({ type: 'string', enum: ['a', 'b'] }), name: 'kind' }],
        get: { responses: { '200': none, ...refusals } },
      },
    },
  ],
  [
    'a filter that is required, and that no property of the list is named after',
    {
      ...stored(object({ id: text, owner: text }, ['id']), object({ owner: text }, ['owner'])),
      '/things': {
        ...stored(object({ id: text, owner: text }, ['id']), object({ owner: text }, ['owner']))['/things'],
        get: {
          parameters: [{ name: 'owner', in: 'query', required: true, schema: text, example: 'nobody' }],
          responses: { '200': ok(listOf(object({ id: text }, ['id']))), ...refusals },
        },
      },
    },
  ],
  [
    'records below one that was deleted, at paths that end in a slash',
    {
      '/things/': stored(withId)['/things'],
      '/things/{id}/': stored(withId)['/things/{id}'],
      '/things/{thingId}/parts/': {
        parameters: [{ ...id(), name: 'thingId' }],
        post: { requestBody: json(object({})), responses: { '201': ok(withId), ...refusals } },
        get: { responses: { '200': ok(listOf(withId)) } },
      },
      '/things/{thingId}/parts/{id}/': {
        parameters: [{ ...id(), name: 'thingId' }, id()],
        get: { responses: { '200': ok(withId), ...refusals } },
      },
    },
  ],
  [
    'an example that a request has deleted',
    {
      '/things': {
        get: { responses: { '200': ok(listOf(withId), { example: [{ id: 'a' }] }), ...refusals } },
        post: { requestBody: json(object({})), responses: { '202': none, ...refusals } },
      },
      '/things/{id}': {
        parameters: [{ ...id(), example: 'a' }],
        get: { responses: { '200': ok(withId), ...refusals } },
        delete: { responses: { '204': none, ...refusals } },
      },
      '/things/{id}/parts': {
        parameters: [id()],
        get: { responses: { '200': ok(listOf(withId)), ...refusals } },
      },
    },
  ],
  [
    'records of the same chosen id below several others',
    {
      ...stored(withId, object({})),
      '/things/{thingId}/parts': {
        parameters: [{ ...id(), name: 'thingId' }],
        post: {
          requestBody: { required: true, ...json(object({ id: text }, ['id']), { example: { id: 'alpha' } }) },
          responses: { '201': ok(withId), ...refusals },
        },
      },
      '/things/{thingId}/parts/{id}': {
        parameters: [{ ...id(), name: 'thingId' }, id()],
        get: { responses: { '200': ok(withId, { example: { id: 'alpha' } }), ...refusals } },
      },
    },
  ],
  [
    'a link to the next page, and none on the last one',
    {
      ...stored(withId, object({})),
      '/things': {
        ...stored(withId, object({}))['/things'],
        get: {
          parameters: [numberParameter('page'), numberParameter('per_page')],
          responses: {
            '200': ok(object({ things: listOf(withId), links: object({ pages: object({ next: text }) }) }), {
              example: { things: [], links: { pages: { next: 'https://api.example/others?page=2&per_page=3' } } },
            }),
            ...refusals,
          },
        },
      },
    },
  ],
  [
    'a cursor that is a text on the last page, too',
    {
      ...stored(withId, object({})),
      '/things': {
        ...stored(withId, object({}))['/things'],
        get: {
          parameters: [{ name: 'cursor', in: 'query', schema: text }, numberParameter('limit')],
          responses: { '200': ok(object({ things: listOf(withId), next: text, previous: text })), ...refusals },
        },
      },
    },
  ],
  [
    'a line of a cart to which more is added',
    {
      '/cart/items': {
        get: { responses: { '200': ok(listOf(cartLine)), ...refusals } },
        post: {
          requestBody: { required: true, ...json(cartLine) },
          responses: { '200': ok(cartLine), '201': ok(cartLine), ...refusals },
        },
      },
      '/cart/items/{itemId}': {
        parameters: [{ name: 'itemId', in: 'path', required: true, schema: { type: 'integer' } }],
        get: { responses: { '200': ok(cartLine), ...refusals } },
        delete: { responses: { '204': none, ...refusals } },
      },
    },
  ],
  [
    'conditional requests',
    {
      '/things': stored(withId, object({ name: text }))['/things'],
      '/things/{id}': {
        parameters: [id()],
        get: { responses: { '200': { ...ok(withId), headers: { ETag: { schema: text } } }, ...refusals } },
        ...Object.fromEntries(
          ['put', 'patch', 'delete'].map((method) => [
            method,
            {
              parameters: [{ name: 'If-Match', in: 'header', schema: text }],
              ...(method !== 'delete' && { requestBody: { required: true, ...json(object({ name: text })) } }),
              responses: {
                ...(method === 'delete' ? { '204': none } : { '200': ok(withId) }),
                '404': none,
                '412': none,
                '428': none,
                '400': none,
              },
            },
          ]),
        ),
      },
    },
  ],
  [
    'records inside of others, of which the server shows its own',
    {
      ...stored(object({ id: text, title: text, user: { $ref: '#/components/schemas/User' } }, ['id'])),
      '/users': {
        post: {
          requestBody: { required: true, ...json({ $ref: '#/components/schemas/User' }) },
          responses: { '201': ok({ $ref: '#/components/schemas/User' }), ...refusals },
        },
      },
      '/users/{id}': {
        parameters: [id()],
        get: { responses: { '200': ok({ $ref: '#/components/schemas/User' }), ...refusals } },
      },
    },
    { components: { schemas: { User: object({ id: text, name: text, age: { type: 'integer' } }, ['id', 'name']) } } },
  ],
  [
    'ids of users in properties that only say what these do',
    {
      ...stored(object({ id: text, reviewer: object({ id: text }, ['id']), assignee_id: text }, ['id', 'reviewer'])),
      '/users': stored(withId, object({}))['/things'],
      '/users/{id}': stored(withId)['/things/{id}'],
    },
  ],
  [
    'a number that is the id of a body, where that of the path is a text',
    {
      '/things/{kind}/{id}': {
        parameters: [id({ ...text, example: 'first' }), { ...id({ ...text, example: 'x' }), name: 'kind' }],
        get: { responses: { '200': ok(object({ id: { type: 'number' } })), ...refusals } },
        put: {
          requestBody: { required: true, ...json(object({ id: { type: 'number' } }), { example: { id: 1 } }) },
          responses: { '200': ok(object({ id: { type: 'number' } })), ...refusals },
        },
      },
    },
  ],
  [
    'records that have as an object what is sent as a text, and a property that nothing satisfies',
    {
      ...stored(viewed, object({ privacy: kind }, ['privacy'])),
      '/things': {
        ...stored(viewed, object({ privacy: kind }, ['privacy']))['/things'],
        get: { responses: { '200': ok(listOf(viewed)), ...refusals } },
      },
    },
  ],
  [
    'a form without fields',
    {
      '/it': {
        get: { responses: { '200': none } },
        post: {
          requestBody: { required: true, content: { 'multipart/form-data': { schema: text } } },
          responses: { '200': none, ...refusals },
        },
      },
    },
  ],
])('%s', async (_what, paths, more = {}) => {
  const contract = await contractOf(paths, { servers: [{ url: '/' }], ...more });
  const findings = await findingsIn(contract, 4);
  expect(findings.filter((one) => one.startsWith('error'))).toEqual([]);
});

test.each([
  ['409', { '201': none, '409': none }, [201, 409], ['a']],
  ['another id where 409 is not declared', { '201': none }, [201, 201], ['a', '1']],
])('the id of a record that a client has created: %s', async (_what, responses, statuses, ids) => {
  const record = object({ id: text, friendly_name: text }, ['id']);
  const sent = object({ id: text, FriendlyName: text });
  const paths = { ...stored(record), '/things': { post: { requestBody: json(sent), responses } } };
  const mock = await createMock({ contract: await contractOf(paths, { servers: [{ url: '/' }] }), records: 0 });
  const create = async () => {
    const headers = { 'content-type': 'application/json' };
    return (await fetch(`${mock.url}/things`, { method: 'POST', headers, body: '{"id":"a","FriendlyName":"b"}' }))
      .status;
  };
  try {
    expect([await create(), await create()]).toEqual(statuses);
    // A name that is written in another case is read in that of the record.
    expect(mock.state()['/things']).toEqual(ids.map((one) => ({ id: one, friendly_name: 'b' })));
  } finally {
    await mock.close();
  }
});

test('what is below a deleted record is gone, also where no 404 is declared', async () => {
  const parts = [{ ...id(), name: 'thingId' }, id()];
  const paths = {
    ...stored(withId, object({})),
    '/things/{thingId}/parts/{id}': { parameters: parts, get: { responses: { '200': ok(withId) } } },
  };
  const mock = await createMock({ contract: await contractOf(paths, { servers: [{ url: '/' }] }), records: 1 });
  const statusOf = async (method: string, path: string) => (await fetch(`${mock.url}${path}`, { method })).status;
  try {
    const statuses = [await statusOf('GET', '/things/1/parts/1'), await statusOf('DELETE', '/things/1')];
    expect([...statuses, await statusOf('GET', '/things/1/parts/1')]).toEqual([200, 204, 404]);
  } finally {
    await mock.close();
  }
});
