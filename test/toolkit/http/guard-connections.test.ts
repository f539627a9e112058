import { once } from 'node:events';
import { createServer, type RequestListener, type ServerOptions } from 'node:http';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { type ConnectionLimits, guardConnections, serverLimits } from '../../../src/toolkit/http/guard-connections.ts';
import { flood, listen, open, receive } from './raw-client.ts';

interface Guarded {
  readonly port: number;
  readonly sockets: readonly Socket[];
  close(gracePeriodMs?: number): Promise<void>;
}

/** Serves with limits while a test runs. Without any, only the test's own runner would end it. */
async function withGuard(
  app: RequestListener,
  { options = serverLimits, ...limits }: ConnectionLimits & { options?: ServerOptions },
  run: (guarded: Guarded) => Promise<void>,
): Promise<void> {
  const server = createServer(options, app);
  const sockets: Socket[] = [];
  server.on('connection', (socket) => sockets.push(socket));
  const close = guardConnections(server, limits);
  try {
    await run({ port: await listen(server), sockets, close });
  } finally {
    await close(0);
  }
}

const ok: RequestListener = (_request, response) => void response.end('ok');
const get = 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n';
/** Nothing else closes a connection while a test lasts: one that waits for this period fails. */
const unlimitedMs = 600_000;
const patient = { ...serverLimits, headersTimeout: 0, requestTimeout: 0, keepAliveTimeout: 0 };
const soon = { ...serverLimits, headersTimeout: 50, requestTimeout: 100, connectionsCheckingInterval: 10 };
/** A request has to be read before. */
const later = { ...soon, headersTimeout: 500, requestTimeout: 1000 };

test('a head has to arrive within 15 seconds, and a request within a finite time', () => {
  const { headersTimeout = 0, requestTimeout = 0, connectionsCheckingInterval = 30_000 } = serverLimits;
  expect(headersTimeout).toBeGreaterThan(0);
  expect(headersTimeout + connectionsCheckingInterval).toBeLessThanOrEqual(15_000);
  expect(requestTimeout + connectionsCheckingInterval).toBeLessThanOrEqual(65_000);
});

test.each([
  ['nothing', '', ['408', 'connection: close'], soon],
  ['half a head', 'GET / HTTP/1.1\r\nHost: 127', ['408', 'connection: close'], soon],
  ['half a head after a request', `${get}GET /`, ['200', 'connection: keep-alive', '408', 'connection: close'], later],
  ['half a body', `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc`, ['408', 'connection: close'], soon],
])('a client that sends %s and no more gets a 408 in time', (_, sent, lines, options) => {
  const readAll: RequestListener = (request, response) => void request.resume().once('end', () => response.end('ok'));
  return withGuard(readAll, { options }, async ({ port }) => {
    expect((await receive(await open(port, sent))).lines).toEqual(lines);
  });
});

test.each([
  ['without a listener for it', 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked', '200'],
  ['with an unknown expectation', 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nExpect: tea', '417'],
  ['after 1,200 headers', `POST / HTTP/1.1\r\nHost: x\r\n${'a:\r\n'.repeat(1200)}Transfer-Encoding: chunked`, '200'],
])('an endless body is cut %s', (_, head, status) =>
  withGuard(ok, {}, async ({ port, sockets }) => {
    const { lines, isCut } = await flood(port, `${head}\r\n`);
    expect([lines[0], isCut, (sockets[0] as Socket).bytesRead < 2 ** 20]).toEqual([status, true, true]);
  }),
);

const large = 24 * 1024 * 1024;

test.each<[string, RequestListener]>([
  ['at once', (_request, response) => void response.end(Buffer.alloc(large))],
  ['piece by piece', (_request, response) => void Readable.from(pieces()).pipe(response)],
])('a client that does not read its response, written %s, loses the connection', (_, app) =>
  withGuard(app, { sendTimeoutMs: 500 }, async ({ port, sockets }) => {
    const stalled = await open(port, get);
    stalled.pause().on('error', () => {});
    const reading = await open(port, get.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
    expect((await receive(reading)).length).toBeGreaterThan(large);
    const [socket] = sockets as [Socket];
    if (!socket.destroyed) await once(socket, 'close');
    stalled.destroy();
  }),
);

function* pieces(): Generator<Buffer> {
  for (let index = 0; index < 240; index++) yield Buffer.alloc(large / 240);
}

test('a connection may have 256 requests waiting beside the first', async () => {
  const { app, arrived, release } = createHeld();
  await withGuard(app, {}, async ({ port }) => {
    const socket = await open(port, '');
    for (const _ of [1, 2]) {
      socket.write(at('/').repeat(257));
      await arrived(257);
      release();
      let text = '';
      while (text.split('HTTP/1.1 200').length < 258) text += (await once(socket, 'data'))[0];
    }
    socket.write(at('/').repeat(258));
    await once(socket, 'close');
  });
});

test('beyond the limit connections are closed, and an idle one makes room', () =>
  withGuard(ok, { maxConnections: 1 }, async ({ port }) => {
    const idle = await open(port, get);
    const first = receive(idle);
    await once(idle, 'data');
    expect((await receive(await open(port, ''))).length).toBe(0);
    expect((await first).lines).toEqual(['200', 'connection: keep-alive']);
    const next = await open(port, get);
    await once(next, 'data');
    next.destroy();
  }));

/** Requests wait for their response until they are released, `/large` has one that no system buffers. */
function createHeld(): { app: RequestListener; arrived(count: number): Promise<void>; release(): void } {
  const held: (() => void)[] = [];
  let notify = () => {};
  const app: RequestListener = ({ url }, response) => {
    if (url === '/large') response.end(Buffer.alloc(large));
    else if (url === '/begun') response.write('begun');
    if (url === '/now') response.end('ok');
    else if (url !== '/large') held.push(() => response.end('ok'));
    notify();
  };
  return {
    app,
    async arrived(count) {
      while (held.length < count) await new Promise<void>((resolve) => (notify = resolve));
    },
    release: () => {
      for (const end of held.splice(0)) end();
    },
  };
}

const at = (path: string) => get.replace('/', path);

test('a closing server gives each request its last response, and is closed with the last', async () => {
  const { app, arrived, release } = createHeld();
  await withGuard(app, { options: patient }, async ({ port, close }) => {
    const silent = receive(await open(port, ''));
    const idleSocket = await open(port, at('/now'));
    await once(idleSocket, 'data');
    const idle = receive(idleSocket);
    const writing = await open(port, at('/large'));
    await once(writing, 'readable');
    const waiting = receive(await open(port, at('/')));
    const pipelining = await open(port, at('/1') + at('/2'));
    const pipelined = receive(pipelining);
    const begun = receive(await open(port, at('/begun')));
    await arrived(4);
    const closed = close(unlimitedMs);
    expect((await silent).length + (await idle).length).toBe(0);
    await expect(open(port, '')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    pipelining.write(at('/3'));
    await arrived(5);
    release();
    expect((await waiting).lines).toEqual(['200', 'connection: close']);
    expect((await begun).lines).toEqual(['200', 'connection: keep-alive']);
    expect((await pipelined).lines).toEqual(['200', 'connection: keep-alive', '200', '200', 'connection: close']);
    expect((await receive(writing)).length).toBeGreaterThan(large);
    await closed;
  });
});

test.each([
  ['an unread body', 'POST /now HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc'],
  ['half a head', 'GET / HTTP'],
])('%s that never ends keeps no server from closing', (_, sent) => {
  const { app } = createHeld();
  return withGuard(app, { options: patient }, async ({ port, sockets, close }) => {
    const socket = await open(port, sent);
    const received = receive(socket);
    while ((sockets[0]?.bytesRead ?? 0) < sent.length) await new Promise(setImmediate);
    await close(unlimitedMs);
    await received;
  });
});

test('a request that never ends is cut at the end of the grace period', () => {
  const { app, arrived } = createHeld();
  return withGuard(app, {}, async ({ port, close }) => {
    const received = receive(await open(port, at('/')));
    await arrived(1);
    await close(20);
    expect(await received).toEqual({ lines: [], length: 0 });
  });
});
