/** Runs that sign in through an operation of the contract: which request is sent, and where its token is found and put. */
import { expect, test } from '@jest/globals';
import { compareServers, runChecks } from '../../../../src/index.ts';
import { contractOf, type Handler, serving, type TestRequest } from '../with-server.ts';

const json = (schema: object, more: object = {}) => ({ content: { 'application/json': { schema, ...more } } });
const text = { type: 'string' };
const refused = { description: 'No.', ...json({}) };
const bearer = { type: 'http', scheme: 'bearer' };

function contractWith(properties: object, scheme: object, example?: object) {
  const body = {
    required: true,
    ...json({ type: 'object', required: Object.keys(properties), properties }, { example }),
  };
  return contractOf(
    {
      '/session': {
        post: {
          operationId: 'signIn',
          requestBody: body,
          responses: { 200: { ...refused, description: 'In.' }, '4XX': refused },
        },
      },
      '/it': {
        get: { operationId: 'read', security: [{ it: [] }], responses: { 200: { description: 'It.' }, 401: refused } },
      },
    },
    { components: { securitySchemes: { it: scheme } } },
  );
}

function fieldsIn(sent: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(sent));
  } catch {
    return {};
  }
}

/** A server whose tokens are good for some requests. */
function server(
  isIn: (body: Record<string, unknown>) => boolean,
  issue: (token: string) => { body?: unknown; headers?: Record<string, string> },
  tokenOf: (request: TestRequest) => string | null | undefined,
  uses = Number.POSITIVE_INFINITY,
): Handler & { issued: number } {
  let left = 0;
  const handler: Handler & { issued: number } = Object.assign(
    (request: TestRequest) => {
      const { path, method, text: sent } = request;
      const allow = { body: {}, headers: { allow: path === '/it' ? 'GET' : 'POST' } };
      if (path === '/session' && method === 'POST') {
        if (!isIn(fieldsIn(sent))) return { status: 401, body: {} };
        left = uses;
        return { body: {}, ...issue(`a-token-${++handler.issued}`) };
      }
      if (path !== '/it' || method !== 'GET')
        return { status: path === '/it' || path === '/session' ? 405 : 404, ...allow };
      return tokenOf(request) === `a-token-${handler.issued}` && left-- > 0 ? {} : { status: 401, body: {} };
    },
    { issued: 0 },
  );
  return handler;
}

const inHeader = ({ headers }: TestRequest) => /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
const isMe = (name: string, password: string) => (body: Record<string, unknown>) =>
  body[name] === 'me@x.example' && body[password] === 'pw';
const credentials = { user: 'me@x.example', password: 'pw', login: 'signIn' };

test.each<[what: string, properties: object, scheme: object, handler: Handler, options: object]>([
  [
    'username, access_token',
    { username: text, password: text },
    bearer,
    server(isMe('username', 'password'), (it) => ({ body: { access_token: it } }), inHeader),
    {},
  ],
  [
    'email, token',
    { email: text, password: text, device: text },
    bearer,
    server(isMe('email', 'password'), (it) => ({ body: { user: { name: 'x' }, token: it } }), inHeader),
    {},
  ],
  [
    'login, pwd, data.jwt',
    { login: text, pwd: text },
    bearer,
    server(isMe('login', 'pwd'), (it) => ({ body: { data: { jwt: it } } }), inHeader),
    {},
  ],
  [
    'a text',
    { user: text, pass: text },
    bearer,
    server(isMe('user', 'pass'), (it) => ({ body: JSON.stringify(`${it}`) }), inHeader),
    {},
  ],
  [
    'a pointer',
    { user: text, pass: text },
    bearer,
    server(isMe('user', 'pass'), (it) => ({ body: { token: 'no', keys: [it] } }), inHeader),
    { loginToken: '/keys/0' },
  ],
  [
    'a header of its own',
    { user: text, pass: text },
    { type: 'apiKey', in: 'header', name: 'X-Token' },
    server(
      isMe('user', 'pass'),
      (it) => ({ body: { token: it } }),
      ({ headers }) => String(headers['x-token']),
    ),
    {},
  ],
  [
    'a query parameter',
    { user: text, pass: text },
    { type: 'apiKey', in: 'query', name: 'key' },
    server(
      isMe('user', 'pass'),
      (it) => ({ body: { token: it } }),
      ({ query }) => query.get('key'),
    ),
    {},
  ],
  [
    'a cookie',
    { user: text, pass: text },
    { type: 'apiKey', in: 'cookie', name: 'sid' },
    server(
      isMe('user', 'pass'),
      (it) => ({ headers: { 'set-cookie': `sid=${it}; Path=/; HttpOnly` } }),
      ({ headers }) => headers.cookie?.replace('sid=', ''),
    ),
    {},
  ],
  [
    'a token that expires',
    { user: text, pass: text },
    bearer,
    server(isMe('user', 'pass'), (it) => ({ body: { token: it } }), inHeader, 2),
    {},
  ],
])('%s', async (_what, properties, scheme, handler, options) => {
  const contract = await contractWith(properties, scheme);
  const { findings, coverage } = await serving(handler, (url) =>
    runChecks({ contract, url, cases: 5, timeout: 2000, ...credentials, ...options }),
  );
  expect(findings.map(({ message }) => message)).toEqual([]);
  expect(coverage.totals.operations).toEqual([2, 2]);
  expect(JSON.stringify(findings)).not.toContain('a-token-');
});

test.each<[what: string, isPassword: (sent: string) => boolean, issue: (token: string) => object]>([
  ['a part of the password', (sent) => 'pw'.startsWith(sent), (it) => ({ token: it })],
  ['more than the password', (sent) => sent.startsWith('pw'), (it) => ({ data: { jwt: it } })],
])('a server that gives a token for %s is found', async (_what, isPassword, issue) => {
  const contract = await contractWith({ user: text, password: text }, bearer);
  const handler = server(
    ({ user, password }) => user === 'me@x.example' && isPassword(String(password)),
    (it) => ({ body: issue(it) }),
    inHeader,
  );
  const { findings } = await serving(handler, (url) =>
    runChecks({ contract, url, cases: 0, timeout: 2000, ...credentials }),
  );
  expect(findings.map(({ rule, message }) => [rule, message.split(' ')[0]])).toEqual([
    ['wrong-credentials-accepted', 'signIn'],
  ]);
});

test("without a user, the contract's example signs in; compare and score do, too", async () => {
  const contract = await contractWith({ name: text, code: text }, bearer, { name: 'a', code: 'b' });
  const one = server(
    ({ name, code }) => name === 'a' && code === 'b',
    (it) => ({ body: { token: it } }),
    inHeader,
  );
  const other = server(
    ({ name, code }) => name === 'a' && code === 'b',
    (it) => ({ body: { token: it } }),
    inHeader,
  );
  const { differences } = await serving(one, (first) =>
    serving(other, (second) => compareServers({ contract, urls: [first, second], login: 'signIn', timeout: 2000 })),
  );
  expect(differences).toEqual([]);
  expect([one.issued > 0, other.issued > 0]).toEqual([true, true]);
});

test.each<[what: string, properties: object, options: object, message: RegExp]>([
  [
    'another operation',
    { user: text, pass: text },
    { login: 'logIn' },
    /--login logIn: the contract has no such operation; it has signIn/,
  ],
  ['no place for a name', { pin: text, pass: text }, {}, /no property for a user's name, such as username or email/],
  ['no place for a password', { user: text, pin: text }, {}, /no property for a password/],
  ['a wrong password', { user: text, pass: text }, { password: 'other' }, /signIn did not sign in at .*\/session: 401/],
  [
    'no token',
    { user: text, pass: text },
    {},
    /no token was found in the response \(odd\): say where it is, such as --login-token/,
  ],
  ['nothing at the pointer', { user: text, pass: text }, { loginToken: '/a' }, /has no text at \/a/],
])('%s ends the run with a message', async (_what, properties, options, message) => {
  const contract = await contractWith(properties, bearer);
  await serving(
    server(isMe('user', 'pass'), (it) => ({ body: { odd: it } }), inHeader),
    async (url) => {
      const run = runChecks({ contract, url, cases: 0, timeout: 2000, ...credentials, ...options });
      await expect(run).rejects.toMatchObject({ name: 'CheckError', message: expect.stringMatching(message) });
    },
  );
});
