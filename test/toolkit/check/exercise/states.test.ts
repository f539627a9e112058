/** Servers whose records stay, in another state, and whose values name what only the contract's examples tell. */
import { expect, test } from '@jest/globals';
import { check, contractOf, type Handler } from '../with-server.ts';

const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer' } };
const line = {
  type: 'object',
  required: ['sku', 'count'],
  properties: { sku: { type: 'string', example: 'TEA-1', minLength: 5, maxLength: 5 }, count: { type: 'integer' } },
};
const input = {
  type: 'object',
  required: ['lines'],
  properties: { lines: { type: 'array', minItems: 1, maxItems: 3, items: line }, note: { type: 'string' } },
};
const state = { type: 'string', enum: ['open', 'paid', 'closed'] };
const order = { ...input, properties: { ...input.properties, id: { type: 'integer' }, state } };
const responses = (status: number) => ({
  [status]: { description: 'Ok.', ...json(order) },
  default: { description: 'No.' },
});
const paths = {
  '/orders': {
    post: { operationId: 'place', requestBody: { required: true, ...json(input) }, responses: responses(201) },
  },
  '/orders/{id}': {
    parameters: [id],
    get: { operationId: 'read', responses: responses(200) },
    delete: { operationId: 'close', responses: responses(200) },
  },
  '/orders/{id}/state': {
    parameters: [id],
    put: {
      operationId: 'move',
      requestBody: { required: true, ...json({ type: 'object', required: ['state'], properties: { state } }) },
      responses: responses(200),
    },
  },
};

/** @param closes whether a DELETE does anything */
function server(closes = true): Handler {
  const orders = new Map<string, Record<string, unknown>>();
  return ({ method, path, text }) => {
    const [, , key = '', part] = path.split('/');
    let body: Record<string, unknown> = {};
    try {
      if (text) body = JSON.parse(text) ?? {};
    } catch {
      return { status: 400 };
    }
    if (key === '') {
      const lines = Array.isArray(body['lines']) ? body['lines'] : [];
      if (method !== 'POST' || lines.length === 0) return { status: 400 };
      if (lines.some((one) => one?.sku !== 'TEA-1')) return { status: 422 };
      const made = { ...body, id: orders.size + 1, state: 'open' };
      orders.set(String(made.id), made);
      return { status: 201, body: made };
    }
    const found = orders.get(key);
    if (!found) return { status: 404 };
    if (method === 'PUT' && part) {
      if (found['state'] !== 'open' || body['state'] !== 'paid') return { status: 409 };
      found['state'] = 'paid';
    } else if (method === 'DELETE' && closes) found['state'] = 'closed';
    return { body: found };
  };
}

const told = async (handler: Handler) => {
  const { findings } = await check(await contractOf(paths), handler);
  return findings
    .filter(({ rule }) => rule === 'valid-refused' || rule === 'not-deleted')
    .map(({ message }) => message);
};

test('a closed record, a transition that is refused and a value of an example are no findings', async () => {
  expect(await told(server())).toEqual([]);
});

test('a record that a DELETE leaves as it was is a finding', async () => {
  expect(await told(server(false))).toContain('close: read responds with 200 for a record that was deleted');
});

test('a PATCH that requires If-Match is sent for any entity tag', async () => {
  const precondition = { name: 'If-Match', in: 'header', required: true, schema: { type: 'string' } };
  const patch = {
    operationId: 'change',
    parameters: [precondition],
    requestBody: { required: true, ...json({ type: 'object', properties: { note: { type: 'string' } } }) },
    responses: responses(200),
  };
  const contract = await contractOf({ ...paths, '/orders/{id}': { ...paths['/orders/{id}'], patch } });
  const orders = server();
  const { coverage } = await check(contract, (request) => {
    if (request.method === 'PATCH' && request.headers['if-match'] !== '*') return { status: 412 };
    return orders(request);
  });
  expect(coverage.operations.find(({ operationId }) => operationId === 'change')?.succeeded).toBe(true);
});

test('what a PUT makes below a record is missing until then', async () => {
  const body = {
    required: true,
    ...json({ type: 'object', required: ['url'], properties: { url: { type: 'string' } } }),
  };
  const found = { 404: { description: 'None.' }, default: { description: 'No.' } };
  const shape = { type: 'object', properties: { id: { type: 'integer' } } };
  const contract = await contractOf({
    '/articles': { post: { operationId: 'write', responses: { 201: { description: 'Ok.', ...json(shape) } } } },
    '/articles/{id}': {
      parameters: [id],
      get: { operationId: 'read', responses: { 200: { description: 'Ok.', ...json(shape) }, ...found } },
    },
    '/articles/{id}/cover': {
      parameters: [id],
      get: { operationId: 'look', responses: { 200: { description: 'Ok.', ...json(shape) }, ...found } },
      put: { operationId: 'cover', requestBody: body, responses: { 204: { description: 'Ok.' }, ...found } },
    },
  });
  const articles = new Set<string>();
  const respond =
    (putStatus: number): Handler =>
    ({ method, path, text }) => {
      const [, , key = '', part] = path.split('/');
      if (key === '' && method === 'POST') {
        articles.add(String(articles.size + 1));
        return { status: 201, body: { id: articles.size } };
      }
      if (!articles.has(key)) return { status: 404 };
      if (part === undefined) return { body: { id: Number(key) } };
      if (method !== 'PUT') return { status: 404 };
      try {
        return { status: typeof JSON.parse(text).url === 'string' ? putStatus : 400 };
      } catch {
        return { status: 400 };
      }
    };
  const refused = async (handler: Handler) => {
    const { findings } = await check(contract, handler);
    return findings.filter(({ rule }) => rule === 'valid-refused').map(({ operations }) => operations[0]);
  };
  expect(await refused(respond(204))).toEqual([]);
  expect(await refused(respond(404))).toEqual(['cover']);
});
