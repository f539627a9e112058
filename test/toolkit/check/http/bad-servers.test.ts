/** Servers that barely work lead to a finding or a message, and never to a crash or a hang. */
import { createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { runChecks, scoreContractTests } from '../../../../src/index.ts';
import { freePort } from '../../../free-port.ts';
import { check, contractOf, goAway, type Handler, serving } from '../with-server.ts';

/** 17 MiB, as it is sent. */
const bomb = gzipSync(Buffer.alloc(17 * 2 ** 20, ' '));

const paths = {
  '/it': {
    get: {
      operationId: 'read',
      parameters: [{ name: 'size', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 3 } }],
      responses: { 200: { description: 'It.', content: { 'application/json': { schema: { type: 'object' } } } } },
    },
  },
};

const silent: Handler = () => undefined;
const large = Buffer.alloc(2 ** 20, 'x');

test.each<[what: string, handler: Handler, codes: string[]]>([
  ['never responds', silent, ['no-answer']],
  ['closes the connection', ({ response }) => void response.socket?.destroy(), ['no-answer']],
  [
    'responds with more than is read',
    async ({ response }) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      for (let part = 0; part < 40 && !response.destroyed; part++) {
        response.write(large);
        await new Promise((resolve) => setImmediate(resolve));
      }
      response.end();
      return undefined;
    },
    ['answer-too-large'],
  ],
  [
    'sends less than its Content-Length',
    ({ response }) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '50' });
      response.write('{}');
      setImmediate(() => response.destroy());
      return undefined;
    },
    ['no-answer'],
  ],
  ['redirects for ever', () => ({ status: 301, headers: { location: '/it' } }), ['undeclared-status']],
  [
    'responds with HTML',
    () => ({ body: '<html>', headers: { 'content-type': 'text/html' } }),
    ['undeclared-media-type'],
  ],
  [
    'compresses more than is read',
    ({ response }) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      response.end(bomb);
      return undefined;
    },
    ['answer-too-large'],
  ],
  [
    'sends a wrong Content-Encoding',
    () => ({ body: {}, headers: { 'content-encoding': 'gzip' } }),
    ['unreadable-body'],
  ],
])('a server that %s', async (_what, handler, codes) => {
  // Only one of them has to be waited for.
  const timeout = handler === silent ? 500 : 20_000;
  const { findings } = await check(await contractOf(paths), handler, { timeout });
  expect(findings.map(({ rule }) => rule)).toEqual(expect.arrayContaining(codes));
});

test('a server of another protocol', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.end('SSH-2.0-OpenSSH\r\n', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as { port: number };
    const contract = await contractOf(paths);
    const { findings } = await runChecks({ contract, url: `http://127.0.0.1:${port}`, cases: 0, timeout: 500 });
    expect(findings.map(({ rule }) => rule)).toEqual(['no-answer']);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
});

test('a server that stops during the run is reported, with the request before', async () => {
  const contract = await contractOf(paths);
  const { findings, incomplete } = await check(contract, (request) =>
    request.query.get('size') === '3' ? goAway(request) : { body: {} },
  );
  expect(findings.map(({ rule }) => rule)).toContain('server-gone');
  expect(incomplete).toBe(true);
});

test('a server that stops gets no score', async () => {
  const contract = await contractOf(paths);
  let requests = 0;
  const score = serving(
    (request) => (++requests === 60 ? goAway(request) : { body: {} }),
    (url) => scoreContractTests({ contract, url }),
  );
  await expect(score).rejects.toMatchObject({ code: 'CHECK_UNREACHABLE' });
  expect(requests).toBe(60);
});

describe('no run is possible', () => {
  test.each<[what: string, url: () => string | Promise<string>, code: string, message: RegExp]>([
    ['no server', async () => `http://127.0.0.1:${await freePort()}`, 'CHECK_UNREACHABLE', /no server responds at/],
    ['another machine', () => 'http://192.0.2.1/', 'CHECK_TARGET', /--allow-target 192\.0\.2\.1/],
    ['a name that only looks like this machine', () => 'http://localhost.example/', 'CHECK_TARGET', /--allow-target/],
    ['no URL', () => 'localhost:3000', 'CHECK_TARGET', /is not the URL of a server/],
    ['a file', () => 'file:///etc/passwd', 'CHECK_TARGET', /is not the URL of a server/],
  ])('%s', async (_what, url, code, message) => {
    const contract = await contractOf(paths);
    const refused = expect(runChecks({ contract, url: await url() })).rejects;
    await refused.toMatchObject({ code, message: expect.stringMatching(message) });
  });
});

test('the coverage says which operations cannot be sent a request', async () => {
  const impossible = {
    get: {
      operationId: 'never',
      parameters: [{ name: 'a', in: 'query', required: true, schema: false }],
      responses: { 200: { description: 'Never.' } },
    },
  };
  const { coverage } = await check(await contractOf({ ...paths, '/never': impossible }), () => ({ body: {} }));
  const never = coverage.operations.find(({ operationId }) => operationId === 'never');
  expect(never).toMatchObject({ sent: 0, why: expect.stringContaining('nothing satisfies') });
});

test('a budget ends a run, and random requests use the time that is left', async () => {
  // Each request takes ten seconds of this clock: a request gets as long as the run has left, by the system's clock.
  let time = 0;
  const tick = () => {
    time += 10_000;
    return { body: {} };
  };
  const options = { budget: 7_000_000, cases: undefined, timeout: 10_000, now: () => time };
  const { requests, incomplete, seconds } = await check(await contractOf(paths), tick, options);
  expect(requests).toBeGreaterThan(690);
  expect(requests).toBeLessThan(720);
  expect([incomplete, seconds]).toEqual([true, time / 1000]);
});
