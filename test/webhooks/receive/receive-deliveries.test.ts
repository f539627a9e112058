import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, test } from '@jest/globals';
import express, { type NextFunction, type Request, type Response } from 'express';
import { deliveryOf, type ReceiveOptions, receiveDeliveries, SeenDeliveries } from '../../../src/receive.ts';
import { signDelivery } from '../../../src/webhooks/delivery/signature.ts';
import { serve } from '../../serve.ts';

const secret = 'whsec_YSBrZXkgb2YgMjQgYnl0ZXMsIHllcyE=';
const body = '[{"Id":1,"Name":"Café"}]';

function headersOf(given: { id?: string; body?: string; attemptOn?: Date } = {}): Record<string, string> {
  const signed = signDelivery({
    id: randomUUID(),
    attemptOn: new Date(),
    body,
    action: 6,
    secrets: [secret],
    ...given,
  });
  return { 'Content-Type': 'application/json', ...signed };
}

async function post(url: string, headers: Record<string, string>, text: string = body) {
  const response = await fetch(`${url}/hooks`, { method: 'POST', headers, body: text });
  const received = await response.text();
  return { status: response.status, body: received, headers: response.headers };
}

interface App {
  readonly url: string;
  /** The ids that the handler got. */
  readonly handled: string[];
}

/** An Express app with the middleware, whose handler responds with the records. */
function withApp(
  run: (app: App) => Promise<void>,
  {
    before = [],
    handle = (request, response) => void response.json(deliveryOf(request).records),
    ...options
  }: Partial<ReceiveOptions> & {
    before?: express.RequestHandler[];
    handle?: (request: Request, response: Response) => void;
  } = {},
): Promise<void> {
  const app = express();
  const handled: string[] = [];
  app.post('/hooks', ...before, receiveDeliveries({ secret, ...options }), (request, response) => {
    handled.push(deliveryOf(request).id);
    handle(request, response);
  });
  app.use((error: Error, _request: Request, response: Response, _next: NextFunction) => {
    response.status(500).send(error.message);
  });
  return serve(app, (url) => run({ url, handled }));
}

test('the handler gets a delivery that is signed', () =>
  withApp(async ({ url, handled }) => {
    const id = randomUUID();
    expect(await post(url, headersOf({ id }))).toMatchObject({ status: 200, body });
    expect(handled).toEqual([id]);
  }));

test.each<[string, number, string, Record<string, string>, string?]>([
  ['no signature', 401, 'WEBHOOK_HEADER_MISSING', { 'Content-Type': 'application/json' }],
  ['another body', 401, 'WEBHOOK_SIGNATURE', headersOf(), '[{"Id":2}]'],
  ['an old attempt', 401, 'WEBHOOK_TOO_OLD', headersOf({ attemptOn: new Date(Date.now() - 600_000) })],
  ['a malformed timestamp', 400, 'WEBHOOK_HEADER_MALFORMED', { ...headersOf(), 'webhook-timestamp': 'now' }],
  ['no list of records', 400, 'DELIVERY_RECORDS', headersOf({ body: '{}' }), '{}'],
  ['a large body', 413, 'DELIVERY_TOO_LARGE', headersOf(), 'x'.repeat(2000)],
  ['one that is still being sent', 413, 'DELIVERY_TOO_LARGE', headersOf(), 'x'.repeat(3_000_000)],
])('%s is a %d, and does not get to the handler', (_what, status, code, headers, text = body) =>
  withApp(
    async ({ url, handled }) => {
      const response = await post(url, headers, text);
      expect([response.status, JSON.parse(response.body)]).toEqual([status, { code, message: expect.any(String) }]);
      expect(handled).toEqual([]);
    },
    { maxBytes: 1000 },
  ),
);

const keepBytes = express.json({
  verify: (request, _response, bytes) => {
    Object.assign(request, { rawBody: bytes });
  },
});

test.each<[string, express.RequestHandler[]]>([
  ['express.raw()', [express.raw({ type: 'application/json' })]],
  ['express.text()', [express.text({ type: 'application/json' })]],
  ['express.json() that keeps the bytes', [keepBytes]],
  ['a parser for another type', [express.urlencoded({ extended: false })]],
])('the bytes are there after %s', (_what, before) =>
  withApp(async ({ url }) => expect(await post(url, headersOf())).toMatchObject({ status: 200, body }), { before }),
);

test('after express.json(), the app is told what to do', () =>
  withApp(
    async ({ url, handled }) => {
      const response = await post(url, headersOf());
      expect([response.status, response.body]).toEqual([500, expect.stringContaining('request.rawBody = bytes')]);
      expect(handled).toEqual([]);
    },
    { before: [express.json()] },
  ));

test.each(['', [], ['a text of 24 characters!', ''], undefined as never])(
  'the secret %j is refused at once',
  (wrong) => {
    expect(() => receiveDeliveries({ secret: wrong })).toThrow(expect.objectContaining({ code: 'WEBHOOK_SECRET' }));
  },
);

test('a duplicate of a delivery that was handled does not get to the handler', () =>
  withApp(
    async ({ url, handled }) => {
      const [headers, other] = [headersOf(), headersOf()];
      expect(await post(url, headers)).toMatchObject({ status: 200, body });
      expect(await post(url, headers)).toMatchObject({ status: 200, body: '' });
      expect(await post(url, other)).toMatchObject({ status: 200, body });
      expect(handled).toEqual([headers['webhook-id'], other['webhook-id']]);
    },
    { seen: new SeenDeliveries() },
  ));

test('a delivery that the handler failed to handle gets to it again', () => {
  const statuses = [500, 204];
  return withApp(
    async ({ url, handled }) => {
      const headers = headersOf();
      for (const status of [500, 204, 200]) expect(await post(url, headers)).toMatchObject({ status });
      expect(handled).toHaveLength(2);
    },
    { seen: new Set<string>(), handle: (_request, response) => void response.sendStatus(statuses.shift() ?? 204) },
  );
});

test('a duplicate that comes while the handler works is to be sent again', () => {
  const held = Promise.withResolvers<Response>();
  return withApp(
    async ({ url, handled }) => {
      const headers = headersOf();
      const first = post(url, headers);
      const response = await held.promise;
      const second = await post(url, headers);
      expect([second.status, second.headers.get('retry-after'), JSON.parse(second.body).code]).toEqual([
        409,
        '1',
        'DELIVERY_IN_PROGRESS',
      ]);
      response.sendStatus(204);
      expect((await first).status).toBe(204);
      expect(await post(url, headers)).toMatchObject({ status: 200, body: '' });
      expect(handled).toHaveLength(1);
    },
    { seen: new SeenDeliveries(), handle: (_request, response) => held.resolve(response) },
  );
});

test('a memory that fails is an error of the app, and the next attempt gets through', () => {
  const answers = [() => Promise.reject(new Error('no database')), async () => false];
  return withApp(
    async ({ url, handled }) => {
      const headers = headersOf();
      expect(await post(url, headers)).toMatchObject({ status: 500, body: 'no database' });
      expect((await post(url, headers)).status).toBe(200);
      expect(handled).toHaveLength(1);
    },
    {
      seen: { has: () => (answers.shift() as () => Promise<boolean>)(), add: () => Promise.reject(new Error('full')) },
    },
  );
});

test('the last ids are remembered', () => {
  const seen = new SeenDeliveries(2);
  for (const id of ['a', 'b', 'c']) seen.add(id);
  expect(['a', 'b', 'c'].map((id) => seen.has(id))).toEqual([false, true, true]);
});

test('plain Node needs no framework, and a client that goes away calls nothing', async () => {
  const calls: unknown[] = [];
  const receive = receiveDeliveries({ secret });
  const gone = Promise.withResolvers<void>();
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    request.once('close', () => gone.resolve());
    receive(request, response, (error) => {
      calls.push(error ?? deliveryOf(request).records);
      response.writeHead(204).end();
    });
  };
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  socket.end('POST /hooks HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n[{"Id"');
  await gone.promise;
  socket.destroy();
  expect((await post(`http://127.0.0.1:${port}`, headersOf())).status).toBe(204);
  server.close();
  expect(calls).toEqual([JSON.parse(body)]);
});

test('a handler without the middleware is told so', () => {
  expect(() => deliveryOf({} as IncomingMessage)).toThrow('mount receiveDeliveries() before this handler');
});
