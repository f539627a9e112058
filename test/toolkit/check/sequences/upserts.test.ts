import { expect, test } from '@jest/globals';
import { check, contractOf } from '../with-server.ts';

const content = { 'application/json': { schema: { type: 'object', properties: { key: { type: 'integer' } } } } };
const declared = (status: number) => ({ [status]: { description: 'Ok.' }, '4XX': { description: 'No.' } });
const key = { name: 'key', in: 'path', required: true, schema: { type: 'integer', minimum: 1, maximum: 9999 } };

test('records that a PUT has created are deleted at the end, where they could not be before', async () => {
  const contract = await contractOf({
    '/notes': { post: { operationId: 'create', responses: declared(201) } },
    '/notes/{key}': {
      parameters: [key],
      get: { operationId: 'read', responses: { 200: { description: 'It.', content }, ...declared(404) } },
      put: { operationId: 'write', requestBody: { required: true, content }, responses: declared(201) },
      delete: { operationId: 'remove', responses: declared(204) },
    },
  });
  const notes = new Set<string>();
  const read = new Set<string>();
  const put = new Set<string>();
  const refused = new Set<string>();
  const { findings } = await check(contract, ({ method, path, text }) => {
    const [, , name = ''] = path.split('/');
    if (method === 'POST' || !/^[1-9]\d{0,3}$/.test(name)) return { status: 400 };
    if (method === 'PUT') {
      if (!/^\{.*\}$/.test(text)) return { status: 400 };
      notes.add(name);
      if (read.delete(name)) put.add(name);
      return { status: 201 };
    }
    read.clear();
    if (method === 'GET') read.add(name);
    if (!notes.has(name)) return { status: 404 };
    if (method === 'GET') return { body: { key: Number(name) } };
    if (refused.has(name)) notes.delete(name);
    else refused.add(name);
    return { status: notes.has(name) ? 409 : 204 };
  });
  expect(findings.filter(({ rule }) => rule === 'not-created')).toEqual([]);
  expect([...put].map((name) => [refused.has(name), notes.has(name)])).toEqual([
    [true, false],
    [true, false],
  ]);
});

test.each<[name: string, mark: object, wanted: string[]]>([
  ['none', {}, ['not-deleted']],
  ['a mark', { deletedAt: '2026-01-01' }, []],
])('a record that a PUT has created and that is still read after its DELETE has %s', async (_name, mark, wanted) => {
  const notes = new Map<string, object>();
  const contract = await contractOf({
    '/notes': { post: { operationId: 'create', responses: declared(201) } },
    '/notes/{key}': {
      parameters: [key],
      get: { operationId: 'read', responses: { 200: { description: 'It.', content }, ...declared(404) } },
      put: { operationId: 'write', requestBody: { required: true, content }, responses: declared(201) },
      delete: { operationId: 'remove', responses: declared(204) },
    },
  });
  const { findings } = await check(contract, ({ method, path, text }) => {
    const [, , name = ''] = path.split('/');
    if (method === 'POST' || !/^[1-9]\d{0,3}$/.test(name)) return { status: 400 };
    if (method === 'PUT' && !/^\{.*\}$/.test(text)) return { status: 400 };
    if (method === 'PUT') notes.set(name, {});
    const note = notes.get(name);
    if (!note) return { status: 404 };
    if (method === 'DELETE') notes.set(name, mark);
    return method === 'GET' ? { body: { key: Number(name), ...note } } : { status: method === 'PUT' ? 201 : 204 };
  });
  expect(findings.map(({ rule }) => rule).filter((rule) => rule === 'not-deleted')).toEqual(wanted);
});

/** The id is in the path and in lists alone. */
const item = {
  type: 'object',
  required: ['name'],
  properties: { name: { type: 'string', minLength: 1, maxLength: 20 } },
};
const listed = { type: 'object', required: ['item-key'], properties: { 'item-key': { type: 'string' }, name: {} } };
const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const itemKey = {
  name: 'item-key',
  in: 'path',
  required: true,
  schema: { type: 'string', pattern: '^[a-z][a-z0-9]{1,30}$' },
};

test.each<[what: string, isStored: boolean, isListed: boolean, wanted: string[], status: number]>([
  ['kept and listed', true, true, [], 201],
  ['kept and listed, without a word that it is new', true, true, [], 204],
  ['not kept', false, true, ['not-created'], 201],
  ['not kept, without a word that it is new', false, true, ['not-created'], 204],
  ['not listed', true, false, ['not-listed'], 201],
])('a record that a PUT has created and that has no id is %s', async (_what, isStored, isListed, wanted, status) => {
  const items = new Map<string, object>();
  const contract = await contractOf({
    '/items': {
      get: {
        operationId: 'list',
        responses: { ...declared(200), 200: { description: 'All.', ...json({ type: 'array', items: listed }) } },
      },
    },
    '/items/{item-key}': {
      parameters: [itemKey],
      get: { operationId: 'read', responses: { ...declared(404), 200: { description: 'It.', ...json(item) } } },
      put: { operationId: 'write', requestBody: { required: true, ...json(item) }, responses: declared(status) },
    },
  });
  const { findings } = await check(contract, ({ method, path, text }) => {
    const [, , name] = path.split('/');
    const all = [...items].slice(0, isListed ? undefined : 1).map(([one, body]) => ({ 'item-key': one, ...body }));
    if (method !== 'GET' && (method !== 'PUT' || name === undefined)) return { status: 405 };
    if (name === undefined) return { body: all };
    if (!/^[a-z][a-z0-9]{1,30}$/.test(name)) return { status: 400 };
    if (method === 'GET') return items.has(name) ? { body: items.get(name) } : { status: 404 };
    const { name: given } = (parsed(text) ?? {}) as { name?: unknown };
    if (typeof given !== 'string' || given === '' || [...given].length > 20) return { status: 400 };
    if (isStored) items.set(name, { name: given });
    return { status };
  });
  const codes = ['not-created', 'not-listed', 'valid-refused', 'not-read-back'];
  expect(findings.map(({ rule }) => rule).filter((rule) => codes.includes(rule))).toEqual(wanted);
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
