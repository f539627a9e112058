/** `concordat-webhooks listen`, as a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { createDeliveryListener } from '../../src/webhooks/commands/delivery-listener.ts';
import { runCli } from '../../src/webhooks/commands/program.ts';
import { signDelivery } from '../../src/webhooks/delivery/signature.ts';
import { serve } from '../serve.ts';

const cli = join(import.meta.dirname, '../../src/webhooks/cli.ts');
const secret = 'whsec_YSBrZXkgb2YgMjQgYnl0ZXMsIHllcyE=';
const id = '3f0c5f4e-6c1b-4b8e-9a56-0d9d3c1f7a21';
const body = '[{"Id":1}]';
const headersOf = (secrets: string[]) => signDelivery({ id, attemptOn: new Date(), body, action: 6, secrets });

interface Listening {
  readonly url: string;
  /** The status of the response; undefined if there was none. */
  post(headers: Record<string, string>, text?: string): Promise<number | undefined>;
  /** The next line that it prints, without its time. */
  next(): Promise<string>;
}

/** Runs the command while a test runs. @returns how it ended */
async function listen(args: readonly string[], signal: NodeJS.Signals, run: (listening: Listening) => Promise<void>) {
  const child = spawn(process.execPath, [cli, 'listen', '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => String((await lines.next()).value).replace(/^20\S+Z {2}/, '');
  try {
    const url = /http:\S+/.exec(await next())?.[0] as string;
    expect(await next()).toContain('ALLOW_TARGETS=127.0.0.0/8');
    const post = (headers: Record<string, string>, given = body) =>
      fetch(url, { method: 'POST', headers, body: given }).then(
        ({ status }) => status,
        () => undefined,
      );
    await run({ url, post, next });
  } finally {
    child.kill(signal);
  }
  const [code] = await exited;
  return code;
}

test('each delivery is a line, with what is wrong with it', async () => {
  const code = await listen(['--secret', secret], 'SIGTERM', async ({ post, next }) => {
    expect(await post(headersOf([secret]))).toBe(200);
    expect(await next()).toBe(`${id}  BookingCreate  verified  200`);
    expect(await post(headersOf([secret]))).toBe(200);
    expect(await next()).toBe(`${id}  BookingCreate  verified  duplicate, attempt 2  200`);
    expect(await post(headersOf(['another one, of 24 letters']))).toBe(401);
    expect(await next()).toMatch(
      /BookingCreate {2}not verified: WEBHOOK_SIGNATURE, .* {2}duplicate, attempt 3 {2}401$/,
    );
    expect(await post({ 'webhook-id': '::error::x', 'X-Nexudus-Hook-Action': '91' })).toBe(401);
    expect(await next()).toMatch(/^::error::x {2}unknown action 91 {2}not verified: WEBHOOK_HEADER_MISSING/);
    const { 'X-Nexudus-Hook-Signature': nexudus } = headersOf([secret]);
    expect(await post({ 'X-Nexudus-Hook-Signature': nexudus as string })).toBe(200);
    expect(await next()).toBe('no webhook-id  no action  verified, by the Nexudus signature alone  200');
    expect(await post(headersOf([secret]), 'x'.repeat(2_000_000))).toBe(413);
    expect(await next()).toMatch(/not verified: more than 1048576 bytes .*413$/);
  });
  expect(code).toBe(0);
});

test.each([
  ['500', 500, '500'],
  ['410', 410, '410'],
  ['1', 500, '500'],
  ['0', 200, '200'],
  ['reset', undefined, 'connection reset'],
])('--fail %s: %s', async (how, status, printed) => {
  const code = await listen(['--fail', how], 'SIGINT', async ({ post, next }) => {
    expect(await post(headersOf([]))).toBe(status);
    expect(await next()).toBe(`${id}  BookingCreate  not verified: there is no --secret  ${printed}`);
  });
  expect(code).toBe(0);
});

test.each([
  ['timeout', 'no response'],
  ['slow', '200, after 10 s'],
])('--fail %s holds the response back until the command ends, which does not wait for it', async (how, printed) => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const stopping = Promise.withResolvers<void>();
  const context = { stdin: new PassThrough().end(), stdout, stderr, env: {}, untilStopped: () => stopping.promise };
  const ended = runCli(['listen', '--port', '0', '--fail', how], { ...context, gracePeriodMs: 3_600_000 });
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  const url = /http:\S+/.exec(String((await lines.next()).value))?.[0] as string;
  await lines.next();
  const response = fetch(url, { method: 'POST', headers: headersOf([]), body }).catch(() => undefined);
  expect((await lines.next()).value).toMatch(printed);
  stopping.resolve();
  expect([await ended, await response]).toEqual([0, undefined]);
});

test('a share of the deliveries fails', async () => {
  const numbers = [0.29, 0.3, 0.99, 0];
  const { listener } = createDeliveryListener({
    secrets: [],
    failure: 0.3,
    print: () => {},
    now: () => new Date(),
    random: () => numbers.shift() as number,
  });
  await serve(listener, async (url) => {
    for (const status of [500, 200, 200, 500])
      expect(await fetch(url, { method: 'POST', body })).toMatchObject({ status });
    expect(await fetch(url)).toMatchObject({ status: 405 });
  });
});

test('what others send is printed in one line, without control characters', () =>
  listen([], 'SIGTERM', async ({ url, next }) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const head = 'POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n';
    socket.end(
      Buffer.from(
        `${head}webhook-id: a\u009b31m##[error]\r\nX-Nexudus-Hook-Action: ${'9'.repeat(500)}\r\n\r\n`,
        'latin1',
      ),
    );
    const line = await next();
    expect(line).toMatch(/^a\\u009b31m#\\u0023\[error\] {2}unknown action 9{100} {2}/);
    socket.destroy();
  }).then((code) => expect(code).toBe(0)));

test.each([
  ['--fail', 'often'],
  ['--fail', '1.5'],
  ['--port', '65536'],
  ['--port', 'x'],
  ['--secret', ''],
])('%s %j is refused', async (...args) => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const untilStopped = () => Promise.reject(new Error('this run would not end'));
  const context = { stdin: new PassThrough().end(), stdout, stderr, env: {}, untilStopped };
  expect(await runCli(['listen', ...args], context)).toBe(2);
  expect(await text(stderr.end())).toMatch(/It (must be|is empty)/);
});
