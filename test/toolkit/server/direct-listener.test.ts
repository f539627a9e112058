import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import express, { type Express } from 'express';
import { createApp, forbidden, loadContract, type RequestContext, type ServerIncident } from '../../../src/server.ts';
import { inFolder } from '../../files.ts';

const cats = `
openapi: 3.1.0
info: { title: Cats, version: '1' }
servers: [{ url: 'https://cats.example/api' }]
paths:
  /cats/{id}:
    get:
      operationId: getCat
      parameters: [{ name: id, in: path, required: true, schema: { type: integer } }]
      responses:
        '200': { description: ok, content: { application/json: { schema: {} }, text/plain: { schema: { type: string } } } }
        '204': { description: nothing }
    put:
      operationId: putCat
      security: [{ key: [] }, { other: [] }]
      parameters: [{ name: id, in: path, required: true, schema: { type: integer } }]
      responses: { '200': { description: ok, content: { application/json: { schema: { type: object, required: [who] } } } }, '403': { description: no } }
components:
  securitySchemes:
    key: { type: apiKey, in: header, name: X-Key }
    other: { type: apiKey, in: header, name: X-Other }
`;

type Handler = (request: object, context: RequestContext) => never;

function makeApp(folder: string, handlers: Record<string, unknown> = {}, more: object = {}): Promise<Express> {
  return loadContract(`${folder}/cats.yaml`).then((contract) =>
    createApp({
      contract,
      handlers: { getCat: () => ({ status: 204 }), putCat: () => ({ status: 204 }), ...handlers } as never,
      security: { key: () => 'ann', other: () => 'bob' },
      ...more,
    }),
  );
}

async function withServer<T>(server: Server, run: (url: string, server: Server) => Promise<T>): Promise<T> {
  if (!server.listening) await once(server, 'listening');
  try {
    return await run(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/cats/1`, server);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const withCats = <T>(run: (folder: string) => Promise<T>) => inFolder({ 'cats.yaml': cats }, run);

/** What a handler and a log can see of Express. */
const see = (app: () => Express): Handler => {
  return ((_request: object, { request }: RequestContext) => ({
    status: 200,
    body: {
      app: request.app === app() && request.res?.app === app(),
      url: [request.url, request.baseUrl, request.originalUrl],
      params: request.params,
      ip: request.ip,
      accepts: request.accepts('json'),
      header: request.get('X-Cat'),
      req: request.res?.req === request,
      locals: { ...request.res?.locals },
      get: typeof request.res?.json,
    },
  })) as never;
};

const ways: readonly (readonly [name: string, listen: (app: Express) => Server])[] = [
  ['its own listen', (app) => app.listen(0, '127.0.0.1')],
  ['a server of the user', (app) => createServer(app).listen(0, '127.0.0.1')],
  ['called by a listener', (app) => createServer((message, response) => app(message, response)).listen(0, '127.0.0.1')],
  ['an app with more routes', (app) => app.use(() => undefined).listen(0, '127.0.0.1')],
  ['mounted', (app) => express().use(app).listen(0, '127.0.0.1')],
  [
    'mounted as a function',
    (app) =>
      express()
        .use((one, two, next) => app(one, two, next))
        .listen(0, '127.0.0.1'),
  ],
];

test.each(ways)('handlers see the same of Express by %s', (_name, listen) =>
  withCats(async (folder) => {
    let app: Express | undefined;
    app = await makeApp(folder, { getCat: see(() => app as Express) });
    app.set('trust proxy', true);
    const seen = await withServer(listen(app), async (url) => {
      const response = await fetch(url, { headers: { 'X-Cat': 'Tom', 'X-Forwarded-For': '192.0.2.1' } });
      return response.json();
    });
    expect(seen).toEqual({
      app: true,
      url: ['/api/cats/1', '', '/api/cats/1'],
      params: {},
      ip: '192.0.2.1',
      accepts: 'json',
      header: 'Tom',
      req: true,
      locals: { operationId: 'getCat' },
      get: 'function',
    });
  }),
);

test('it is served as Express does below a path of another app, and with settings and routes of its own', () =>
  withCats(async (folder) => {
    const outer = express();
    let app: Express | undefined;
    app = await makeApp(folder, { getCat: see(() => app as Express) }, { basePath: '' });
    const logged: unknown[] = [];
    outer.use((_request, response, next) => {
      response.locals['mine'] = 1;
      response.on('finish', () => logged.push(response.locals['operationId']));
      next();
    });
    outer.use('/api', app);
    outer.use((error: Error, _request: unknown, response: express.Response, _next: unknown) => {
      response.status(500).send(error.message);
    });
    await withServer(outer.listen(0, '127.0.0.1'), async (url) => {
      const { url: urls, locals } = (await (await fetch(url)).json()) as { url: string[]; locals: object };
      expect(urls).toEqual(['/cats/1', '/api', '/api/cats/1']);
      expect(locals).toEqual({ mine: 1, operationId: 'getCat' });
      expect(logged).toEqual(['getCat']);
    });
    app.enable('x-powered-by');
    const urlBelow = (url: string) => url.replace('/api', '');
    await withServer(app.listen(0, '127.0.0.1'), async (url) => {
      expect((await fetch(urlBelow(url))).headers.get('x-powered-by')).toBe('Express');
    });
    app.disable('x-powered-by').use((_request, response) => void response.send('mine'));
    const { stack } = app.router;
    stack.unshift(...stack.splice(-1));
    await withServer(app.listen(0, '127.0.0.1'), async (url) => {
      expect(await (await fetch(urlBelow(url))).text()).toBe('mine');
    });
  }));

test('listen calls back once, also with the error', () =>
  withCats(async (folder) => {
    const app = await makeApp(folder);
    const calls: unknown[] = [];
    const server = app.listen(0, '127.0.0.1', (error) => void calls.push(error));
    await withServer(server, async () => {
      const { port } = server.address() as AddressInfo;
      const failed = await new Promise((resolve) => app.listen(port, '127.0.0.1', resolve));
      expect(failed).toMatchObject({ code: 'EADDRINUSE' });
    });
    expect(calls).toEqual([undefined]);
  }));

const thenable = { then: (resolve: (value: unknown) => void) => resolve({ status: 200, body: { who: 'x' } }) };

test.each<[what: string, handler: () => unknown, status: number]>([
  ['a response', () => ({ status: 200, body: { who: 'x' } }), 200],
  ['a promise', async () => ({ status: 200, body: { who: 'x' } }), 200],
  ['what can be awaited', () => thenable, 200],
  ['what can be awaited and leads to nothing', () => ({ then: setImmediate }), 500],
  ['a response that breaks the contract', () => ({ status: 200, body: {} }), 500],
  ['a promise of one', async () => ({ status: 200, body: {} }), 500],
  ['nothing', () => undefined, 500],
  ['a promise of nothing', async () => undefined, 500],
  [
    'an error',
    () => {
      throw new Error('no');
    },
    500,
  ],
  ['a rejection', () => Promise.reject(new Error('no')), 500],
  ['a header that Node refuses', () => ({ status: 200, body: { who: 'x' }, headers: { 'X-Cat': '\n' } }), 500],
])('a handler may return %s', (_what, handler, status) =>
  withCats(async (folder) => {
    const incidents: ServerIncident[] = [];
    const onError = (incident: ServerIncident) => void incidents.push(incident);
    const app = await makeApp(folder, { putCat: handler }, { onError });
    await withServer(app.listen(0, '127.0.0.1'), async (url) => {
      const response = await fetch(url, { method: 'PUT', headers: { 'X-Key': '1' } });
      expect([response.status, incidents.length]).toEqual([status, status === 200 ? 0 : 1]);
    });
  }),
);

test.each<[what: string, key: () => unknown, other: () => unknown, status: number, identity: string | undefined]>([
  ['the first', () => 'ann', () => 'bob', 200, 'ann'],
  ['the second, as the first knows nobody', () => null, () => 'bob', 200, 'bob'],
  ['the second, as the first forbids', () => forbidden, () => 'bob', 200, 'bob'],
  ['none, and one forbids', () => forbidden, () => undefined, 403, undefined],
  ['none, and the other forbids', () => false, () => forbidden, 403, undefined],
  ['none', () => undefined, () => undefined, 401, undefined],
  [
    'none, as one throws',
    () => {
      throw new Error('no');
    },
    () => 'bob',
    500,
    undefined,
  ],
])('security handlers identify %s, whether or not they return promises', (_what, key, other, status, identity) =>
  withCats(async (folder) => {
    for (const wrap of [(call: () => unknown) => call, (call: () => unknown) => async () => call()]) {
      const app = await makeApp(
        folder,
        { putCat: (_: object, context: RequestContext) => ({ status: 200, body: { who: context.identity } }) },
        { security: { key: wrap(key), other: wrap(other) }, onError: () => undefined },
      );
      await withServer(app.listen(0, '127.0.0.1'), async (url) => {
        const response = await fetch(url, { method: 'PUT', headers: { 'X-Key': '1', 'X-Other': '1' } });
        expect(response.status).toBe(status);
        if (identity) expect(await response.json()).toEqual({ who: identity });
      });
    }
  }),
);

test.each<[text: string]>([['plain'], ['café'], ['日本'], ['😀'], [''], ['\u0080'], ['\u007f']])(
  'the text %j is sent in UTF-8, and its length is told',
  (text) =>
    withCats(async (folder) => {
      const app = await makeApp(folder, { getCat: () => ({ status: 200, mediaType: 'text/plain', body: text }) });
      await withServer(app.listen(0, '127.0.0.1'), async (url) => {
        const response = await fetch(url);
        const bytes = Buffer.from(await response.arrayBuffer());
        expect(bytes).toEqual(Buffer.from(text));
        expect(response.headers.get('content-length')).toBe(String(bytes.length));
        const head = await fetch(url, { method: 'HEAD' });
        expect([head.headers.get('content-length'), await head.text()]).toEqual([String(bytes.length), '']);
      });
    }),
);

test('headers of handlers come with those that were set before, and win', () =>
  withCats(async (folder) => {
    const headers = { 'Set-Cookie': ['a=1', 'b=2'], 'Content-Length': 9, 'X-Cat': 7, 'X-None': undefined };
    const app = await makeApp(folder, { getCat: () => ({ status: 200, headers, body: 1 }) });
    const listener = createServer((message, response) => {
      if (message.headers['x-before']) response.setHeader('x-cat', 'before').setHeader('X-More', 'kept');
      app(message, response);
    });
    await withServer(listener.listen(0, '127.0.0.1'), async (url) => {
      for (const before of ['', '1']) {
        const [response] = await once(
          request(url, { headers: before ? { 'X-Before': before } : {} }).end(),
          'response',
        );
        expect(response.headers).toMatchObject({
          'set-cookie': ['a=1', 'b=2'],
          'x-cat': '7',
          'content-type': 'application/json; charset=utf-8',
          'content-length': '1',
          ...(before && { 'x-more': 'kept' }),
        });
        expect(response.headers['x-none']).toBeUndefined();
        response.resume();
      }
    });
  }));

test('where the response to failures is malformed itself, the client still gets a 500', () => {
  const wrong = `'500': { description: x, headers: { X-Cat: { required: true, example: "\\n", schema: {} } } }\n        '200'`;
  return inFolder({ 'cats.yaml': cats.replace("'200'", wrong) }, async (folder) => {
    const onError = () => undefined;
    for (const mount of [(app: Express) => app, (app: Express) => express().use(app)]) {
      const app = await makeApp(folder, { getCat: () => Promise.reject(new Error('no')) }, { onError });
      await withServer(mount(app).listen(0, '127.0.0.1'), async (url) => {
        expect((await fetch(url)).status).toBe(500);
      });
    }
  });
});
