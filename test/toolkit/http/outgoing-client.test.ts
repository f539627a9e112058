import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { expect, jest, test } from '@jest/globals';
import { type Lookup, OutgoingClient, type OutgoingOptions, parseAllowedTargets } from '../../../src/http.ts';
import { createConnector } from '../../../src/toolkit/http/guarded-connector.ts';
import { freePort } from '../../free-port.ts';

const loopback = { reach: 'loopback', allowed: [] } as const;
const open = { reach: 'public', allowed: [] } as const;

/** A look-up of names that no system knows. */
function knowing(...turns: string[][]): Lookup {
  let turn = 0;
  return async () => {
    const addresses = turns[Math.min(turn++, turns.length - 1)] ?? [];
    return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  };
}

/** Sends one request after the other, each to a URL that is made of the receiver's port. */
async function sendAll(
  receiver: RequestListener,
  options: OutgoingOptions,
  urlsOf: (port: number) => readonly string[],
): Promise<{ results: unknown[]; requests: number; connections: number }> {
  const counted = { requests: 0, connections: 0 };
  const server = createServer((request, response) => {
    counted.requests++;
    receiver(request, response);
  });
  server.on('connection', () => counted.connections++);
  const port = await listen(server);
  const client = new OutgoingClient({ keepAlive: false, ...options });
  const results: unknown[] = [];
  for (const to of urlsOf(port)) {
    const sent = client.send({ url: new URL(to), method: 'POST', headers: { 'x-test': 'yes' }, body: '[1]' });
    results.push(
      await sent.then(
        ({ status, body, isTruncated }) => [status, body.toString(), isTruncated],
        (error: { code: string }) => error.code,
      ),
    );
  }
  await client.close();
  server.closeAllConnections();
  server.close();
  return { results, ...counted };
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const echo: RequestListener = (request, response) => {
  request.on('data', (data) => response.end(`${request.method} ${request.headers.host} ${data}`));
};

test('a request is sent, and its response read', () =>
  expect(sendAll(echo, { policy: loopback }, (port) => [`http://127.0.0.1:${port}/x`])).resolves.toMatchObject({
    results: [[200, expect.stringMatching(/^POST 127\.0\.0\.1:\d+ \[1\]$/), false]],
  }));

test('no spelling of a forbidden address is connected to', async () => {
  const hosts = ['127.0.0.1', '0x7f.1', '0177.0.0.1', '127.1', '2130706433', '[::ffff:127.0.0.1]', '[::1]'];
  const names = ['localhost', 'localhost.', 'a.localhost'];
  const { connections, results } = await sendAll(echo, { policy: open }, (port) =>
    [...hosts, ...names].map((host) => `http://${host}:${port}/`),
  );
  expect(results).toEqual(Array(hosts.length + names.length).fill('HTTP_TARGET'));
  expect(connections).toBe(0);
});

test.each<[name: string, options: OutgoingOptions, results: unknown[]]>([
  ['one that is allowed', { policy: loopback, lookup: knowing(['127.0.0.1']) }, [[200, expect.any(String), false]]],
  ['a private one', { policy: open, lookup: knowing(['10.0.0.1']) }, ['HTTP_TARGET']],
  ['a public one and a private one', { policy: open, lookup: knowing(['8.8.8.8', '127.0.0.1']) }, ['HTTP_TARGET']],
  ['a private one and a public one', { policy: open, lookup: knowing(['127.0.0.1', '8.8.8.8']) }, ['HTTP_TARGET']],
  ['this machine and another', { policy: loopback, lookup: knowing(['127.0.0.1', '10.0.0.1']) }, ['HTTP_TARGET']],
  ['a mapped one', { policy: open, lookup: knowing(['::ffff:127.0.0.1']) }, ['HTTP_TARGET']],
  ['a translated one', { policy: open, lookup: knowing(['64:ff9b::7f00:1']) }, ['HTTP_TARGET']],
  [
    'one that the allow-list names',
    {
      policy: { reach: 'public', allowed: parseAllowedTargets(['127.0.0.0/8']) },
      lookup: knowing(['127.0.0.1']),
    },
    [[200, expect.any(String), false]],
  ],
  [
    'another one the second time',
    { policy: loopback, lookup: knowing(['127.0.0.1'], ['10.0.0.1']) },
    [[200, expect.any(String), false], 'HTTP_TARGET'],
  ],
  ['none', { policy: open, lookup: knowing([]) }, ['HTTP_UNRESOLVED']],
  ['nothing in time', { policy: open, lookup: () => new Promise(() => {}), connectTimeoutMs: 30 }, ['HTTP_TIMEOUT']],
  [
    'nothing, as the look-up fails',
    { policy: open, lookup: () => Promise.reject(new Error('x')) },
    ['HTTP_UNRESOLVED'],
  ],
])('a name that resolves to %s', async (_name, options, wanted) => {
  const sent = await sendAll(echo, options, (port) => wanted.map(() => `http://pinned.example:${port}/`));
  expect(sent.results).toEqual(wanted);
  expect(sent.connections).toBe(wanted.filter((result) => typeof result !== 'string').length);
});

test('the name is looked up once for a connection, and stays in the request', async () => {
  const lookup = jest.fn(knowing(['127.0.0.1'], ['10.0.0.1']));
  const { results } = await sendAll(echo, { policy: loopback, lookup }, (port) => [`http://pinned.example:${port}/`]);
  expect(results).toEqual([[200, expect.stringContaining('pinned.example:'), false]]);
  expect(lookup).toHaveBeenCalledTimes(1);
});

test.each([
  ['10.0.0.1', 'HTTP_TARGET'],
  // It is closed already: whom it was connected to, nobody knows.
  [undefined, 'HTTP_CONNECTION'],
  ['127.0.0.1', undefined],
  ['::ffff:127.0.0.1', undefined],
])('a socket whose remote address is %s: %s', (remoteAddress, wanted) => {
  const destroy = jest.fn();
  const socket = { remoteAddress, destroy } as never;
  const options = { policy: loopback, connectTimeoutMs: 1000 };
  const connect = createConnector(new URL('http://pinned.example/'), options, () => (_target, callback) => {
    callback(null, socket);
  });
  connect({ hostname: 'pinned.example', protocol: 'http:', port: '80' }, (error, connected) => {
    expect([(error as { code?: string } | null)?.code, connected]).toEqual([wanted, wanted ? null : socket]);
  });
  expect(destroy).toHaveBeenCalledTimes(wanted ? 1 : 0);
});

test.each([301, 302, 303, 307, 308])('a redirect with %i is a response, and not followed', (status) =>
  expect(
    sendAll(
      (_request, response) => void response.writeHead(status, { location: '/next' }).end('moved'),
      { policy: loopback },
      (port) => [`http://127.0.0.1:${port}/`],
    ),
  ).resolves.toMatchObject({ requests: 1, results: [[status, 'moved', false]] }),
);

test.each<[name: string, receiver: RequestListener]>([
  ['never responds', () => {}],
  ['sends a header and no body', (_request, response) => response.writeHead(200).flushHeaders()],
  [
    'sends a byte now and then, for ever',
    (_request, response) => {
      const timer = setInterval(() => response.write('x'), 5);
      response.once('close', () => clearInterval(timer));
    },
  ],
])('the deadline is for the whole exchange: a receiver that %s', (_name, receiver) =>
  expect(
    sendAll(receiver, { policy: loopback, timeoutMs: 60 }, (port) => [`http://127.0.0.1:${port}/`]),
  ).resolves.toMatchObject({ results: ['HTTP_TIMEOUT'] }),
);

test.each<[name: string, bytes: number, limit: number, wanted: [length: number, isTruncated: boolean]]>([
  ['less than the limit', 9, 10, [9, false]],
  ['the limit', 10, 10, [10, false]],
  ['a byte more', 11, 10, [10, true]],
  ['a megabyte more', 2 ** 20, 10, [10, true]],
  ['nothing', 0, 10, [0, false]],
])('a body of %s is read up to the limit', async (_name, bytes, maxResponseBytes, wanted) => {
  const { results } = await sendAll(
    (_request, response) => void response.end('x'.repeat(bytes)),
    { policy: loopback, maxResponseBytes },
    (port) => [`http://127.0.0.1:${port}/`],
  );
  const [[status, body, isTruncated]] = results as [[number, string, boolean]];
  expect([status, [body.length, isTruncated]]).toEqual([200, wanted]);
});

test('an endless body is cut off at the limit, and its connection closed', async () => {
  const closed = Promise.withResolvers<void>();
  const { results } = await sendAll(
    (_request, response) => {
      const fill = () => {
        while (!response.closed && response.write('x'.repeat(1000)));
      };
      response.on('drain', fill);
      response.once('close', closed.resolve);
      fill();
    },
    { policy: loopback, maxResponseBytes: 5000 },
    (port) => [`http://127.0.0.1:${port}/`],
  );
  expect(results).toEqual([[200, 'x'.repeat(5000), true]]);
  await closed.promise;
});

test('a compressed body is not decompressed', () =>
  expect(
    sendAll(
      (_request, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end('no gzip'),
      { policy: loopback },
      (port) => [`http://127.0.0.1:${port}/`],
    ),
  ).resolves.toMatchObject({ results: [[200, 'no gzip', false]] }));

test('a connection that is refused or breaks, and a request that cannot be sent', async () => {
  const client = new OutgoingClient({ policy: loopback });
  const send = (port: number, headers = {}) =>
    client.send({ url: new URL(`http://127.0.0.1:${port}/`), method: 'POST', headers, body: 'x' });
  const nobody = await freePort();
  await expect(send(nobody)).rejects.toMatchObject({
    code: 'HTTP_CONNECTION',
    message: expect.stringMatching(`^127.0.0.1:${nobody}: .*ECONNREFUSED`),
  });
  await expect(send(nobody, { 'x-test': 'a\r\nb' })).rejects.toMatchObject({ code: 'HTTP_UNSENDABLE' });
  const breaking = createTcpServer((socket) => void socket.once('data', () => socket.resetAndDestroy()));
  await expect(send(await listen(breaking))).rejects.toMatchObject({ code: 'HTTP_CONNECTION' });
  breaking.close();
  await client.close();
});

test('several addresses, of which none is listening', async () => {
  const client = new OutgoingClient({ policy: loopback, lookup: knowing(['127.0.0.1', '127.0.0.2']) });
  const url = new URL(`http://pinned.example:${await freePort()}/`);
  await expect(client.send({ url, method: 'GET', headers: {} })).rejects.toMatchObject({
    code: 'HTTP_CONNECTION',
    message: expect.stringContaining('ECONNREFUSED'),
  });
  await client.close();
});

test.each([true, false])('keepAlive %j: whether connections are used again', async (keepAlive) => {
  const { requests, connections } = await sendAll(
    (_request, response) => void response.end(),
    { policy: loopback, keepAlive },
    (port) => Array.from({ length: 10 }, () => `http://127.0.0.1:${port}/`),
  );
  expect([requests, connections < requests]).toEqual([10, keepAlive]);
});

test.each(['ftp://127.0.0.1/', 'http://user:secret@127.0.0.1/'])(
  '%s is not sent to, and no secret told',
  async (to) => {
    const client = new OutgoingClient({ policy: loopback });
    const error = await client.send({ url: new URL(to), method: 'GET', headers: {} }).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ code: 'HTTP_URL', message: expect.not.stringContaining('secret') });
  },
);
