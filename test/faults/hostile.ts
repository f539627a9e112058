/** 30,000 random and hostile requests: none gets 5xx, none ends the process, and memory stays flat. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signIn, startProcess } from './process.ts';
import { Random } from './random.ts';

const count = Number(process.argv[2] ?? 30_000);
const seed = Number(process.argv[3] ?? 1);
const folder = mkdtempSync(join(tmpdir(), 'concordat-hostile-'));

const numbers = new Random(seed);
const random = () => numbers.next();
const pick = <T>(values: readonly T[]): T => numbers.pick(values);

const methods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE', 'PROPFIND'];
const segments = [
  'api',
  'sys',
  'webhooks',
  'token',
  '1',
  '0',
  '-1',
  '9007199254740993',
  '%zz',
  '%00',
  '%2e%2e',
  '..',
  '',
  'é',
  '{id}',
  '__proto__',
  'x'.repeat(2000),
];
const paths = [
  '/api/sys/webhooks',
  '/api/sys/webhooks/1',
  '/api/token',
  '/metrics',
  '/',
  '//',
  '/api/sys/webhooks/%ff',
];
const values = [
  '',
  '1',
  '-1',
  '1e999',
  'NaN',
  'true',
  'null',
  '%',
  '%zz',
  '%00',
  '\ud83d',
  '2025-02-31T10:30',
  '2025-01-15T10:30+25:00',
  '[]',
  '{}',
  '__proto__',
  'a'.repeat(3000),
  "' OR 1=1 --",
  '.*(a+)+$',
];
const parameters = [
  'page',
  'size',
  'orderBy',
  'dir',
  'WebHook_Name',
  'WebHook_Business',
  'WebHook_LastTrigger',
  'to_WebHook_CreatedOn',
  'from_WebHook_ErrorCount',
  '__proto__',
  'constructor',
  'x[y]',
  'toString',
];
const fields = [
  'Id',
  'BusinessId',
  'Name',
  'Action',
  'URL',
  'Description',
  'Active',
  'SystemId',
  'UniqueId',
  '__proto__',
  'constructor',
  'toString',
  'x',
];
const things: unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53 + 2,
  '',
  'x',
  '\u0000',
  '\ud800',
  'https://crm.example/',
  'http://user:pw@crm.example/',
  'http://[::1]/',
  'http://crm.example:99999/',
  [],
  {},
  [[]],
  { a: { b: {} } },
  'x'.repeat(5000),
];
const types = [
  'application/json',
  'application/json; charset=utf-8',
  'application/json; charset=utf-7',
  'application/x-www-form-urlencoded',
  'text/plain',
  'multipart/form-data',
  'multipart/form-data; boundary=x',
  'application/',
  '/',
  ';',
  'a'.repeat(1000),
];

function body(): string | Buffer | undefined {
  const object = () =>
    Object.fromEntries(Array.from({ length: Math.floor(random() * 8) }, () => [pick(fields), pick(things)]));
  return pick<() => string | Buffer | undefined>([
    () => undefined,
    () => JSON.stringify(object()),
    () => JSON.stringify({ BusinessId: 1, Name: 'x', Action: 6, URL: 'https://crm.example/', ...object() }),
    () => `{"__proto__":{"admin":true},"Name":"x"}`,
    () => JSON.stringify(object()).slice(0, -1),
    () => '['.repeat(20_000),
    () => `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`,
    () => Buffer.from(Array.from({ length: 200 }, () => Math.floor(random() * 256))),
    () =>
      `grant_type=${pick(values)}&username=${pick(values)}&password=${pick(values)}&${pick(parameters)}=${pick(values)}`,
    () => '&='.repeat(5000),
    () => 'x'.repeat(1_100_000),
  ])();
}

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | Buffer | undefined;
}

function make(token: string): Sent {
  const query = Array.from(
    { length: Math.floor(random() * 4) },
    () => `${pick(parameters)}=${encodeSome(pick(values))}`,
  ).join('&');
  const path =
    random() < 0.7 ? pick(paths) : `/${Array.from({ length: 4 }, () => encodeSome(pick(segments))).join('/')}`;
  const headers: Record<string, string> = {
    authorization: pick([
      `Bearer ${token}`,
      `Bearer ${token}`,
      `Bearer ${token}x`,
      'Bearer',
      'Basic eDp5',
      '',
      'Bearer '.repeat(50),
    ]),
    'content-type': pick(types),
    accept: pick(['*/*', 'application/json', 'image/png', '', ';q=', 'application/*;q=0']),
    'accept-encoding': pick(['gzip', '*', '']),
    ...(random() < 0.1 ? { 'content-encoding': pick(['gzip', 'br', 'x', 'deflate']) } : {}),
    ...(random() < 0.1 ? { 'x-request-id': 'x'.repeat(500) } : {}),
  };
  return { method: pick(methods), path: query === '' ? path : `${path}?${query}`, headers, body: body() };
}

/** Half of what may not stand in a URL is encoded, the rest is sent as it is where the client lets it. */
function encodeSome(text: string): string {
  return random() < 0.5 || /[^\x21-\x7e]/.test(text) ? encodeURIComponent(text.toWellFormed()) : text;
}

const agent = new Agent({ keepAlive: true, maxSockets: 20 });

function send(url: string, { method, path, headers, body: sent }: Sent): Promise<number> {
  return new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const asked = request({ hostname, port, method, path, headers, agent, timeout: 20_000 }, (response) => {
      response.resume();
      response.on('close', () => resolve(response.statusCode ?? 0));
    });
    asked.on('error', () => resolve(0));
    asked.on('timeout', () => {
      resolve(-1);
      asked.destroy();
    });
    asked.end(sent);
  });
}

/** What no HTTP client sends. */
function sendRaw(url: string, text: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(text));
    socket.setTimeout(100, () => socket.destroy());
    socket.on('error', () => {});
    socket.on('close', () => resolve());
    socket.resume();
  });
}

const raw = [
  'GET',
  'GET / HTTP/9.9\r\n\r\n',
  'POST /api/token HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf',
  'POST /api/token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
  'POST /api/token HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  `GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(100_000)}\r\n\r\n`,
  'GET http://evil.example/api/sys/webhooks HTTP/1.1\r\nHost: x\r\n\r\n',
  'OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n',
];

const service = await startProcess({ DATA_DIR: join(folder, 'data') });
const memory = () =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${service.child.pid}/status`, 'utf8'))?.[1]) / 1024;
const wrong: string[] = [];
const statuses = new Map<number, number>();
try {
  const token = await signIn(service.url);
  const used: number[] = [];
  for (let done = 0; done < count; done += 20) {
    const batch = Array.from({ length: 20 }, () => make(token));
    const responses = await Promise.all(batch.map((sent) => send(service.url, sent)));
    for (const [index, status] of responses.entries()) {
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      const { method, path, body: sent } = batch[index] as Sent;
      if (status >= 500 || status === -1)
        wrong.push(`${status}: ${method} ${path.slice(0, 200)} ${String(sent).slice(0, 100)}`);
    }
    if (done % 400 === 0) await sendRaw(service.url, pick(raw));
    if (process.platform === 'linux' && done % (count / 10) < 20) used.push(memory());
  }
  if ((await fetch(`${service.url}/sys/webhooks`, { headers: { authorization: `Bearer ${token}` } })).status !== 200) {
    wrong.push('the service no longer responds');
  }
  const growth = (used.at(-1) ?? 0) - (used[Math.floor(used.length / 2)] ?? 0);
  if (growth > 50) wrong.push(`memory grew by ${Math.round(growth)} MiB in the second half`);
  const { code } = await service.stop('SIGTERM');
  if (code !== 0) wrong.push(`the service ended with ${code}`);
  const told = [...statuses].sort(([a], [b]) => a - b).map(([status, times]) => `${status}: ${times}`);
  console.log(
    `${count} requests with seed ${seed} (${told.join(', ')}), memory ${used.map(Math.round).join(' ')} MiB, ${wrong.length} wrong`,
  );
  for (const line of wrong.slice(0, 20)) console.log(line);
  process.exitCode = wrong.length === 0 ? 0 : 1;
} finally {
  agent.destroy();
  service.child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}
