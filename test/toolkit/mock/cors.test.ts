import { expect, test } from '@jest/globals';
import { sendRaw } from './send-raw.ts';
import { webhooksContract, withMock } from './with-mock.ts';

const preflight = {
  'access-control-request-method': 'PUT',
  'access-control-request-headers': 'authorization',
  'access-control-request-private-network': 'true',
};

test.each([
  ['http://localhost:5173', 'true'],
  ['http://app.localhost', 'true'],
  ['https://127.0.0.1:3000', 'true'],
  ['http://[::1]:3000', 'true'],
  ['capacitor://localhost', 'true'],
  ['https://app.example', 'true'],
  ['https://evil.example', null],
  ['http://localhost.evil.example', null],
  ['http://127.0.0.1.evil.example', null],
  ['http://192.0.2.1', null],
  ['null', null],
])('a page of %s may use the mocked API; with credentials: %s', (origin, credentials) =>
  withMock(webhooksContract, { allowHosts: ['app.example'] }, async (ask) => {
    const asked = [
      await ask('OPTIONS', '/sys/webhooks', undefined, { origin, ...preflight }),
      await ask('GET', '/sys/webhooks', undefined, { origin }),
      await ask('GET', '/nothing', undefined, { origin }),
    ];
    const named = (name: string) => asked.map(({ headers }) => headers.get(`access-control-allow-${name}`));
    expect(named('origin')).toEqual([origin, origin, origin]);
    expect(named('credentials')).toEqual([credentials, credentials, credentials]);
    expect(named('private-network')).toEqual(['true', null, null]);
    expect(asked.map(({ status }) => status)).toEqual([204, 200, 404]);
  }),
);

test('a page of the host that it reaches the mock by sends credentials', () =>
  withMock(webhooksContract, {}, async (_ask, { url }) => {
    const credentials = async (origin: string) => {
      const lines = ['Host: 192.168.1.5:4010', 'Authorization: Bearer x', `Origin: ${origin}`];
      const { head } = await sendRaw(url, 'GET /sys/webhooks HTTP/1.1', ...lines);
      return /^Access-Control-Allow-Credentials: true$/im.test(head);
    };
    expect(await credentials('http://192.168.1.5:5173')).toBe(true);
    expect(await credentials('http://192.168.1.6:5173')).toBe(false);
  }));

test('a response without Origin varies by it, and header names that are none are not exposed', () => {
  const header = { required: true, schema: { type: 'string' } };
  const declared = { description: 'ok', headers: { 'X-Own': header, 'X Rate': header, 'X-Größe €': header } };
  const paths = { '/it': { get: { responses: { 200: declared } } } };
  const contract = { openapi: '3.1.0', info: { title: 'a', version: '1' }, paths };
  return withMock(contract, {}, async (ask) => {
    const { status, headers } = await ask('GET', '/it', undefined, { origin: 'http://localhost:5173' });
    expect(status).toBe(200);
    expect(headers.get('access-control-expose-headers')).toBe('X-Own');
    expect((await ask('GET', '/it')).headers.get('vary')).toBe('Origin');
  });
});

test.each([
  ['text/html', true],
  ['application/xhtml+xml; charset=utf-8', true],
  ['image/svg+xml', true],
  ['application/xml', true],
  ['multipart/x-mixed-replace', true],
  ['text/plain', false],
  ['application/json', false],
  ['text/javascript', false],
])('a response of type %s has an origin of its own: %s', (mediaType, isSandboxed) => {
  const own = { 'Content-Security-Policy': 'img-src *', 'X-Content-Type-Options': 'sniff' };
  const headers = Object.fromEntries(
    Object.entries(own).map(([name, value]) => [name, { example: value, schema: {} }]),
  );
  const content = { [mediaType]: { example: '<script>fetch("/__concordat/state")</script>' } };
  const paths = {
    '/plain': { get: { responses: { 200: { description: 'ok', content } } } },
    '/policy': { get: { responses: { 200: { description: 'ok', content, headers } } } },
  };
  return withMock({ openapi: '3.1.0', info: { title: 'a', version: '1' }, paths }, {}, async (ask) => {
    const [plain, policy] = [await ask('GET', '/plain'), await ask('GET', '/policy')];
    const sandbox = expect.stringMatching(/(^|^img-src \*, )sandbox (?!.*allow-same-origin)/);
    expect(plain.headers.get('content-security-policy')).toEqual(isSandboxed ? sandbox : null);
    expect(policy.headers.get('content-security-policy')).toEqual(isSandboxed ? sandbox : 'img-src *');
    expect([plain, policy].map((one) => one.headers.get('x-content-type-options'))).toEqual(['nosniff', 'nosniff']);
  });
});
