/** Every finding of one answer: a contract, a server that breaks it, and what is found. */
import { expect, test } from '@jest/globals';
import { check, contractOf, type Handler } from './with-server.ts';

const item = {
  type: 'object',
  additionalProperties: false,
  required: ['name'],
  properties: { name: { type: 'string', maxLength: 10 }, kind: { enum: ['a', 'b'] } },
};
const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const refused = { description: 'Not valid.', ...json({ type: 'object' }) };

const reading = {
  get: {
    operationId: 'read',
    parameters: [{ name: 'size', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 9 } }],
    responses: {
      200: {
        description: 'It.',
        headers: { 'X-Count': { required: true, schema: { type: 'integer' } } },
        ...json(item),
      },
      400: refused,
    },
  },
};
const writing = {
  post: {
    operationId: 'write',
    requestBody: {
      required: true,
      content: {
        'application/json': { schema: item, examples: { short: { value: { name: 'x' } }, long: { value: {} } } },
      },
    },
    responses: {
      200: {
        description: 'Done.',
        content: { 'application/json': { schema: item, examples: { short: { value: { name: 'x' } } } } },
      },
      400: { description: 'No.', content: { 'application/json': { schema: {}, examples: { long: { value: {} } } } } },
      401: refused,
      405: refused,
      415: refused,
    },
  },
};
const good = { body: { name: 'x' }, headers: { 'x-count': '1' } };

const isGoodSize = (query: URLSearchParams) => query.get('size') === null || /^[1-9]$/.test(query.get('size') ?? '');
const reader =
  (answer: Handler): Handler =>
  (asked) =>
    asked.method !== 'GET'
      ? { status: 405, headers: { allow: 'GET' } }
      : isGoodSize(asked.query)
        ? answer(asked)
        : { status: 400, body: {} };

/** A writer as it should be, but for one thing. */
function writer(
  spoil: Partial<Record<'validate' | 'parse' | 'type' | 'method', Handler>> & { good?: Handler },
): Handler {
  return (asked) => {
    if (asked.method !== 'POST') return spoil.method?.(asked) ?? { status: 405, body: {}, headers: { allow: 'POST' } };
    if (!/^application\/json/.test(asked.headers['content-type'] ?? '') && asked.text !== '')
      return spoil.type?.(asked) ?? { status: 415, body: {} };
    let body: Record<string, unknown>;
    try {
      if (asked.text.includes('\ufffd')) throw new Error('not UTF-8');
      body = JSON.parse(asked.text);
    } catch {
      return spoil.parse?.(asked) ?? { status: 400, body: {} };
    }
    const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
    const { name, kind, ...others } = isObject ? body : {};
    const isValid =
      typeof name === 'string' &&
      [...name].length <= 10 &&
      (kind === undefined || kind === 'a' || kind === 'b') &&
      Object.keys(others).length === 0;
    if (!isValid) return spoil.validate?.(asked) ?? { status: 400, body: {} };
    return spoil.good?.(asked) ?? { body };
  };
}

test.each<[what: string, paths: object, handler: Handler, codes: string[]]>([
  ['nothing', { '/it': reading }, reader(() => good), []],
  ['nothing', { '/it': writing }, writer({}), []],
  ['a 503', { '/it': reading }, reader(() => ({ status: 503 })), ['server-error']],
  ['a status too many', { '/it': reading }, reader(() => ({ status: 202 })), ['undeclared-status']],
  [
    'a redirect',
    { '/it': reading },
    reader(() => ({ status: 302, headers: { location: '/it' } })),
    ['undeclared-status'],
  ],
  [
    'HTML',
    { '/it': reading },
    reader(() => ({ body: '<p>Hi</p>', headers: { 'content-type': 'text/html', 'x-count': '1' } })),
    ['undeclared-media-type'],
  ],
  ['no JSON', { '/it': reading }, reader(() => ({ ...good, body: '{"name"' })), ['unreadable-body']],
  [
    'a name too long',
    { '/it': reading },
    reader(() => ({ ...good, body: { name: 'x'.repeat(11) } })),
    ['invalid-body'],
  ],
  ['no header', { '/it': reading }, reader(() => ({ body: good.body })), ['invalid-header']],
  [
    'a wrong header',
    { '/it': reading },
    reader(() => ({ ...good, headers: { 'x-count': 'many' } })),
    ['invalid-header'],
  ],
  [
    'a size of 9 refused',
    { '/it': reading },
    reader(({ query }) => (query.get('size') === '9' ? { status: 400, body: {} } : good)),
    ['valid-refused'],
  ],
  [
    'any size taken',
    { '/it': reading },
    ({ method }) => (method === 'GET' ? good : { status: 405, headers: { allow: 'GET' } }),
    ['invalid-accepted'],
  ],
  [
    'a 405 without Allow',
    { '/it': reading },
    ({ method, query }) =>
      method === 'GET' ? (isGoodSize(query) ? good : { status: 400, body: {} }) : { status: 405 },
    ['allow-header-missing'],
  ],
  [
    'a stack trace',
    { '/it': reading },
    reader(() => ({ ...good, body: { name: 'at f (/a.js:1:2)' } })),
    ['invalid-body', 'leaked-internals'],
  ],
  [
    'a trace in a refusal',
    { '/it': writing },
    writer({ parse: () => ({ status: 400, body: { message: new Error('syntax').stack } }) }),
    ['leaked-internals'],
  ],
  [
    'any kind taken',
    { '/it': writing },
    writer({
      validate: ({ text }) =>
        /"kind"/.test(text) && !text.includes('unexpected') && /"name":"/.test(text)
          ? { body: { name: 'x' } }
          : { status: 400, body: {} },
    }),
    ['invalid-accepted'],
  ],
  [
    'half a JSON taken',
    { '/it': writing },
    writer({ parse: () => ({ body: { name: 'x' } }) }),
    ['malformed-body-accepted', 'invalid-accepted'],
  ],
  [
    'any media type taken',
    { '/it': writing },
    writer({ type: () => ({ body: { name: 'x' } }) }),
    ['undeclared-media-type-accepted'],
  ],
  [
    'a DELETE that nobody asked for',
    { '/it': writing },
    writer({ method: ({ method }) => (method === 'DELETE' ? { status: 204 } : undefined) }),
    ['undeclared-method-accepted'],
  ],
  [
    'an example refused',
    { '/it': writing },
    writer({ good: ({ text }) => (text === '{"name":"x"}' ? { status: 400, body: {} } : undefined) }),
    ['example-status'],
  ],
])('%s is found', async (_what, paths, handler, codes) => {
  const { findings } = await check(await contractOf(paths), handler);
  expect([...new Set(findings.map(({ rule }) => rule))].sort()).toEqual([...codes].sort());
});

const secured = (scheme: object) => ({ components: { securitySchemes: { key: scheme } }, security: [{ key: [] }] });
const schemes: [
  string,
  object,
  (headers: Record<string, unknown>, query: URLSearchParams) => unknown,
  Record<string, string>,
][] = [
  [
    'a bearer token',
    { type: 'http', scheme: 'bearer' },
    ({ authorization }) => authorization,
    { Authorization: 'Bearer good-token-of-mine' },
  ],
  [
    'basic',
    { type: 'http', scheme: 'basic' },
    ({ authorization }) => authorization,
    { Authorization: `Basic ${btoa('me:secret')}` },
  ],
  [
    'a key in a header',
    { type: 'apiKey', in: 'header', name: 'X-Key' },
    (headers) => headers['x-key'],
    { 'X-Key': 'good-key-of-mine' },
  ],
  [
    'a key in the query',
    { type: 'apiKey', in: 'query', name: 'key' },
    (_headers, query) => query.get('key') ?? undefined,
    { key: 'good-key-of-mine' },
  ],
  [
    'a key in a cookie',
    { type: 'apiKey', in: 'cookie', name: 'key' },
    ({ cookie }) => cookie,
    { Cookie: 'key=good-key-of-mine' },
  ],
];

const answerTo = (isAllowed: boolean): Handler => reader(() => (isAllowed ? good : { status: 401, body: {} }));

test.each(schemes)('%s: who is let in is found', async (_name, scheme, given, headers) => {
  const responses = { ...reading.get.responses, 401: refused };
  const contract = await contractOf({ '/it': { get: { ...reading.get, responses } } }, secured(scheme));
  const own = Object.values(headers)[0];
  const codes = async (lets: (value: unknown) => boolean, options = { headers }) => {
    const { findings } = await check(
      contract,
      (asked) => answerTo(lets(given(asked.headers, asked.query)))(asked),
      options,
    );
    return findings.map(({ rule }) => rule);
  };
  expect(await codes((value) => value === own)).toEqual([]);
  expect(await codes(() => true)).toEqual(
    expect.arrayContaining(['credentials-not-required', 'wrong-credentials-accepted']),
  );
  expect(
    await codes((value) => value !== undefined && new RegExp(`^${String(own).slice(0, 5)}`).test(String(value))),
  ).toEqual(['wrong-credentials-accepted']);
  expect(await codes((value) => value === own, { headers: {} })).toEqual(['credentials-refused']);
});

test('a finding says where, shows the request without secrets, and counts what has the same cause', async () => {
  const contract = await contractOf({ '/it': writing }, secured({ type: 'http', scheme: 'bearer' }));
  const { findings } = await check(contract, writer({ good: () => ({ body: { name: "it's too long to be true" } }) }), {
    headers: { Authorization: 'Bearer top-secret' },
  });
  const [finding] = findings.filter(({ rule }) => rule === 'invalid-body');
  expect(finding).toMatchObject({
    pointer: '#/paths/~1it/post/requestBody/content/application~1json/schema/properties/name/maxLength'.replace(
      'requestBody',
      'responses/200',
    ),
    line: 1,
    operations: ['write'],
    answer: { status: 200 },
  });
  expect(finding?.count).toBeGreaterThan(3);
  expect(finding?.curl).toMatch(/^curl -i -X POST 'http:.*' -H "authorization: Bearer \$TOKEN" .*--data-raw '/i);
  expect(JSON.stringify(findings)).not.toContain('top-secret');
});

test('a secret that a URL writes in another way is not shown either', async () => {
  const contract = await contractOf({ '/it': writing }, secured({ type: 'apiKey', in: 'query', name: 'key' }));
  const { findings } = await check(contract, writer({ good: () => ({ body: { name: "it's too long to be true" } }) }), {
    headers: { key: 'top&secret' },
  });
  expect(findings.length).toBeGreaterThan(0);
  expect(JSON.stringify(findings)).not.toMatch(/top(&|%26)secret/);
});
