/** Servers that accept requests without valid credentials are found, whatever the security scheme. */
import { expect, test } from '@jest/globals';
import { good, reader, reading, refused, secured } from '../item-api.ts';
import { check, contractOf, type Handler } from '../with-server.ts';

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

const respondIf = (isAllowed: boolean): Handler => reader(() => (isAllowed ? good : { status: 401, body: {} }));

test.each(schemes)('%s: invalid credentials that are accepted are found', async (_name, scheme, given, headers) => {
  const responses = { ...reading.get.responses, 401: refused };
  const contract = await contractOf({ '/it': { get: { ...reading.get, responses } } }, secured(scheme));
  const own = Object.values(headers)[0];
  const codes = async (accepts: (value: unknown) => boolean, options = { headers }) => {
    const { findings } = await check(
      contract,
      (request) => respondIf(accepts(given(request.headers, request.query)))(request),
      options,
    );
    return findings.flatMap((one) => [one, ...one.also]).map(({ rule }) => rule);
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

test.each<[string, object, string, (headers: Record<string, unknown>, query: URLSearchParams) => unknown]>([
  [
    'a key in a header, in the query',
    { in: 'header', name: 'X-Key' },
    'x-key',
    (_headers, query) => query.get('X-Key'),
  ],
  ['a key in a header, as a token', { in: 'header', name: 'X-Key' }, 'x-key', (headers) => headers['authorization']],
  ['a key in the query, in a header', { in: 'query', name: 'key' }, 'key', (headers) => headers['key']],
])('it is found that a server takes %s', async (_name, scheme, name, elsewhere) => {
  const responses = { ...reading.get.responses, 401: refused };
  const paths = { '/it': { get: { ...reading.get, responses } } };
  const contract = await contractOf(paths, secured({ type: 'apiKey', ...scheme }));
  const isOwn = (value: unknown) => /^(Bearer )?good-key-of-mine$/.test(String(value));
  const { findings } = await check(
    contract,
    (request) => {
      const { headers, query } = request;
      const own = 'in' in scheme && scheme.in === 'query' ? query.get(name) : headers[name];
      return respondIf([own, elsewhere(headers, query)].some(isOwn))(request);
    },
    { headers: { [name]: 'good-key-of-mine' } },
  );
  expect(findings.map(({ rule }) => rule)).toEqual(['wrong-credentials-accepted']);
});

const token = { type: 'http', scheme: 'bearer' };
const key = { type: 'apiKey', in: 'header', name: 'X-Key' };
const found = ['wrong-credentials-accepted'];

test.each<[string, { isStrict: boolean; schemes: object[] }, string[]]>([
  ['the bearer token is one', { isStrict: true, schemes: [token, key] }, []],
  ['it is taken under any scheme', { isStrict: false, schemes: [token, key] }, found],
  ['it is, beside a key that comes first', { isStrict: false, schemes: [key, token] }, found],
  [
    'it is, beside a key in the query',
    { isStrict: false, schemes: [token, { ...key, in: 'query', name: 'authorization' }] },
    found,
  ],
  // What is sent in place of the token may be valid credentials.
  [
    'it is, beside a key in the same header',
    { isStrict: false, schemes: [token, { ...key, name: 'authorization' }] },
    [],
  ],
  ['it is, beside a password', { isStrict: false, schemes: [token, { ...token, scheme: 'Basic' }] }, []],
])('where a token or something else will do: %s', async (_, { isStrict, schemes }, wanted) => {
  const get = {
    ...reading.get,
    security: schemes.map((_scheme, index) => ({ [index]: [] })),
    responses: { ...reading.get.responses, 401: refused },
  };
  const contract = await contractOf({ '/it': { get } }, { components: { securitySchemes: { ...schemes } } });
  const isOwn = (value = '') => (isStrict ? /^Bearer good-token-of-mine$/ : /^\w+ good-token-of-mine$/).test(value);
  const { findings } = await check(contract, (request) => respondIf(isOwn(request.headers.authorization))(request), {
    headers: { Authorization: 'Bearer good-token-of-mine' },
  });
  expect(findings.map(({ rule }) => rule)).toEqual(wanted);
});

test('a token without a signature that is accepted is found', async () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = `${part({ alg: 'HS256' })}.${part({ sub: 'me' })}.c2lnbmVk`;
  const responses = { ...reading.get.responses, 401: refused };
  const contract = await contractOf(
    { '/it': { get: { ...reading.get, responses } } },
    secured({ type: 'http', scheme: 'bearer' }),
  );
  const rules = async (acceptsNone: boolean) => {
    const { findings } = await check(
      contract,
      (request) => {
        const [, sent = ''] = /^Bearer (.+)$/.exec(request.headers['authorization'] ?? '') ?? [];
        const [header = '', payload, signature] = sent.split('.');
        const isNone = Buffer.from(header, 'base64url').toString().includes('"none"') && signature === '';
        const isUnsigned = acceptsNone && isNone && payload === token.split('.')[1];
        return respondIf(sent === token || isUnsigned)(request);
      },
      { headers: { Authorization: `Bearer ${token}` } },
    );
    return findings.map(({ rule }) => rule);
  };
  expect(await rules(false)).toEqual([]);
  expect(await rules(true)).toEqual(['wrong-credentials-accepted']);
});
