import { expect, test } from '@jest/globals';
import { validCases } from '../../../../src/toolkit/check/cases/valid.ts';
import { Plan } from '../../../../src/toolkit/check/plan/plan.ts';
import { check, contractOf, type Handler } from '../with-server.ts';

const sizes = Object.fromEntries(
  Array.from({ length: 20 }, (_, index) => [`size${index}`, { type: 'integer', minimum: 1, maximum: 90 }]),
);
const names = Object.fromEntries(
  Array.from({ length: 20 }, (_, index) => [`name${index}`, { type: 'string', maxLength: 12 }]),
);
const number = { type: 'integer', minimum: 1, maximum: 9999 };
const properties = { ...sizes, ...names, number, kind: { enum: ['a', 'b', 'c', 'd'] } };
const item = { type: 'object', additionalProperties: false, properties };
const record = { type: 'object', required: ['id'], properties: { id: { type: 'integer' }, ...properties } };
const json = (schema: object) => ({ description: '', content: { 'application/json': { schema } } });
const contract = contractOf({
  '/items': {
    post: {
      operationId: 'create',
      requestBody: { required: true, ...json(item) },
      responses: { 201: json(record), 400: json({}), 409: json({}) },
    },
  },
  '/items/{id}': {
    get: {
      operationId: 'read',
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
      responses: { 200: json(record), 404: json({}), 400: json({}) },
    },
  },
});

/** A correct server, but for what it refuses, and what it keeps. */
function server(
  isRefused: (item: Record<string, unknown>) => boolean,
  kept: (item: Record<string, unknown>) => object,
): Handler {
  const items: object[] = [];
  return ({ method, path, headers, text }) => {
    const allow = path === '/items' ? 'POST' : 'GET';
    if (method !== allow) return { status: 405, headers: { allow } };
    const [, id] = /^\/items\/(-?\d+)$/.exec(path) ?? [];
    if (id !== undefined) return items[Number(id)] ? { body: items[Number(id)] } : { status: 404, body: {} };
    if (path !== '/items') return { status: 400, body: {} };
    if (headers['content-type'] !== 'application/json') return { status: 415 };
    const body = parse(text);
    if (!body || !isValid(body) || isRefused(body)) return { status: 400, body: {} };
    items.push({ id: items.length, ...kept(body) });
    return { status: 201, body: items.at(-1) };
  };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isValid(body: unknown): boolean {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return false;
  return Object.entries(body).every(([name, value]) => {
    if (name === 'kind') return ['a', 'b', 'c', 'd'].includes(value);
    if (!Object.hasOwn(properties, name)) return false;
    if (name.startsWith('name')) return typeof value === 'string' && [...value].length <= 12;
    return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= (name === 'number' ? 9999 : 90);
  });
}

async function reported(handler: Handler): Promise<string[]> {
  const { findings } = await check(await contract, handler);
  return findings.filter(({ severity }) => severity === 'error').map(({ message }) => message);
}

test('a correct server is sent several values at edges in a request', async () => {
  let creates = 0;
  const correct = server(
    () => false,
    (body) => body,
  );
  const counted: Handler = async (request) => {
    const response = await correct(request);
    if (response?.status === 201) creates++;
    return response;
  };
  expect(await reported(counted)).toEqual([]);
  const plan = new Plan(await contract);
  const [create] = plan.operations.map((operation) => [...validCases(plan.tested(operation))].length);
  expect(create).toBeGreaterThan(3 * creates);
});

test('a value that is refused is reported, and only that', async () => {
  const handler = server(
    ({ size7 }) => size7 === 90,
    (body) => body,
  );
  expect(await reported(handler)).toEqual(['create refuses a valid request with 400: body/size7 is 90']);
});

test('a value that is not kept is reported, and only that', async () => {
  const cut = (body: Record<string, unknown>) =>
    'name9' in body ? { ...body, name9: String(body['name9']).slice(0, 11) } : body;
  expect(await reported(server(() => false, cut))).toEqual([
    'create: read reads name9 "stringstrin" where "stringstring" was written',
  ]);
});

test('two values that are only refused together are not reported', async () => {
  const handler = server(
    ({ size3, size4 }) => size3 === 90 && size4 === 90,
    (body) => body,
  );
  expect(await reported(handler)).toEqual([]);
});

test('a failure of two values together is reported', async () => {
  const handler = server(
    () => false,
    (body) => body,
  );
  const failing: Handler = (request) =>
    /"size3":90,"size4":90/.test(request.text) ? { status: 500, body: {} } : handler(request);
  expect(await reported(failing)).toEqual(['create responds with 500 to a request that it had to accept or refuse']);
});

test.each([
  ['an empty text', (name: unknown) => name === ''],
  ['what is left out', (name: unknown) => name === undefined],
])('%s that is taken for the value of another property is reported', async (_title, isEmpty) => {
  const kept = (body: Record<string, unknown>) => (isEmpty(body['name5']) ? { ...body, name4: 'none' } : body);
  const messages = await reported(server(() => false, kept));
  expect(messages.length).toBeGreaterThan(0);
  for (const message of messages) expect(message).toMatch(/ name4 "none" where "string" was written/);
});

test('a property that is empty and shows another one is reported', async () => {
  const kept = (body: Record<string, unknown>) =>
    body['name5'] === '' ? { ...body, name5: body['name4'] ?? '' } : body;
  expect(await reported(server(() => false, kept))).toEqual(['create: read reads name5 "string" where "" was written']);
});

test('a number that is allowed once and not kept is reported', async () => {
  const used = new Set<unknown>();
  const kept = (body: Record<string, unknown>) => (body['number'] === 9999 ? { ...body, number: 9998 } : body);
  const stored = server(() => false, kept);
  const handler: Handler = (request) => {
    const body = request.method === 'POST' && request.path === '/items' ? parse(request.text) : undefined;
    const value = body && isValid(body) ? body['number'] : undefined;
    if (value !== undefined && used.has(value)) return { status: 409, body: {} };
    used.add(value);
    return stored(request);
  };
  expect(await reported(handler)).toEqual(['create: read reads number 9998 where 9999 was written']);
});

test('a record whose id is a number of its body by chance is read', async () => {
  const stored = server(
    () => false,
    (body) => body,
  );
  const moved = new Map<string, object>();
  const handler: Handler = async (request) => {
    const { name9, size0 } = parse(request.text) ?? {};
    const [, id] = /^\/items\/(\d+)$/.exec(request.path) ?? [];
    if (request.method === 'GET' && moved.has(id ?? '')) return { body: moved.get(id ?? '') };
    const response = await stored(request);
    if (response?.status !== 201 || name9 !== 'stringstring') return response;
    const body = { ...(response.body as object), id: size0 ?? 77, name9: 'stringstrin' };
    moved.set(String(body.id), body);
    return { status: 201, body };
  };
  expect(await reported(handler)).toEqual(['create: read reads name9 "stringstrin" where "stringstring" was written']);
});

test('the values of a record that cannot be read are sent one by one', async () => {
  const alone: unknown[] = [];
  const stored = server(
    () => false,
    (body) => body,
  );
  const handler: Handler = async (request) => {
    const { name4, name5, name6 } = parse(request.text) ?? {};
    if (name5 === '' && name4 === 'string' && name6 === 'string') alone.push(name5);
    const response = await stored(request);
    const isUnread = request.method === 'GET' && (response?.body as { name5?: unknown })?.name5 === '';
    return isUnread ? { status: 404, body: {} } : response;
  };
  await check(await contract, handler);
  expect(alone).not.toEqual([]);
});
