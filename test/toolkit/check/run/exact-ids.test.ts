import { expect, test } from '@jest/globals';
import { check, contractOf, type Handler } from '../with-server.ts';

const thing = {
  type: 'object',
  required: ['id', 'name'],
  properties: {
    id: { type: 'integer', format: 'int64', minimum: 1, readOnly: true },
    name: { type: 'string', minLength: 1, maxLength: 40 },
  },
};
const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const responses = (status: number, schema?: object) => ({
  [status]: { description: 'ok', ...(schema && json(schema)) },
  400: { description: 'invalid' },
  404: { description: 'missing' },
  415: { description: 'media type' },
});
const paths = {
  '/things': {
    get: { operationId: 'list', responses: responses(200, { type: 'array', items: thing }) },
    post: { operationId: 'create', requestBody: { required: true, ...json(thing) }, responses: responses(201, thing) },
  },
  '/things/{id}': {
    parameters: [{ name: 'id', in: 'path', required: true, schema: thing.properties.id }],
    get: { operationId: 'read', responses: responses(200, thing) },
    delete: { operationId: 'remove', responses: responses(204) },
  },
};

/** A server whose ids begin at a number; it takes ids for texts of digits, as a database with 64 bits does. */
function server(first: bigint, isInBody = true): Handler {
  const all = new Map<string, string>();
  let next = first;
  return ({ method, path, text, headers }) => {
    const [, , id] = path.split('/');
    if (id !== undefined) {
      if (method !== 'GET' && method !== 'DELETE') return { status: 405, headers: { allow: 'GET, DELETE' } };
      if (!/^[1-9]\d{0,18}$/.test(id)) return { status: 400 };
      if (!all.has(id)) return { status: 404 };
      if (method === 'GET') return { body: all.get(id) };
      all.delete(id);
      return { status: 204 };
    }
    if (method === 'GET') return { body: `[${[...all.values()].join()}]` };
    if (method !== 'POST') return { status: 405, headers: { allow: 'GET, POST' } };
    if (!headers['content-type']?.startsWith('application/json')) return { status: 415 };
    const name = nameIn(text);
    if (name === undefined) return { status: 400 };
    const created = `{"id":${next},"name":${JSON.stringify(name)}}`;
    all.set(String(next++), created);
    if (!isInBody) return { status: 201, headers: { location: `/things/${next - 1n}` } };
    return { status: 201, body: created };
  };
}

function nameIn(text: string): string | undefined {
  try {
    const { name, ...others } = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(text)));
    const isName = typeof name === 'string' && name.length > 0 && [...name].length <= 40 && !name.includes('\ufffd');
    return isName && !('id' in others) ? name : undefined;
  } catch {
    return undefined;
  }
}

test.each([[1n], [2n ** 53n - 3n], [1881600000000000001n], [2n ** 63n - 1000n]])(
  'ids from %p on keep their digits from a response into a path',
  async (first) => {
    const { findings, coverage } = await check(await contractOf(paths), server(first));
    expect(findings.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([]);
    expect(coverage.operations.filter(({ succeeded }) => !succeeded)).toEqual([]);
  },
);

test('an id that only Location has keeps its digits', async () => {
  const { post } = paths['/things'];
  const contract = await contractOf({
    ...paths,
    '/things': { ...paths['/things'], post: { ...post, responses: responses(201) } },
  });
  const { findings, coverage } = await check(contract, server(2n ** 63n - 1000n, false));
  expect(findings.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([]);
  expect(coverage.operations.filter(({ succeeded }) => !succeeded)).toEqual([]);
});
