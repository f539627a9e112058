import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { createMock, loadContract, loadScenario, type Scenario } from '../../../src/mock.ts';
import { watchContract } from '../../../src/toolkit/mock/watch-contract.ts';
import { inFolder } from '../../files.ts';
import { serve } from '../../serve.ts';
import { asking, webhooksContract, withMock } from './with-mock.ts';

const minimal = { BusinessId: 12345, Name: 'My webhook', Action: 6, URL: 'https://crm.example/hooks' };
const tiny = (body: string) => `openapi: 3.1.0
info: { title: Tiny, version: '1' }
paths:
  /it: { get: { operationId: getIt, responses: { '200': { description: ok, content: { text/plain: { example: ${body} } } } } } }
`;

test('a mock starts, has a URL, and closes', async () => {
  const contract = await loadContract(webhooksContract);
  const mock = await createMock({ contract });
  expect((await asking(mock.url)('GET', '/sys/webhooks')).status).toBe(200);
  expect(mock.requests).toMatchObject([
    { number: 1, method: 'GET', url: '/sys/webhooks', operationId: 'listWebHooks', status: 200, errors: [] },
  ]);
  const { port } = new URL(mock.url);
  const refusal = { code: 'MOCK_LISTEN', message: expect.stringContaining(`port ${port} of 127.0.0.1 is in use`) };
  await expect(createMock({ contract, port: Number(port) })).rejects.toMatchObject(refusal);
  await mock.close();
  await expect(fetch(mock.url)).rejects.toThrow();
});

test('a scenario has initial records and scripted responses', async () => {
  const scenario: Scenario = {
    records: { '/sys/webhooks': [{ Id: 5, Name: 'Mine' }] },
    answers: {
      getWebHook: {
        first: [{ status: 404 }, 'normal'],
        always: [{ status: 200, body: { own: true }, headers: { 'x-own': '1' } }, 'normal'],
      },
      listWebHooks: { always: { example: 'empty' } },
    },
  };
  await withMock(webhooksContract, { scenario }, async (ask, mock) => {
    const read = async () => (await ask('GET', '/sys/webhooks/5')).body;
    const mine = expect.objectContaining({ Id: 5, Name: 'Mine', Active: true });
    expect([await read(), await read(), await read(), await read(), await read()]).toEqual([
      'Not found',
      mine,
      { own: true },
      mine,
      { own: true },
    ]);
    expect((await ask('GET', '/sys/webhooks')).body.Records).toEqual([]);
    mock.reset();
    expect(await read()).toBe('Not found');
  });
});

test('a scenario breaks connections', () => {
  const scenario: Scenario = {
    answers: { listWebHooks: { first: [{ fault: 'reset' }, { fault: 'half' }, { fault: 'none' }] } },
  };
  return withMock(webhooksContract, { scenario }, async (ask, mock) => {
    await expect(ask('GET', '/sys/webhooks')).rejects.toThrow('fetch failed');
    await expect(ask('GET', '/sys/webhooks')).rejects.toThrow('terminated');
    const headers = { authorization: 'Bearer x' };
    const waiting = fetch(`${mock.url}/sys/webhooks`, { headers, signal: AbortSignal.timeout(200) });
    await expect(waiting).rejects.toThrow('timeout');
    expect((await ask('GET', '/sys/webhooks')).status).toBe(200);
  });
});

test.each([
  ['answrs: {}', 'a.yaml:1:1: there is no field answrs. Did you mean answers'],
  [
    'answers:\n  getWebhook: { always: normal }',
    'a.yaml:2:3: the contract has no operation getWebhook. Did you mean getWebHook',
  ],
  [
    'answers:\n  getWebHook: { always: { status: 418 } }',
    'a.yaml:2:35: getWebHook declares no status 418; declared are 200, 400, 401',
  ],
  [
    'answers:\n  listWebHooks:\n    first: [{ example: twentyfive }]',
    'a.yaml:3:24: listWebHooks has no example twentyfive. Did you mean twentyFive',
  ],
  ['answers:\n  getWebHook: { always: { fault: slow } }', 'a.yaml:2:34: a fault must be one of reset, none, half'],
  ['records:\n  /webhooks: []', 'a.yaml:2:3: the contract has no path /webhooks. Did you mean /sys/webhooks'],
  ['- 1', 'a.yaml:1:1: a scenario must be an object with `records`, `answers` or both'],
])('the scenario %j is rejected with its position', (text, message) =>
  inFolder({ 'a.yaml': text }, async (folder) => {
    const contract = await loadContract(webhooksContract);
    const refusal = { code: 'MOCK_SCENARIO', message: expect.stringContaining(message) };
    await expect(loadScenario(join(folder, 'a.yaml'), contract)).rejects.toMatchObject(refusal);
  }),
);

test.each(['empty', 'fifty', 'flaky'])('the scenario %s fits the contract', async (name) => {
  const contract = await loadContract(webhooksContract);
  const scenario = await loadScenario(join(import.meta.dirname, `../../../mocks/scenarios/${name}.yaml`), contract);
  await withMock(webhooksContract, { scenario: { records: scenario.records ?? {} } }, async (ask) => {
    const { TotalItems } = (await ask('GET', '/sys/webhooks')).body;
    expect(TotalItems).toBe({ empty: 0, fifty: 50, flaky: 0 }[name]);
    if (TotalItems > 0) expect((await ask('GET', '/sys/webhooks?WebHook_Active=false')).body.TotalItems).toBe(5);
  });
});

test('a webhook is sent to a receiver on this machine, and nowhere else unless it is allowed', () => {
  const received: unknown[] = [];
  return serve(
    (request, response) => {
      let text = '';
      request.on('data', (data) => {
        text += data;
      });
      request.on('end', () => {
        received.push([request.url, request.headers['x-nexudus-hook-signature'], JSON.parse(text)]);
        response.writeHead(204).end();
      });
    },
    (url) =>
      withMock(webhooksContract, {}, async (ask) => {
        const fire = (name: string, to: string) =>
          ask('POST', `/__concordat/webhooks/${name}?to=${encodeURIComponent(to)}&secret=key`);
        const fired = await fire('webHookTriggered', `${url}/hooks`);
        expect(fired).toMatchObject({ status: 200, body: { status: 204, method: 'POST', body: [{ Id: 4711 }] } });
        expect(received).toEqual([['/hooks', expect.stringMatching(/^[0-9A-F]{64}$/), fired.body.body]]);
        expect(await fire('webhookTriggered', url)).toMatchObject({
          status: 404,
          body: { message: 'there is no webhook webhookTriggered: there are webHookTriggered' },
        });
        expect(await fire('webHookTriggered', 'http://192.0.2.1/')).toMatchObject({
          status: 400,
          body: { code: 'MOCK_TARGET' },
        });
        expect(await fire('webHookTriggered', 'nowhere')).toMatchObject({ status: 400, body: { code: 'MOCK_TARGET' } });
        expect(await fire('webHookTriggered', 'http://127.0.0.1:1/')).toMatchObject({
          status: 200,
          body: { error: expect.any(String) },
        });
      }),
  );
});

test('pages of other origins may send requests, unless CORS is off', async () => {
  const headers = {
    origin: 'http://localhost:5173',
    'access-control-request-method': 'PUT',
    'access-control-request-headers': 'authorization',
  };
  await withMock(webhooksContract, {}, async (ask) => {
    const preflight = await ask('OPTIONS', '/sys/webhooks', undefined, headers);
    expect(preflight.status).toBe(204);
    expect(Object.fromEntries(preflight.headers)).toMatchObject({
      'access-control-allow-origin': 'http://localhost:5173',
      'access-control-allow-methods': 'PUT',
      'access-control-allow-headers': 'authorization',
    });
    expect((await ask('GET', '/nothing', undefined, headers)).headers.get('access-control-allow-origin')).toBe(
      'http://localhost:5173',
    );
  });
  await withMock(webhooksContract, { cors: false }, async (ask) => {
    expect(
      (await ask('GET', '/sys/webhooks', undefined, headers)).headers.get('access-control-allow-origin'),
    ).toBeNull();
  });
});

test('bodies may be compressed, and are limited in size', () =>
  withMock(webhooksContract, {}, async (_ask, mock) => {
    const send = async (body: Uint8Array, coding?: string) => {
      const headers = {
        authorization: 'Bearer x',
        'content-type': 'application/json',
        ...(coding && { 'content-encoding': coding }),
      };
      return (await fetch(`${mock.url}/sys/webhooks`, { method: 'POST', headers, body: body as never })).status;
    };
    expect(await send(gzipSync(JSON.stringify(minimal)), 'gzip')).toBe(200);
    expect(await send(gzipSync(Buffer.alloc(11 * 1024 * 1024)), 'gzip')).toBe(413);
    expect(await send(Buffer.alloc(11 * 1024 * 1024, 32)).catch(() => 413)).toBe(413);
  }));

test('a changed contract is reloaded, also if another file changes; a broken one is not used', () =>
  inFolder(
    {
      'a.yaml': tiny('{ $ref: ./text.yaml }').replace('{ example:', '{ example: x, schema:'),
      'text.yaml': 'type: string\nconst: one\n',
    },
    async (folder) => {
      const contract = await loadContract(join(folder, 'a.yaml'));
      const mock = await createMock({ contract });
      const events: string[] = [];
      const heard: (() => void)[] = [];
      const tell = (event: string) => {
        events.push(event);
        heard.shift()?.();
      };
      const stop = watchContract(
        contract,
        {},
        {
          onChange: (next) => {
            mock.reload(next);
            tell('changed');
          },
          onBroken: (error) => tell((error as Error).message),
        },
      );
      const next = () => new Promise<void>((resolve) => heard.push(resolve));
      const ask = async () => (await asking(mock.url)('GET', '/it')).body;
      try {
        expect(await ask()).toBe('one');
        let changed = next();
        await writeFile(join(folder, 'text.yaml'), 'type: string\nconst: two\n');
        await changed;
        expect(await ask()).toBe('two');
        changed = next();
        await writeFile(join(folder, 'text.yaml'), 'type: [');
        await changed;
        expect(await ask()).toBe('two');
        changed = next();
        await rm(join(folder, 'text.yaml'));
        await changed;
        changed = next();
        await writeFile(join(folder, 'text.yaml'), 'type: string\nconst: three\n');
        await changed;
        expect(await ask()).toBe('three');
        expect(events).toEqual([
          'changed',
          expect.stringContaining('text.yaml'),
          expect.stringContaining('no such file'),
          'changed',
        ]);
      } finally {
        stop();
        await mock.close();
      }
    },
  ));

test('responses are delayed', () => {
  const waits: number[] = [];
  const wait = async (ms: number) => void waits.push(ms);
  return withMock(webhooksContract, { delay: [30, 40], seed: 1, wait }, async (ask) => {
    await ask('GET', '/sys/webhooks');
    await ask('GET', '/sys/webhooks', undefined, { prefer: 'delay=60' });
    const [own = 0, preferred] = waits;
    expect([own >= 30, own <= 40, preferred]).toEqual([true, true, 60]);
  });
});

test('a rejected response is delayed too, and a 413 that is asked for ends no connection', () => {
  const waits: number[] = [];
  const wait = async (ms: number) => waits.push(ms);
  return withMock(webhooksContract, { wait }, async (ask) => {
    const asked = async (prefer: string) => {
      const { status, headers } = await ask('POST', '/sys/webhooks', minimal, { prefer });
      return [status, headers.get('connection')];
    };
    expect(await asked('code=299, delay=7')).toEqual([400, 'keep-alive']);
    expect(await asked('code=413, delay=8')).toEqual([413, 'keep-alive']);
    expect(waits).toEqual([7, 8]);
  });
});

test('a token URL that is no operation has a token, also in absolute form', () => {
  const password = { type: 'oauth2', flows: { password: { tokenUrl: '/token', scopes: {} } } };
  const document = {
    openapi: '3.1.0',
    info: { title: 'Tokens', version: '1' },
    paths: {},
    components: { securitySchemes: { password } },
  };
  return withMock(document, { allowHosts: ['api.example'] }, async (_ask, mock) => {
    const { hostname, port } = new URL(mock.url);
    for (const path of ['/token', '/token?x=1', 'http://api.example/token', 'http://api.example/token?x=1']) {
      const [response] = await once(request({ hostname, port, path, method: 'POST' }).end(), 'response');
      expect([path, await json(response)]).toMatchObject([path, { token_type: 'bearer' }]);
    }
  });
});

test('the mock listens on the given port', async () => {
  const free = createServer().listen(0);
  const { port } = free.address() as AddressInfo;
  await new Promise((resolve) => free.close(resolve));
  await withMock(webhooksContract, { port }, async (_ask, mock) => expect(mock.url).toBe(`http://127.0.0.1:${port}`));
});

test('invalid headers in requests or the contract do not end the process', () => {
  const header = { required: true, schema: { type: 'string' } };
  const headers = Object.fromEntries(
    [
      'Trailer',
      'Transfer-Encoding',
      'Content-Length',
      'Content-Encoding',
      'Date',
      'X Rate',
      'Access-Control-Allow-Origin',
    ].map((name) => [name, header]),
  );
  const declared = { description: 'ok', headers, content: { 'application/json': { schema: { type: 'integer' } } } };
  const get = { responses: { 101: declared, 200: declared, default: declared } };
  const odd = { responses: { success: declared } };
  const contract = {
    openapi: '3.1.0',
    info: { title: 'a', version: '1' },
    paths: {
      '/a': { get, post: { requestBody: { content: { 'application/json': {} } }, ...get } },
      '/b': { get: odd },
    },
  };
  return withMock(contract, {}, async (ask) => {
    for (const coding of ['constructor', '__proto__', 'toString'])
      expect((await ask('POST', '/a', {}, { 'content-encoding': coding })).status).toBe(415);
    const got = await ask('GET', '/a', undefined, { origin: 'http://x' });
    expect([got.status, got.body, got.headers.get('access-control-allow-origin'), got.headers.get('trailer')]).toEqual([
      200,
      1,
      'http://x',
      null,
    ]);
    expect((await ask('GET', '/a', undefined, { prefer: 'code=101' })).status).toBe(400);
    expect((await ask('GET', '/b')).status).toBe(200);
    expect((await ask('GET', '/__concordat/%')).status).toBe(404);
  });
});

test('a body that is nested too deeply is rejected, and changes nothing', () => {
  const schema = { type: 'object', required: ['id'], properties: { id: { type: 'integer' }, x: {} } };
  const content = { 'application/json': { schema } };
  const declared = { description: 'ok', content };
  const list = { description: 'ok', content: { 'application/json': { schema: { type: 'array', items: schema } } } };
  const paths = {
    '/things': {
      get: { responses: { 200: list } },
      post: {
        requestBody: { content: { 'application/json': { schema: { properties: { x: {} } } } } },
        responses: { 201: declared },
      },
    },
    '/things/{id}': {
      get: {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
        responses: { 200: declared },
      },
    },
  };
  return withMock({ openapi: '3.1.0', info: { title: 'a', version: '1' }, paths }, {}, async (ask) => {
    const nested = (depth: number) => `{"x":${'['.repeat(depth)}"]"${']'.repeat(depth)}}`;
    const post = async (depth: number) =>
      (await ask('POST', '/things', nested(depth), { 'content-type': 'application/json' })).status;
    expect([await post(900), await post(20_000)]).toEqual([201, 400]);
    expect((await ask('GET', '/things')).body).toHaveLength(1);
  });
});

test('a callback is sent as the contract describes it', () => {
  const received: unknown[] = [];
  const signatures: unknown[] = [];
  let hear = () => {};
  const job = {
    requestBody: { content: { 'application/json': { schema: { type: 'object' } } } },
    responses: { 202: { description: 'accepted' } },
    callbacks: {
      done: {
        '{$request.body#/url}': {
          put: {
            parameters: [{ name: 'X-Job', in: 'header', required: true, schema: { type: 'integer', minimum: 5 } }],
            requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Done' } } } },
            responses: { 200: { description: 'thanks' } },
          },
        },
      },
    },
  };
  const contract = {
    openapi: '3.1.0',
    info: { title: 'Jobs', version: '1' },
    paths: { '/jobs': { post: { operationId: 'startJob', ...job } } },
    components: { schemas: { Done: { type: 'object', required: ['ok'], properties: { ok: { const: true } } } } },
  };
  return serve(
    async (request, response) => {
      received.push([request.method, request.headers['x-job'], await json(request)]);
      signatures.push(request.headers['webhook-signature']);
      response.end();
      hear();
    },
    (url) =>
      withMock(contract, { webhookSecret: 'key' }, async (ask) => {
        const fire = (name: string) =>
          ask('POST', `/__concordat/callbacks/startJob/${name}?to=${encodeURIComponent(url)}`);
        expect(await fire('done')).toMatchObject({
          status: 200,
          body: { status: 200, method: 'PUT', body: { ok: true } },
        });
        expect(received).toEqual([['PUT', '5', { ok: true }]]);
        expect(await fire('finished')).toMatchObject({ status: 404, body: { code: 'MOCK_UNKNOWN' } });
        // And by itself, to where the request says.
        const heard = new Promise<void>((resolve) => {
          hear = resolve;
        });
        await ask('POST', '/jobs', { url });
        await heard;
        expect(received).toHaveLength(2);
        expect(signatures).toEqual([expect.stringMatching(/^v1,/), expect.stringMatching(/^v1,/)]);
      }),
  );
});
