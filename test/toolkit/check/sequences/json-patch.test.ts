/** A PATCH of `application/json-patch+json`, or of JSON that has its operations, whose schema says nothing of the records that it changes. */
import { expect, test } from '@jest/globals';
import { check, contractOf, type Handler } from '../with-server.ts';

const json = (schema: object, type = 'application/json') => ({ content: { [type]: { schema } } });
const label = { type: 'string', minLength: 1, maxLength: 20 };
const lamp = {
  type: 'object',
  required: ['id', 'label'],
  properties: { id: { type: 'integer', readOnly: true }, label },
};
const step = {
  type: 'object',
  required: ['op', 'path'],
  properties: { op: { enum: ['add', 'remove', 'replace', 'test'] }, path: { type: 'string' }, value: {} },
};
const responses = (status: number, refusals: number[]) => ({
  [status]: { description: 'ok', ...json(lamp) },
  ...Object.fromEntries(refusals.map((refusal) => [refusal, { description: 'refused' }])),
});
const patchType = 'application/json-patch+json';
const contractWith = (type: string) =>
  contractOf({
    '/lamps': {
      post: {
        operationId: 'add',
        requestBody: { required: true, ...json(lamp) },
        responses: responses(201, [400, 415]),
      },
    },
    '/lamps/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } }],
      get: { operationId: 'read', responses: responses(200, [400, 404]) },
      patch: {
        operationId: 'patch',
        requestBody: { required: true, ...json({ type: 'array', items: step }, type) },
        responses: responses(200, [400, 404, 415, 422]),
      },
    },
  });

/** Knows one property. What isn't `add` or `replace` of it can't be applied, and what isn't a patch is malformed. */
function server(isStored: boolean, patchedBy: string): Handler {
  const all = new Map<string, object>();
  const isLabel = (value: unknown) => typeof value === 'string' && value !== '' && [...value].length <= 20;
  return ({ method, path, text, headers }) => {
    const [, , id] = path.split('/');
    const allow = id === undefined ? 'POST' : 'GET, PATCH';
    if (!allow.includes(method)) return { status: 405, headers: { allow } };
    if (id !== undefined && !/^[1-9]\d*(\.0)?$/.test(id)) return { status: 400 };
    if (method === 'GET') return all.has(`${id}`) ? { body: all.get(`${id}`) } : { status: 404 };
    if (text === '') return { status: 400 };
    const type = id === undefined ? 'application/json' : patchedBy;
    if (!headers['content-type']?.startsWith(type)) return { status: 415 };
    const body = parsed(text) as Record<string, unknown> | Record<string, unknown>[] | undefined;
    if (id === undefined) {
      const { label: given, ...others } = { ...body } as Record<string, unknown>;
      if (Array.isArray(body) || !isLabel(given) || 'id' in others) return { status: 400 };
      const created = { id: all.size + 1, label: given };
      all.set(`${created.id}`, created);
      return { status: 201, body: created };
    }
    const isStep = (one: Record<string, unknown> | null) =>
      typeof one?.['path'] === 'string' && /^(add|re.*|test)$/.test(`${one?.['op']}`);
    if (!Array.isArray(body) || !body.every(isStep)) return { status: 400 };
    if (!all.has(id)) return { status: 404 };
    const canApply = ({ op, path: at, value }: Record<string, unknown>) =>
      (op === 'add' || op === 'replace') && at === '/label' && isLabel(value);
    if (!body.every(canApply)) return { status: 422 };
    if (isStored) for (const one of body) all.set(id, { ...all.get(id), label: one['value'] });
    return { body: all.get(id) };
  };
}

function parsed(text: string): unknown {
  try {
    return text.includes('\ufffd') ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

test.each([
  [true, patchType, []],
  [false, patchType, ['not-read-back patch']],
  [true, 'application/json', []],
])('a JSON Patch whose values are stored: %p, as %s', async (isStored, type, found) => {
  const { findings, coverage } = await check(await contractWith(type), server(isStored, type), { cases: 20 });
  expect(findings.map(({ rule, operations: [operation] }) => `${rule} ${operation}`)).toEqual(found);
  expect(coverage.operations.filter(({ succeeded }) => !succeeded)).toEqual([]);
});
