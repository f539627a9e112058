import { expect, test } from '@jest/globals';
import type { Mock, MockWarning } from '../../../../src/mock.ts';
import { serve } from '../../../serve.ts';
import { sendRaw } from '../send-raw.ts';
import { webhooksContract, withMock } from '../with-mock.ts';

const host = 'localhost:4010';
const cors = { 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty' };
const link = { 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' };

test.each<[number, string, string, Record<string, string>]>([
  [200, 'a program', 'GET state', {}],
  [204, 'a program', 'POST reset', {}],
  [200, "Node's fetch", 'GET requests', { 'Sec-Fetch-Mode': 'cors' }],
  [200, 'a person', 'GET state', { 'Sec-Fetch-Site': 'none', ...link }],
  [200, "the mock's page", 'GET requests', { 'Sec-Fetch-Site': 'same-origin', ...cors }],
  [204, "the mock's page", 'POST reset', { 'Sec-Fetch-Site': 'same-origin', Origin: `http://${host}`, ...cors }],
  [204, "the mock's page behind TLS", 'POST reset', { Origin: `https://${host}` }],
  [200, 'a link', 'GET ', { 'Sec-Fetch-Site': 'cross-site', ...link }],
  [403, 'a link to the state', 'GET state', { 'Sec-Fetch-Site': 'cross-site', ...link }],
  [403, 'a link on another port', 'GET requests', { 'Sec-Fetch-Site': 'same-site', ...link }],
  [
    403,
    'a frame',
    'GET ',
    { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'iframe' },
  ],
  [403, 'a form', 'POST ', { 'Sec-Fetch-Site': 'cross-site', Origin: 'null', ...link }],
  [403, 'a form', 'POST reset', { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example', ...link }],
  [
    403,
    'a form of an older browser',
    'POST webhooks/webHookTriggered?to=http://localhost:1',
    { Origin: 'https://evil.example' },
  ],
  [403, 'a page', 'GET state', { Origin: 'https://evil.example' }],
  [403, 'a page', 'GET requests/stream', { Origin: 'https://evil.example' }],
  [403, 'a sandboxed frame', 'GET state', { Origin: 'null' }],
  [403, 'a page on another port', 'POST reset', { Origin: 'http://localhost:5173', 'Sec-Fetch-Site': 'same-site' }],
  [403, 'a page under another name', 'POST reset', { Origin: 'http://127.0.0.1:4010' }],
  [403, 'a page with a name that ends alike', 'POST reset', { Origin: `http://x${host}` }],
  [403, 'two origins', 'POST reset', { Origin: `http://${host}, http://evil.example` }],
  [
    403,
    'an image',
    'GET state',
    { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'image' },
  ],
  [
    403,
    'an image on another port',
    'GET requests/stream',
    { 'Sec-Fetch-Site': 'same-site', 'Sec-Fetch-Mode': 'no-cors' },
  ],
  [403, 'a site of a browser to come', 'GET state', { 'Sec-Fetch-Site': 'other' }],
  [403, 'a preflight', 'OPTIONS reset', { Origin: 'http://localhost:5173', 'Access-Control-Request-Method': 'POST' }],
  [
    403,
    'a WebSocket',
    'GET requests/stream',
    { Origin: 'http://evil.example', Connection: 'Upgrade', Upgrade: 'websocket' },
  ],
  [403, 'a page, in absolute form', `GET http://${host}/__concordat/state`, { Origin: 'null' }],
  [404, 'a page, in a spelling that is another path', 'GET /%5f_concordat/state', { Origin: 'null' }],
  [403, 'a page, on an unknown path', 'GET nothing', { Origin: 'null' }],
])('%i for %s that sends %s', (status, _who, request, headers) =>
  withMock(webhooksContract, {}, async (_ask, mock) => {
    const [method, path = ''] = request.split(' ');
    const target = /^(http|\/)/.test(path) ? path : `/__concordat/${path}`;
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    const response = await sendRaw(mock.url, `${method} ${target} HTTP/1.1`, `Host: ${host}`, ...lines);
    expect([response.status, status === 403 && !response.body.includes('open to the mock')]).toEqual([status, false]);
  }),
);

test.each(['/', '/state', '/requests', '/nothing', '', '/requests/stream'])(
  'no other page reads, frames or caches /__concordat%s',
  (path) =>
    withMock(webhooksContract, {}, async (_ask, mock) => {
      const stop = new AbortController();
      const { headers } = await fetch(`${mock.url}/__concordat${path}`, { redirect: 'manual', signal: stop.signal });
      expect(Object.fromEntries(headers)).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': expect.stringMatching(
          /^default-src 'none'; script-src 'sha256-.*frame-ancestors 'none'/,
        ),
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      });
      expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
      stop.abort();
    }),
);

const jobs = {
  openapi: '3.1.0',
  info: { title: 'Jobs', version: '1' },
  paths: {
    '/jobs': {
      post: {
        requestBody: { content: { 'application/json': { schema: { type: 'object' } } } },
        responses: { 202: { description: 'accepted' } },
        callbacks: { done: { '{$request.body#/url}': { post: { responses: { 200: { description: 'ok' } } } } } },
      },
    },
  },
};

test.each([
  [true, { origin: 'http://localhost:5173' }],
  [true, { origin: 'http://127.0.0.1:5173' }],
  [true, { origin: 'https://app.example' }],
  [true, { 'sec-fetch-site': 'same-site' }],
  [false, { origin: 'https://evil.example' }],
  [false, { origin: 'http://192.0.2.1' }],
  [false, { origin: 'null' }],
  [false, { 'sec-fetch-site': 'cross-site' }],
])('callbacks are sent (%s) for a page with %j', (isSent, headers) => {
  const events: string[] = [];
  const waiting = new Map<string, () => void>();
  const tell = (event: string) => {
    events.push(event);
    waiting.get(event)?.();
  };
  const heard = (event: string) => new Promise<void>((resolve) => waiting.set(event, resolve));
  return serve(
    ({ url = '' }, response) => {
      response.end();
      tell(url);
    },
    (url) => {
      const options = { allowHosts: ['app.example'], onWarning: ({ message }: MockWarning) => tell(message) };
      return withMock(jobs, options, async (ask) => {
        for (const [path, sent] of [
          ['/page', headers],
          ['/page', headers],
          ['/program', {}],
        ] as const) {
          const received = heard(path);
          await ask('POST', '/jobs', { url: url + path }, sent as Record<string, string>);
          if (isSent || path === '/program') await received;
        }
        const warning = expect.stringContaining('no callbacks were sent for a page of');
        expect([...events]).toEqual(isSent ? ['/page', '/page', '/program'] : [warning, '/program']);
      });
    },
  );
});

test('a webhook or a callback does not reach the control paths of a mock', () =>
  withMock(jobs, {}, (askOther, other: Mock) =>
    withMock(jobs, {}, async (ask) => {
      const send = (path: string) =>
        ask('POST', `/__concordat/callbacks/postJobs/done?to=${encodeURIComponent(other.url + path)}`);
      await askOther('POST', '/jobs', {});
      expect(await send('/__concordat/reset')).toMatchObject({ status: 200, body: { status: 403 } });
      expect(await send('/nothing')).toMatchObject({ status: 200, body: { status: 404 } });
      expect(other.requests.map(({ url }) => url)).toEqual(['/jobs', '/nothing']);
    }),
  ));
