/** Conditional requests: a record's tag changes with it, and a condition that doesn't hold is refused as the contract says. */
import { expect, test } from '@jest/globals';
import { runChecks } from '../../../src/index.ts';
import { createMock } from '../../../src/mock.ts';
import { contractOf as checkedContract } from '../check/with-server.ts';
import { type Ask, withMock } from './with-mock.ts';

const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const book = {
  type: 'object',
  required: ['id', 'title'],
  properties: { id: { type: 'integer', readOnly: true }, title: { type: 'string' } },
};
const etag = (schema: object = { type: 'string' }) => ({ headers: { ETag: { schema } } });
const none = { description: 'none' };
const condition = (name: string, required = false) => ({ name, in: 'header', required, schema: { type: 'string' } });
const failures = (...statuses: number[]) => Object.fromEntries(statuses.map((status) => [status, none]));
const one = (more: object = {}) => ({ description: 'ok', ...json(book), ...more });
const parameters = [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }];
const body = { requestBody: { required: true, ...json(book) } };

const contractOf = (path: object, more: object = {}) => ({
  openapi: '3.1.1',
  info: { title: 'Books', version: '1' },
  paths: {
    '/books': {
      get: { responses: { 200: { description: 'all', ...json({ type: 'array', items: book }), ...etag() } } },
      post: { ...body, responses: { 201: one(etag()) } },
    },
    '/books/{id}': { parameters, ...path },
    ...more,
  },
});
const get = { get: { responses: { 200: one(etag()), ...failures(304, 400, 404) } } };
const put = (statuses: number[], ...conditions: object[]) => ({
  put: { ...body, parameters: conditions, responses: { 200: one(etag()), ...failures(404, ...statuses) } },
});
const patch = { patch: { ...body, responses: { 200: one(), ...failures(412, 404) } } };
const remove = {
  delete: { parameters: [condition('If-Match')], responses: { 204: none, ...failures(412, 428, 404) } },
};
const full = contractOf(
  { ...get, ...put([412, 428], condition('If-Match')), ...patch, ...remove },
  {
    '/settings': {
      get: { responses: { 200: one(etag()), 412: none } },
      put: { ...body, responses: { 200: one(), 412: none } },
    },
  },
);
const start = { records: 3 };

const tagOf = async (ask: Ask, path: string, headers = {}) =>
  (await ask('GET', path, undefined, headers)).headers.get('etag') ?? '';

test('a tag changes with the record, and is that of the response to the write', () =>
  withMock(full, start, async (ask) => {
    const [first, list] = [await tagOf(ask, '/books/1'), await tagOf(ask, '/books')];
    expect(first).toMatch(/^"[\da-f]{32}"$/);
    expect(await tagOf(ask, '/books/1')).toBe(first);
    expect(await tagOf(ask, '/books/2')).not.toBe(first);
    const written = await ask('PUT', '/books/1', { title: 'New' }, { 'if-match': first });
    expect(written.headers.get('etag')).toBe(await tagOf(ask, '/books/1'));
    expect([written.headers.get('etag'), await tagOf(ask, '/books')]).not.toEqual([first, list]);
    const created = await ask('POST', '/books', { title: 'Newer' });
    expect(created.headers.get('etag')).toBe(await tagOf(ask, `/books/${created.body.id}`));
  }));

type Row = readonly [method: string, path: string, headers: Record<string, string>, status: number];
test.each<Row>([
  ['GET', '/books/1', { 'if-none-match': 'TAG' }, 304],
  ['GET', '/books/1', { 'if-none-match': '"other", W/TAG' }, 304],
  ['GET', '/books/1', { 'if-none-match': '*' }, 304],
  ['HEAD', '/books/1', { 'if-none-match': 'TAG' }, 304],
  ['GET', '/books/1', { 'if-none-match': '"other"' }, 200],
  ['GET', '/books/77', { 'if-none-match': '*' }, 404],
  ['GET', '/books', { 'if-none-match': 'TAG' }, 304],
  ['PUT', '/books/1', { 'if-match': 'TAG' }, 200],
  ['PUT', '/books/1', { 'if-match': '*' }, 200],
  ['PUT', '/books/1', { 'if-match': '"x",TAG' }, 200],
  ['PUT', '/books/1', { 'if-match': 'W/TAG' }, 412],
  ['PUT', '/books/1', { 'if-match': '"other"' }, 412],
  ['PUT', '/books/1', { 'if-none-match': '*' }, 412],
  ['PUT', '/books/1', { 'if-none-match': 'W/TAG' }, 412],
  ['PUT', '/books/1', { 'if-match': 'BARE, x' }, 200],
  ['GET', '/settings', { 'if-match': '"other"' }, 412],
  ['GET', '/books', { 'if-match': '"other"' }, 200],
  ['PUT', '/books/1', {}, 428],
  ['PUT', '/books/77', {}, 404],
  ['PUT', '/books/77', { 'if-match': '"other"' }, 404],
  ['PATCH', '/books/1', {}, 200],
  ['PATCH', '/books/1', { 'if-match': '"other"' }, 412],
  ['DELETE', '/books/1', {}, 428],
  ['DELETE', '/books/1', { 'if-match': '"other"' }, 412],
  ['DELETE', '/books/1', { 'if-match': 'TAG' }, 204],
  ['GET', '/settings', { 'if-none-match': 'TAG' }, 304],
  ['PUT', '/settings', { 'if-match': '"other"' }, 412],
  ['PUT', '/settings', { 'if-match': 'TAG' }, 200],
])('%s %s, %j: %i', (method, path, headers, status) =>
  withMock(full, start, async (ask) => {
    const sent = method === 'PUT' || method === 'PATCH' ? { title: 'New' } : undefined;
    const tag = await tagOf(ask, path);
    const placed = Object.entries(headers).map(([name, value]) => [
      name,
      value.replace('TAG', tag).replace('BARE', tag.slice(1, -1)),
    ]);
    const response = await ask(method, path, sent, Object.fromEntries(placed));
    expect(response.status).toBe(status);
    if (status === 304) expect([response.headers.get('etag'), response.body]).toEqual([await tagOf(ask, path), '']);
  }),
);

test.each<[what: string, path: object, more: object, tag: RegExp, status: number]>([
  [
    'only the write has a condition',
    { get: { responses: { 200: one() } }, ...put([412], condition('If-Match')) },
    {},
    /^"/,
    412,
  ],
  [
    'an action has it',
    { get: { responses: { 200: one() } }, ...put([]) },
    {
      '/books/{id}/lend': {
        parameters,
        post: { parameters: [condition('If-Match')], responses: { 200: one(), 412: none } },
      },
    },
    /^"/,
    200,
  ],
  ['the contract has none', { get: { responses: { 200: one() } }, ...put([]) }, {}, /^$/, 200],
  [
    'a failure of the class',
    {
      ...get,
      ...put([]),
      ...{ put: { ...body, parameters: [condition('If-Match')], responses: { 200: one(), '4XX': none } } },
    },
    {},
    /^"/,
    412,
  ],
  [
    'a condition that a refusal of its own is for',
    { ...get, ...put([412, 428], condition('If-Match', true)) },
    {},
    /^"/,
    412,
  ],
  [
    'a GET with a condition',
    { get: { parameters: [condition('If-None-Match')], responses: { 200: one() } }, ...put([]) },
    {},
    /^"/,
    200,
  ],
  ['a GET that declares a 304', { get: { responses: { 200: one(), 304: none } }, ...put([]) }, {}, /^"/, 200],
  [
    'tags of the class',
    { get: { responses: { '2XX': one(etag({ type: 'string', pattern: '^W/' })) } }, ...put([]) },
    {},
    /^W\//,
    200,
  ],
  ['a write with a status of its own', { get: { responses: { 200: one() } }, ...put([412]) }, {}, /^"/, 412],
  [
    'a condition of the path',
    {
      get: { responses: { 200: one() } },
      ...put([]),
      parameters: [...parameters, { ...condition('If-Match'), required: false }],
    },
    {},
    /^"/,
    200,
  ],
  [
    'what is written further below',
    { get: { responses: { 200: one() } }, ...put([]) },
    {
      '/books/{id}/loans/{loanId}': {
        parameters: [...parameters, { ...parameters[0], name: 'loanId' }],
        put: { responses: { 200: one(), 412: none } },
      },
    },
    /^$/,
    200,
  ],
  [
    'tags have no quotes',
    { get: { responses: { 200: one(etag({ type: 'string', pattern: '^[0-9a-f]+$' })) } }, ...put([412]) },
    {},
    /^[0-9a-f]{32}$/,
    412,
  ],
  [
    'tags are of no known form',
    { get: { responses: { 200: one(etag({ type: 'string', pattern: '^v[0-9]$' })) } }, ...put([]) },
    {},
    /^v[0-9]$/,
    200,
  ],
  [
    'tags are weak',
    { get: { responses: { 200: one(etag({ type: 'string', pattern: '^W/"' })) } }, ...put([412]) },
    {},
    /^W\/"/,
    412,
  ],
])('%s', (_what, path, more, tag, status) =>
  withMock(contractOf(path, more), start, async (ask) => {
    expect(await tagOf(ask, '/books/1')).toMatch(tag);
    const write = (headers: Record<string, string>) => ask('PUT', '/books/1', { title: 'New' }, headers);
    expect((await write({ 'if-match': '"other"' })).status).toBe(status);
    expect((await write({ 'if-match': await tagOf(ask, '/books/1') })).status).toBe(200);
  }),
);

test('a required condition that is missing has its own status, where that is declared', () =>
  withMock(contractOf({ ...get, ...put([428], condition('If-Match', true)) }), start, async (ask) => {
    expect((await ask('PUT', '/books/1', { title: 'New' })).status).toBe(428);
    expect((await ask('PUT', '/books/1', { title: 7 })).status).toBe(400);
  }));

test('a PUT that creates fails where a record is expected, and creates where none is', () =>
  withMock(
    contractOf({ ...get, put: { ...body, responses: { 200: one(), 201: one(etag()), 412: none, 404: none } } }),
    start,
    async (ask) => {
      const put = async (headers: Record<string, string>) =>
        (await ask('PUT', '/books/77', { title: 'New' }, headers)).status;
      expect([await put({ 'if-match': '*' }), await put({ 'if-none-match': '*' })]).toEqual([412, 201]);
      expect(await put({ 'if-none-match': '*' })).toBe(412);
    },
  ));

test('a tag is of one representation, and any will do for a write; headers of caches stay with a 304', () => {
  const content = { ...json(book).content, 'application/xml': { schema: { ...book, xml: { name: 'book' } } } };
  const headers = { ...etag().headers, Vary: { schema: { type: 'string' }, example: 'Accept' } };
  const read = { description: 'ok', content, headers: { ...headers, 'X-Kind': { schema: { type: 'string' } } } };
  const path = { get: { responses: { 200: read, 304: none } }, put: { ...body, responses: { 200: read, 412: none } } };
  return withMock(contractOf(path), start, async (ask) => {
    const [xml, plain] = ['application/xml', 'application/json'] as const;
    for (const [accept, own] of [
      [xml, xml],
      [plain, plain],
      [plain, xml],
    ] as const) {
      const tag = await tagOf(ask, '/books/1', { accept });
      const cached = await ask('GET', '/books/1', undefined, { accept, 'if-none-match': tag });
      expect([cached.status, cached.headers.get('vary')?.includes('Accept')]).toEqual([304, true]);
      expect(cached.headers.has('x-kind')).toBe(false);
      const written = await ask('PUT', '/books/1', { title: `${accept} ${own}` }, { accept: own, 'if-match': tag });
      expect(written.status).toBe(200);
    }
    expect(await tagOf(ask, '/books/1', { accept: xml })).not.toBe(await tagOf(ask, '/books/1', { accept: plain }));
  });
});

test('contract tests send the condition that a write has to have', async () => {
  const { paths, ...more } = contractOf({ ...get, ...put([400, 412, 428], condition('If-Match')) });
  const contract = await checkedContract(paths, more);
  const mock = await createMock({ contract });
  try {
    const { findings } = await runChecks({ contract, url: mock.url, cases: 0 });
    expect(findings.filter(({ rule }) => rule !== 'undeclared-refusal')).toEqual([]);
  } finally {
    await mock.close();
  }
});
