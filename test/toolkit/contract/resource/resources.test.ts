import { expect, test } from '@jest/globals';
import { loadContract } from '../../../../src/toolkit/contract/document/load-contract.ts';
import {
  findIdProperty,
  findResources,
  type Resource,
  recordPathOf,
} from '../../../../src/toolkit/contract/resource/resources.ts';
import { evaluate } from '../../../../src/toolkit/contract/resource/runtime-expression.ts';
import { inFolder } from '../../../files.ts';

const ok = { responses: { 200: { description: 'ok' } } };

async function resourcesOf(paths: object): Promise<readonly Resource[]> {
  const document = { openapi: '3.1.0', info: { title: 'a', version: '1' }, paths };
  return inFolder({ 'a.json': JSON.stringify(document) }, async (folder) =>
    findResources(await loadContract(`${folder}/a.json`)),
  );
}

const describe = ({ path, operations, foundBy, idInResponse }: Resource) => ({
  path,
  foundBy,
  idInResponse,
  operations: Object.fromEntries(
    [...operations].map(([action, { operation, id }]) => [
      action,
      `${operation.method} ${operation.path}${id ? ` by ${id.in} ${id.name}` : ''}`,
    ]),
  ),
});

test('links determine the operations that read, replace and delete a created record', async () => {
  const link = (operationId: string, more: object) => ({ operationId, ...more });
  const links = {
    read: link('read', { parameters: { 'query.key': '$response.body#/made/key' } }),
    write: link('write', { requestBody: { key: '$response.body#/made/key', name: 'x' } }),
    remove: { operationRef: '#/paths/~1remove~1{it}/delete', parameters: { it: '$response.body#/made/key' } },
    other: link('other', { parameters: { it: '$request.body#/name' } }),
  };
  const found = await resourcesOf({
    '/make': { post: { responses: { 200: { description: 'ok', links } } }, get: ok },
    '/read': { get: { operationId: 'read', parameters: [{ name: 'key', in: 'query' }], ...ok } },
    '/write': { put: { operationId: 'write', ...ok } },
    '/remove/{it}': { delete: { parameters: [{ name: 'it', in: 'path', required: true }], ...ok } },
    '/other/{it}': { get: { operationId: 'other', ...ok } },
  });
  expect(found.map(describe)).toEqual([
    {
      path: '/make',
      foundBy: 'links',
      idInResponse: '/made/key',
      operations: {
        create: 'post /make',
        read: 'get /read by query key',
        replace: 'put /write by body /key',
        delete: 'delete /remove/{it} by path it',
        list: 'get /make',
      },
    },
  ]);
});

test('links leave out a PATCH and a DELETE of the path that they read a record by', async () => {
  const links = { read: { operationId: 'read', parameters: { id: '$response.body#/id' } } };
  const parameters = [{ name: 'id', in: 'path', required: true }];
  const found = await resourcesOf({
    '/notes': { post: { responses: { 201: { description: 'ok', links } } } },
    '/notes/{id}': { parameters, get: { operationId: 'read', ...ok }, patch: ok, delete: ok },
    '/notes/{id}/text': { parameters, put: ok },
  });
  expect(found.map(describe)).toMatchObject([
    {
      foundBy: 'links',
      operations: {
        create: 'post /notes',
        read: 'get /notes/{id} by path id',
        patch: 'patch /notes/{id} by path id',
        delete: 'delete /notes/{id} by path id',
      },
    },
  ]);
});

test('a record may be read elsewhere than it is created, and be created in several ways', async () => {
  const toOrder = { read: { operationId: 'order', parameters: { id: '$response.body#/orderId' } } };
  const created = { responses: { 200: { description: 'ok', links: toOrder } } };
  const found = await resourcesOf({
    '/carts': { post: ok },
    '/carts/{id}': { get: ok },
    '/carts/{id}/orders': { post: created, get: ok },
    '/orders/{id}': { get: { operationId: 'order', parameters: [{ name: 'id', in: 'path' }], ...ok } },
    '/orders/{id}/copy': { post: created },
  });
  expect(found.map((resource) => [resource.path, recordPathOf(resource)])).toEqual([
    ['/carts/{id}/orders', '/orders/{id}'],
    ['/carts', '/carts/{id}'],
  ]);
  expect(found.map(({ operations }) => [...operations.keys()])).toEqual([
    ['create', 'read', 'list'],
    ['create', 'read'],
  ]);
});

test.each([
  ['below another one, if nothing else creates or lists them there', {}, ['/pets/{id}/toys']],
  ['not if they have a list of their own', { '/toys': { get: ok } }, []],
  ['not if they are created there', { '/toys': { post: ok } }, ['/toys']],
  [
    'elsewhere',
    { '/v1/pets/{id}/toys': { post: ok }, '/v1/toys/{toyId}': { get: ok } },
    ['/pets/{id}/toys', '/v1/pets/{id}/toys'],
  ],
])('records with a path of their own are created %s', async (_, more, wanted) => {
  const found = await resourcesOf({
    '/pets/{id}/toys': { post: ok, get: ok },
    '/toys/{toyId}': { get: ok, delete: ok },
    ...more,
  });
  expect(found.map(({ path }) => path)).toEqual(wanted);
});

test('records below another one are read there rather than at a path of their own', async () => {
  const found = await resourcesOf({
    '/pets/{id}/toys': { post: ok },
    '/pets/{id}/toys/{toyId}': { get: ok },
    '/toys/{toyId}': { get: ok },
  });
  expect(found.map((resource) => describe(resource).operations['read'])).toEqual([
    'get /pets/{id}/toys/{toyId} by path toyId',
  ]);
});

test('paths determine them if there are no links', async () => {
  const found = await resourcesOf({
    '/pets': { post: ok, get: ok },
    '/pets/{id}': { get: ok, patch: ok },
    '/pets/{id}/toys': { post: ok },
    '/pets/{id}/toys/{toy}': { get: ok },
    '/search': { post: ok },
    '/fixed': { get: ok },
    '/fixed/{id}': { get: ok },
  });
  expect(found.map(describe)).toMatchObject([
    {
      path: '/pets',
      foundBy: 'paths',
      operations: {
        create: 'post /pets',
        read: 'get /pets/{id} by path id',
        patch: 'patch /pets/{id} by path id',
        list: 'get /pets',
      },
    },
    { path: '/pets/{id}/toys', operations: { read: 'get /pets/{id}/toys/{toy} by path toy' } },
  ]);
});

test.each<[parameter: string, properties: string[], id: string | undefined]>([
  ['petId', ['name', 'id'], 'id'],
  ['petId', ['pet_id', 'id'], 'pet_id'],
  ['id', ['Id'], 'Id'],
  ['slug', ['slug', 'name'], 'slug'],
  ['x', ['uuid', 'name'], 'uuid'],
  ['x', ['petId', 'name'], 'petId'],
  ['x', ['title'], undefined],
])('by {%s}, records with %j have the id %s', (name, properties, id) => {
  const read = { action: 'read', id: { in: 'path', name } } as never;
  const resource = {
    path: '/pets',
    operations: new Map([['read', read]]),
    idInResponse: undefined,
    foundBy: 'paths',
  } as Resource;
  expect(findIdProperty(resource, properties)).toBe(id);
});

test.each<[expression: unknown, value: unknown]>([
  ['$url', 'http://a/b'],
  ['$method', 'POST'],
  ['$statusCode', 201],
  ['$request.path.id', 7],
  ['$request.query.q', 'x'],
  ['$request.header.X-Trace', 'abc'],
  ['$request.body#/a/0', 1],
  ['$request.body', { a: [1] }],
  ['$response.body#/Value/Id', 5],
  ['$response.header.Location', '/things/5'],
  ['$response.body#/nothing', undefined],
  ['/things/{$response.body#/Value/Id}?q={$request.query.q}', '/things/5?q=x'],
  [
    { Id: '$response.body#/Value/Id', fixed: 1 },
    { Id: 5, fixed: 1 },
  ],
  ['$nothing', '$nothing'],
  [42, 42],
])('%j evaluates to %j', (expression, value) => {
  const exchange = {
    url: 'http://a/b',
    method: 'POST',
    path: { id: 7 },
    query: { q: 'x' },
    headers: { 'x-trace': 'abc' },
    body: { a: [1] },
    status: 201,
    responseHeaders: { location: '/things/5' },
    responseBody: { Value: { Id: 5 } },
  };
  expect(evaluate(expression, exchange)).toEqual(value);
});
