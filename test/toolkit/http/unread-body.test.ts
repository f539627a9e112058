import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import express from 'express';
import { createApp, loadContract } from '../../../src/server.ts';
import { webhooksContract, withMock } from '../mock/with-mock.ts';
import { flood, listen, open, receive } from './raw-client.ts';

const MiB = 1024 * 1024;
const bearer = 'Authorization: Bearer x';
const json = 'Content-Type: application/json';
const chunked = 'Transfer-Encoding: chunked';
const post = 'POST /api/sys/webhooks';

/** Of what is sent without an end: the head, the response, how much is read of it before. */
const endless: readonly [what: string, head: readonly string[], status: string, read: number, start?: Buffer][] = [
  ['413', [post, bearer, json, chunked], '413', MiB],
  ['413 by its length', [post, bearer, json, 'Content-Length: 1000000000'], '413', 0],
  [
    '413 once decoded',
    [post, bearer, json, chunked, 'Content-Encoding: gzip'],
    '413',
    0,
    gzipSync(Buffer.alloc(2 * MiB)),
  ],
  ['a token without credentials', ['POST /api/token', 'Content-Type: text/plain', chunked], '413', MiB],
  ['401', [post, json, chunked], '401', 0],
  ['401 by its length', [post, json, 'Content-Length: 1000000000'], '401', 0],
  ['404', ['POST /nowhere', chunked], '404', 0],
  ['404 for GET', ['GET /nowhere', chunked], '404', 0],
  ['405', ['PATCH /api/sys/webhooks', bearer, chunked], '405', 0],
  ['415 of a coding', [post, bearer, json, chunked, 'Content-Encoding: x'], '415', 0],
  ['400 of a coding', [post, bearer, json, chunked, 'Content-Encoding: gzip'], '400', 0, Buffer.alloc(100)],
  ['what follows a gzip stream', [post, bearer, json, chunked, 'Content-Encoding: gzip'], '400', 0, gzipSync('{}')],
  ['beforeBody', [post, bearer, json, chunked, 'X-Early: 1'], '409', 0],
];

async function makeApp(): Promise<RequestListener> {
  const contract = await loadContract(webhooksContract);
  const respond = () => ({ status: 400, body: 'read' });
  const handlers = Object.fromEntries(contract.operations.map(({ operationId }) => [operationId, respond]));
  return createApp({
    contract,
    handlers,
    security: { bearer: ({ value }) => value },
    beforeBody: ({ request }) => (request.get('x-early') ? { status: 409 } : undefined),
    responses: 'report',
    onError() {},
  });
}

/** Serves without any limits of the server's own. */
async function serveBare<T>(app: RequestListener, run: (port: number, sockets: Socket[]) => Promise<T>): Promise<T> {
  const sockets: Socket[] = [];
  const server = createServer(app).on('connection', (socket) => sockets.push(socket));
  try {
    return await run(await listen(server), sockets);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const headOf = ([target, ...headers]: readonly string[]) =>
  [`${target} HTTP/1.1`, 'Host: 127.0.0.1', ...headers, ''].join('\r\n');

const mount: Record<string, (app: RequestListener) => RequestListener> = {
  'by itself': (app) => app,
  'in an application with other routes': (app) =>
    express()
      .get('/health', (_request, response) => void response.send('ok'))
      .use(app)
      .get('/other', (_request, response) => void response.send('other')),
};

test.each(Object.keys(mount))('an app %s takes at most 1 MiB more of an endless body', async (name) => {
  const app = (mount[name] as (typeof mount)[string])(await makeApp());
  await Promise.all(
    endless.map(([what, head, status, read, start]) =>
      serveBare(app, async (port, sockets) => {
        const { lines, isCut } = await flood(port, headOf(head), start);
        const taken = (sockets[0] as Socket).bytesRead;
        expect([what, lines[0], isCut, taken <= read + MiB]).toEqual([what, status, true, true]);
        if (status === '413' || head.includes('Content-Length: 1000000000'))
          expect(lines).toContain('connection: close');
      }),
    ),
  );
});

test('a mock cuts the same bodies', () =>
  withMock(webhooksContract, {}, async (_ask, mock) => {
    const port = Number(new URL(mock.url).port);
    const more = [
      [
        'a preflight',
        ['OPTIONS /api/token', 'Origin: http://127.0.0.1', 'Access-Control-Request-Method: PUT', chunked],
        '204',
      ],
      ['the control paths', ['POST /__concordat/reset', chunked], '204'],
      ['a control path that reads it', ['POST /__concordat/next', chunked], '400'],
    ] as const;
    const sent = [...endless.filter(([what]) => what !== 'beforeBody'), ...more];
    const results = sent.map(async ([what, head, , , start]) => {
      const { lines, isCut } = await flood(port, headOf(head), start);
      return [what, lines[0], isCut];
    });
    expect(await Promise.all(results)).toEqual(sent.map(([what, , status]) => [what, status, true]));
  }));

test.each([
  ['of a known length', 'Content-Length: 300000', 'a'.repeat(300_000)],
  ['in chunks', chunked, `493e0\r\n${'a'.repeat(300_000)}\r\n0\r\n\r\n`],
])('a connection goes on after an unread body %s', async (_, header, body) => {
  const app = await makeApp();
  await serveBare(app, async (port) => {
    const requests = endless.filter(([, head]) => head.includes(chunked)).slice(4);
    const statuses = requests.map(([, , status]) => status);
    const texts = requests.map(([, head]) => headOf(head.map((line) => (line === chunked ? header : line))));
    const socket = await open(port, '');
    const received = receive(socket);
    for (const text of texts) {
      socket.write(`${text}\r\n${body}`);
      await once(socket, 'data');
    }
    socket.end(`${headOf(['GET /last', 'Connection: close'])}\r\n`);
    const { lines } = await received;
    expect(lines.filter((line) => /^\d/.test(line))).toEqual([...statuses, '404']);
    expect(lines.filter((line) => line === 'connection: close')).toHaveLength(1);
  });
});
