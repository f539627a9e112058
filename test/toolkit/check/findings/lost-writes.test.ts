/** A write that stores nothing is one finding, with short requests; so is a request that is refused whatever differs in it. */
import { expect, test } from '@jest/globals';
import { check, contractOf, type TestRequest, type TestResponse } from '../with-server.ts';

const fields = { text: { type: 'string', minLength: 1, maxLength: 1000 }, done: { type: 'boolean' } };
const input = { type: 'object', required: ['text', 'done'], properties: fields, additionalProperties: false };
const record = { ...input, properties: { id: { type: 'integer' }, ...fields }, required: ['id', 'text', 'done'] };
const json = (schema: object) => ({ 'application/json': { schema } });
const found = { 200: { description: 'it', content: json(record) } };
const no = { 400: { description: 'no' }, 404: { description: 'none' } };
const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: 1, maximum: 1000 } };
const body = (schema: object) => ({ required: true, content: json(schema) });
const example = { text: 'Buy milk', done: false };
const contract = await contractOf({
  '/notes': {
    post: {
      operationId: 'createNote',
      requestBody: {
        required: true,
        content: { 'application/json': { schema: input, examples: { milk: { value: example } } } },
      },
      responses: { 201: { description: 'it', content: json(record) }, 400: { description: 'no' } },
    },
  },
  '/notes/{id}': {
    parameters: [id],
    get: { operationId: 'getNote', responses: { ...found, ...no } },
    put: { operationId: 'replaceNote', requestBody: body(input), responses: { ...found, ...no } },
    patch: {
      operationId: 'patchNote',
      requestBody: body({ type: 'object', properties: fields, additionalProperties: false }),
      responses: { ...found, ...no },
    },
  },
});

interface Faults {
  /** What of a write is stored. */
  readonly stored?: (action: 'PUT' | 'PATCH', fields: object) => object;
  readonly refuses?: (text: string) => boolean;
}

function notes({ stored = (_action, sent) => sent, refuses = () => false }: Faults) {
  const all = new Map<number, object>();
  let last = 0;
  const isValid = (sent: Record<string, unknown>, isWhole: boolean) =>
    Object.keys(sent).every((name) => name in fields) &&
    (sent['text'] === undefined ? !isWhole : typeof sent['text'] === 'string' && /^.{1,1000}$/su.test(sent['text'])) &&
    (sent['done'] === undefined ? !isWhole : typeof sent['done'] === 'boolean');
  return ({ method, path, text, headers }: TestRequest): TestResponse => {
    const [, own] = /^\/notes\/(\d+)$/.exec(path) ?? [];
    const note = all.get(Number(own));
    if (path !== '/notes' && (own === undefined || Number(own) < 1 || Number(own) > 1000)) return { status: 400 };
    const methods = path === '/notes' ? ['POST'] : ['GET', 'PUT', 'PATCH'];
    if (!methods.includes(method)) return { status: 405, headers: { allow: methods.join(', ') } };
    if (method !== 'POST' && !note) return { status: 404 };
    if (method === 'GET') return { body: note };
    if (headers['content-type'] !== 'application/json') return { status: 415 };
    // What isn't UTF-8.
    if (text.includes('\uFFFD')) return { status: 400 };
    let sent: Record<string, unknown>;
    try {
      sent = JSON.parse(text);
    } catch {
      return { status: 400 };
    }
    if (sent === null || typeof sent !== 'object' || Array.isArray(sent)) return { status: 400 };
    if (!isValid(sent, method !== 'PATCH')) return { status: 400 };
    if (method === 'POST') {
      if (refuses(String(sent['text']))) return { status: 400 };
      all.set(++last, { id: last, ...sent });
      return { status: 201, body: all.get(last) };
    }
    all.set(Number(own), { ...note, ...stored(method as 'PUT' | 'PATCH', sent) });
    return { body: { ...note, ...sent } };
  };
}

test.each<[what: string, faults: Faults, found: [rule: string, operationId: string][]]>([
  ['nothing is wrong', {}, []],
  [
    'a PUT stores nothing',
    { stored: (action, sent) => (action === 'PUT' ? {} : sent) },
    [['not-read-back', 'replaceNote']],
  ],
  [
    'a PATCH stores nothing',
    { stored: (action, sent) => (action === 'PATCH' ? {} : sent) },
    [['not-read-back', 'patchNote']],
  ],
  [
    'a PUT stores one field of two',
    { stored: (action, sent) => (action === 'PUT' ? { ...sent, done: false } : sent) },
    [['not-read-back', 'replaceNote']],
  ],
  [
    'what the contract has as its example is refused',
    { refuses: (text) => text.length > 3 },
    [['valid-refused', 'createNote']],
  ],
])('%s', async (_what, faults, wanted) => {
  const { findings } = await check(contract, notes(faults));
  expect(findings.map(({ rule, operations }) => [rule, operations[0]])).toEqual(wanted);
});

test('the requests of a finding are the smallest that show it, and its message says that nothing was stored', async () => {
  const { findings } = await check(contract, notes({ stored: () => ({}) }));
  const [finding] = findings.filter(({ operations }) => operations[0] === 'replaceNote');
  expect(finding?.message).toMatch(/getNote after it was replaced reads .* nothing is stored of text, done$/);
  expect(finding?.steps.map(({ request }) => request.body?.length ?? 0)).toEqual([
    expect.any(Number),
    '{"text":"x","done":false}'.length,
    0,
  ]);
});

const text = { type: 'string', minLength: 1 };
const names = { type: 'object', properties: { first: text, middle: text, last: text, title: text } };
const resource = {
  type: 'object',
  required: ['data'],
  properties: {
    data: {
      type: 'object',
      required: ['type', 'attributes'],
      properties: { id: text, type: { const: 'people' }, attributes: names },
    },
  },
};

test.each<[what: string, schema: object, recordOf: (sent: { data?: object }, id: string) => object, told: RegExp]>([
  [
    'fields',
    { ...names, properties: { id: { ...text, readOnly: true }, ...names.properties } },
    (sent, id) => ({ ...sent, id }),
    /read after a patch reads .* nothing is stored of \w+, \w+/,
  ],
  [
    'attributes',
    resource,
    ({ data }, id) => ({ data: { ...data, id } }),
    /read after a patch of attributes reads .* nothing is stored of \w+, \w+/,
  ],
])('a PATCH that stores nothing of several %s is told once', async (_what, schema, recordOf, told) => {
  const all = new Map<string, object>();
  const responses = (status: number) => ({ [status]: { description: '', content: json(schema) } });
  const people = await contractOf({
    '/people': { post: { operationId: 'create', requestBody: body(schema), responses: responses(201) } },
    '/people/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: text }],
      get: { operationId: 'read', responses: responses(200) },
      patch: { operationId: 'patch', requestBody: body(schema), responses: responses(200) },
    },
  });
  const { findings } = await check(people, ({ method, path, text: sent }) => {
    const id = path.split('/')[2] ?? `p${all.size}`;
    try {
      if (method === 'POST') all.set(id, recordOf(JSON.parse(sent), id));
    } catch {
      return { status: 400 };
    }
    return all.has(id) ? { status: method === 'POST' ? 201 : 200, body: all.get(id) } : { status: 404 };
  });
  const lost = findings.filter(({ rule }) => rule === 'not-read-back');
  expect(lost.map(({ message }) => message)).toEqual([expect.stringMatching(told)]);
});
