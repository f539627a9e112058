import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer, type Server, type Socket } from 'node:net';
import { afterAll, expect, test } from '@jest/globals';
import { OutgoingClient, type OutgoingOptions, type OutgoingRequest, parseAllowedTargets } from '../../../src/http.ts';
import { type Connection, ConnectionPool } from '../../../src/toolkit/http/connection-pool.ts';
import { listen } from './raw-client.ts';
import { selfSigned } from './self-signed.ts';

const loopback = { reach: 'loopback', allowed: [] } as const;
const open: (() => unknown)[] = [];
afterAll(() => Promise.all(open.map((close) => close())));

function clientOf(options: Partial<OutgoingOptions> = {}): OutgoingClient {
  const client = new OutgoingClient({ policy: loopback, timeoutMs: 2000, ...options });
  open.push(() => client.close());
  return client;
}

async function serve(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => {})));
  open.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return listen(server);
}

const statusOf = (client: OutgoingClient, url: string, more: Partial<OutgoingRequest> = {}) =>
  client.send({ url: new URL(url), method: 'POST', headers: {}, body: '[1]', ...more }).then(
    ({ status }) => status,
    ({ code }: { code: string }) => code,
  );

const response = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n';

/** Responds to the first request of each connection, and does something else with the second one. */
function respondOnce(onSecond: (socket: Socket) => void, requests: number[]): Server {
  return createServer((socket) => {
    let count = 0;
    socket.on('error', () => {});
    socket.on('data', () => {
      requests.push(++count);
      if (count === 1) socket.write(response);
      else onSecond(socket);
    });
  });
}

test.each<[name: string, more: Partial<OutgoingRequest>, onSecond: (socket: Socket) => void, wanted: unknown]>([
  ['a POST that may be repeated', { isRepeatable: true }, (socket) => socket.resetAndDestroy(), 200],
  ['a POST that may be repeated', { isRepeatable: true }, (socket) => socket.end(), 200],
  ['a GET', { method: 'GET', body: undefined }, (socket) => socket.resetAndDestroy(), 200],
  ['a POST', {}, (socket) => socket.resetAndDestroy(), 'HTTP_CONNECTION'],
  [
    'a GET that may not be repeated',
    { method: 'GET', isRepeatable: false },
    (socket) => socket.end(),
    'HTTP_CONNECTION',
  ],
  ['a POST of whose response a byte came', { isRepeatable: true }, (socket) => socket.end('HTTP/1'), 'HTTP_CONNECTION'],
])('%s, on a connection that is closed when it is used again: %#', async (_name, more, onSecond, wanted) => {
  const requests: number[] = [];
  const url = `http://127.0.0.1:${await serve(respondOnce(onSecond, requests))}/`;
  const client = clientOf();
  expect(await statusOf(client, url)).toBe(200);
  expect(await statusOf(client, url, more)).toBe(wanted);
  expect(requests).toEqual(wanted === 200 ? [1, 2, 1] : [1, 2]);
});

test('a request on a new connection is not repeated', async () => {
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    socket.once('data', () => socket.resetAndDestroy());
  });
  const url = `http://127.0.0.1:${await serve(server)}/`;
  expect(await statusOf(clientOf(), url, { isRepeatable: true })).toBe('HTTP_CONNECTION');
  expect(connections).toBe(1);
});

test('the deadline is for both tries', async () => {
  let connections = 0;
  const server = createServer((socket) => {
    const isFirst = ++connections === 1;
    let count = 0;
    socket.on('data', () => {
      if (isFirst && ++count === 1) socket.write(response);
      else if (isFirst) socket.resetAndDestroy();
    });
  });
  const url = `http://127.0.0.1:${await serve(server)}/`;
  const client = clientOf({ timeoutMs: 200 });
  expect(await statusOf(client, url)).toBe(200);
  expect(await statusOf(client, url, { isRepeatable: true })).toBe('HTTP_TIMEOUT');
  expect(connections).toBe(2);
});

test('a request that is under way when the client is closed is not sent again', async () => {
  const requests: number[] = [];
  const received = Promise.withResolvers<void>();
  const url = `http://127.0.0.1:${await serve(respondOnce(() => received.resolve(), requests))}/`;
  const client = clientOf();
  expect(await statusOf(client, url)).toBe(200);
  const second = statusOf(client, url, { isRepeatable: true });
  await received.promise;
  await client.close();
  expect([await second, requests]).toEqual(['HTTP_CONNECTION', [1, 2]]);
});

test('an idle connection that is closed is forgotten, and so is the oldest of too many', async () => {
  const { Client, buildConnector } = await import('undici');
  const options = { policy: loopback, connectTimeoutMs: 1000, maxIdleConnections: 2 };
  const pool = new ConnectionPool(options, { Client, buildConnector });
  const [first, second, third] = ['http://127.0.0.1:1', 'http://127.0.0.1:2', 'http://127.0.0.1:2'].map((origin) =>
    pool.take(origin),
  ) as [Connection, Connection, Connection];
  expect(pool.size).toEqual({ open: 3, idle: 0, origins: 0 });
  pool.release(first);
  pool.release(second);
  expect(pool.size).toEqual({ open: 3, idle: 2, origins: 2 });
  pool.release(third);
  expect(pool.size).toEqual({ open: 2, idle: 2, origins: 1 });
  expect(first.client.destroyed).toBe(true);
  expect(pool.take('http://127.0.0.1:2')).toBe(third);
  expect(pool.take('http://127.0.0.1:2', true)).not.toBe(second);
  second.client.emit('disconnect', new URL('http://127.0.0.1:2'), [second.client], new Error('closed') as never);
  expect(pool.size).toEqual({ open: 2, idle: 0, origins: 0 });
  pool.close();
  expect(pool.size).toEqual({ open: 0, idle: 0, origins: 0 });
});

const echo: RequestListener = (request, response) => {
  request.resume();
  response.end();
};

test.each<[url: string, allowed: string[], ports: number[] | undefined, wanted: unknown]>([
  ['http://localhost:PORT/', ['127.0.0.0/8'], undefined, 200],
  ['http://LOCALHOST.:PORT/', ['127.0.0.0/8'], undefined, 200],
  ['http://hooks.localhost:PORT/', ['127.0.0.0/8', '::1/128'], undefined, 200],
  ['http://localhost:PORT/', ['127.0.0.1:1'], undefined, 'HTTP_TARGET'],
  ['http://localhost:PORT/', ['10.0.0.0/8'], undefined, 'HTTP_TARGET'],
  ['http://localhost:PORT/', ['::1/128'], undefined, 'HTTP_CONNECTION'],
  ['http://127.0.0.1:PORT/', ['127.0.0.0/8'], [443], 'HTTP_TARGET'],
  ['http://127.0.0.1:PORT/', ['127.0.0.1:PORT'], [443], 200],
  ['blob:http://127.0.0.1:PORT/', ['127.0.0.0/8'], undefined, 'HTTP_URL'],
])('%s, with %j allowed and the ports %j: %s', async (url, allowed, ports, wanted) => {
  const port = await serve(createHttpServer(echo));
  const onPort = (text: string) => text.replace('PORT', String(port));
  const client = clientOf({ policy: { reach: 'public', allowed: parseAllowedTargets(allowed.map(onPort)), ports } });
  // The verdict of the first one is remembered.
  expect(await statusOf(client, `http://127.0.0.1:${port}/`)).toBeDefined();
  expect(await statusOf(client, onPort(url))).toBe(wanted);
});

test('a certificate that nobody vouches for, and a server without TLS', async () => {
  const receiver = createTlsServer(selfSigned, echo);
  const secure = `https://127.0.0.1:${await serve(receiver)}/`;
  const plain = `https://127.0.0.1:${await serve(createHttpServer(echo))}/`;
  const client = clientOf();
  const send = (url: string) => client.send({ url: new URL(url), method: 'POST', headers: {}, body: 'x' });
  await expect(send(secure)).rejects.toMatchObject({
    code: 'HTTP_CONNECTION',
    message: expect.stringMatching(/^127\.0\.0\.1:\d+: self-signed certificate$/),
  });
  await expect(send(plain)).rejects.toMatchObject({
    code: 'HTTP_CONNECTION',
    message: expect.stringMatching(/^127\.0\.0\.1:\d+: TLS failed \([a-z ]+\)$/),
  });
});

test('after closing, nothing is sent', async () => {
  const port = await serve(createHttpServer(echo));
  const client = clientOf();
  expect(await statusOf(client, `http://127.0.0.1:${port}/`)).toBe(200);
  await client.close();
  expect(await statusOf(client, `http://127.0.0.1:${port}/`)).toBe('HTTP_CONNECTION');
});
