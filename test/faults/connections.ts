/** What one connection can hold of the service and of the mock: bodies without an end, slow clients, floods, SIGTERM. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startProcess } from './process.ts';

const gigabyte = 1_000_000_000;
const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(65_536, 'a'), Buffer.from('\r\n')]);
const crumbs = Buffer.from('1\r\na\r\n'.repeat(10_000));
const form = 'Content-Type: application/x-www-form-urlencoded\r\n';
const folder = mkdtempSync(join(tmpdir(), 'concordat-connections-'));
let hasFailed = false;

function report(what: string, isGood: boolean, figures: string): void {
  hasFailed ||= !isGood;
  console.log(`${isGood ? 'ok  ' : 'FAIL'} ${what}: ${figures}`);
}

interface Target {
  readonly name: string;
  readonly child: ChildProcess;
  readonly port: number;
}

async function startService(): Promise<Target> {
  const { child, url } = await startProcess({ DATA_DIR: mkdtempSync(join(folder, 'data-')) });
  return { name: 'service', child, port: Number(new URL(url).port) };
}

async function startMock(...options: string[]): Promise<Target> {
  const args = [join(import.meta.dirname, '../../src/cli.ts'), 'mock', '--port', '0', ...options];
  const cwd = join(import.meta.dirname, '../..');
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) {
    const port = /http:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1];
    if (port === undefined) continue;
    child.stdout.resume();
    return { name: 'mock', child, port: Number(port) };
  }
  throw new Error('the mock did not start');
}

/** In MiB; undefined where the system doesn't tell. */
function memoryOf({ pid }: ChildProcess): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
  } catch {
    return 0;
  }
}

interface Ended {
  readonly status: string;
  readonly ms: number;
  /** Bytes that the system took. Its buffers on both sides hold some megabytes. */
  readonly sent: number;
}

/** Sends a text, then pieces until so many bytes went or the connection is closed. */
async function send(port: number, text: string, piece: Buffer = chunk, total = 0, end = ''): Promise<Ended> {
  const started = performance.now();
  const socket: Socket = connect(port, '127.0.0.1').setNoDelay(true);
  let received = '';
  socket.on('data', (data) => (received += data)).on('error', () => {});
  socket.write(text);
  let given = 0;
  const goOn = () => {
    while (!socket.destroyed && given < total) {
      given += piece.length;
      if (!socket.write(piece)) return void socket.once('drain', goOn);
    }
    if (end !== '') socket.end(end);
  };
  goOn();
  const timer = setTimeout(() => socket.destroy(), 90_000);
  await new Promise((resolve) => socket.once('close', resolve));
  clearTimeout(timer);
  const [, status = 'none'] = /^HTTP\/1.1 (\d+)/.exec(received) ?? [];
  return { status, ms: performance.now() - started, sent: socket.bytesWritten - socket.writableLength };
}

const head = (target: string, headers = '') =>
  `${target} HTTP/1.1\r\nHost: 127.0.0.1\r\n${headers}Transfer-Encoding: chunked\r\n\r\n`;

async function sendEndless({ name, port, child }: Target): Promise<void> {
  for (const [what, text, wanted] of [
    ['413 of /api/token', head('POST /api/token', form), '413'],
    ['401', head('POST /api/sys/webhooks'), '401'],
    ['404', head('POST /nowhere'), '404'],
    ['405', head('PUT /api/token'), '405'],
    ['415', head('POST /api/token', 'Content-Encoding: x\r\n'), '415'],
    ['417', head('POST /api/token', 'Expect: tea\r\n'), '417'],
    ['GET /livez', head('GET /livez'), name === 'mock' ? '404' : '200'],
    [
      '401, 1 GB by its length',
      head('POST /api/sys/webhooks').replace(/Transfer.*\r\n\r\n/, `Content-Length: ${gigabyte}\r\n\r\n`),
      '401',
    ],
  ] as const) {
    const { status, ms, sent } = await send(port, text, chunk, gigabyte, '0\r\n\r\n');
    const figures = `${status}, ${(sent / 1e6).toFixed(1)} of 1000 MB sent, ${Math.round(ms)} ms`;
    report(`${name}, endless body, ${what}`, status === wanted && sent < 32e6 && ms < 8000, figures);
  }
  const before = memoryOf(child);
  const { status, ms } = await send(port, head('POST /api/token', form), crumbs, 6_000_000, '0\r\n\r\n');
  const grown = memoryOf(child) - before;
  report(
    `${name}, 1 MB in chunks of one byte`,
    grown < 64,
    `${status}, ${Math.round(ms)} ms, ${Math.round(grown)} MiB more`,
  );
}

async function sendMany({ name, port, child }: Target): Promise<void> {
  const before = memoryOf(child);
  const many = Buffer.from('GET /api/token HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'.repeat(500));
  const { sent, ms } = await send(port, '', many, 20_000_000);
  const grown = memoryOf(child) - before;
  report(
    `${name}, pipelined requests that wait`,
    sent < 20_000_000 && grown < 128,
    `${(sent / 1e6).toFixed(1)} of 20 MB sent, ${Math.round(ms)} ms, ${Math.round(grown)} MiB more`,
  );
}

/** A body has a minute, which is more than this script has: test/toolkit/http/guard-connections.test.ts. */
async function sendSlowly({ name, port }: Target): Promise<void> {
  const sent = ['', 'POST /api/token HTTP/1.1\r\nHost: 127'].map((text) => send(port, text));
  for (const [index, { status, ms }] of (await Promise.all(sent)).entries())
    report(
      `${name}, ${index ? 'half a head' : 'no request'}`,
      status === '408' && ms < 15_000,
      `${status} after ${Math.round(ms)} ms`,
    );
}

/** The process ends within a second of its last request, and at once where there is none. */
async function stop({ name, child, port }: Target, text: string, wanted: RegExp): Promise<void> {
  const idle = send(port, 'GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  const silent = send(port, '');
  const waiting = send(port, text);
  // Another connection's response says that all of them were accepted.
  await fetch(`http://127.0.0.1:${port}/__concordat/`).then((response) => response.text());
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const { status } = await waiting;
  const responded = performance.now();
  const [code] = await exited;
  const ms = performance.now() - responded;
  await Promise.all([idle, silent]);
  report(
    `${name}, SIGTERM`,
    code === 0 && wanted.test(status) && ms < 1000,
    `${status}, ended ${Math.round(ms)} ms after the last response`,
  );
}

try {
  const service = await startService();
  const mock = await startMock();
  const delayed = await startMock('--delay', '2000');
  const slow = Promise.all([sendSlowly(service), sendSlowly(mock)]);
  await sendEndless(service);
  await sendEndless(mock);
  await sendMany(service);
  await sendMany(delayed);
  await slow;
  const body = 'grant_type=password&username=a%40b.example&password=not-this-one';
  const signIn = `POST /api/token HTTP/1.1\r\nHost: 127.0.0.1\r\n${form}Content-Length: ${body.length}\r\n\r\n${body}`;
  await stop(service, signIn, /^400$/);
  await stop(delayed, signIn, /^\d+$/);
  await stop(mock, signIn, /^\d+$/);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(hasFailed ? 1 : 0);
