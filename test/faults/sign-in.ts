/** Floods of sign-ins from many addresses, refresh tokens that are used again, and what `/metrics` tells: who else waits, and for how long. */
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { password, startProcess } from './process.ts';

const folder = mkdtempSync(join(tmpdir(), 'concordat-sign-in-'));
const wrong: string[] = [];
const admin = 'admin@example.com';

interface Sent {
  readonly status: number;
  readonly ms: number;
  readonly body: string;
  readonly retryAfter: number;
}

/** Status 0 for a connection that broke, or was closed by us after `closeAfterMs`. */
function post(url: string, form: Record<string, string>, from: string, closeAfterMs?: number): Promise<Sent> {
  const { hostname, port, pathname } = new URL(`${url}/token`);
  const started = performance.now();
  return new Promise((resolve) => {
    const end = (status: number, body = '', retryAfter = 0) =>
      resolve({ status, ms: performance.now() - started, body, retryAfter });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const options = { hostname, port, path: pathname, method: 'POST', headers, localAddress: from, agent: false };
    const asked = request(options, async (response) => {
      const chunks = await response.toArray().catch(() => []);
      end(response.statusCode ?? 0, Buffer.concat(chunks).toString(), Number(response.headers['retry-after'] ?? 0));
    });
    asked.on('error', () => end(0));
    if (closeAfterMs !== undefined) setTimeout(() => asked.destroy(), closeAfterMs);
    asked.end(new URLSearchParams(form).toString());
  });
}

const signIn = (url: string, username: string, secret: string, from: string, closeAfterMs?: number) =>
  post(url, { grant_type: 'password', username, password: secret }, from, closeAfterMs);

/** As a client does it that waits for as long as `Retry-After` says. */
async function signInPatiently(url: string, from: string): Promise<Sent> {
  const started = performance.now();
  for (;;) {
    const sent = await signIn(url, admin, password, from);
    const ms = performance.now() - started;
    if (sent.status !== 409 || ms > 40_000) return { ...sent, ms };
    await new Promise((resolve) => setTimeout(resolve, sent.retryAfter * 1000));
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const address = (index: number) => `127.0.${1 + Math.floor(index / 250)}.${1 + (index % 250)}`;
const tell = (sent: readonly Sent[]) => {
  const counts = new Map<number, number>();
  for (const { status } of sent) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].map(([status, count]) => `${status}: ${count}`).join(', ');
};
function check(holds: boolean, what: string): void {
  if (!holds) wrong.push(what);
}

async function withService(run: (url: string, data: string, stop: () => Promise<unknown>) => Promise<void>) {
  const data = mkdtempSync(join(folder, 'data-'));
  const service = await startProcess({ DATA_DIR: data, SIGNIN_DELAY: 'on' });
  try {
    await run(service.url, data, () => service.stop('SIGKILL'));
  } finally {
    await service.stop('SIGKILL');
  }
}

async function flood(name: string, usernameOf: (index: number) => string, addresses: number, closeAfterMs?: number) {
  await withService(async (url) => {
    const alone = await signIn(url, admin, password, '127.0.0.1');
    const started = performance.now();
    const attack = Array.from({ length: 300 }, (_, index) =>
      signIn(url, usernameOf(index), 'wrong password', address(index % addresses), closeAfterMs),
    );
    await pause(100);
    const [known, fresh] = await Promise.all([signInPatiently(url, '127.0.0.1'), signInPatiently(url, '127.0.0.99')]);
    const sent = await Promise.all(attack);
    const total = Math.round(performance.now() - started);
    console.log(
      `${name}: a good one alone ${Math.round(alone.ms)} ms; during the flood from a known address ${known.status} after ${Math.round(known.ms)} ms, from a new one ${fresh.status} after ${Math.round(fresh.ms)} ms; the flood ${tell(sent)} in ${total} ms`,
    );
    const turns = Math.max(alone.ms, 250);
    check(known.status === 200 && known.ms < 15 * turns, `${name}: the owner at a known address waits`);
    check(fresh.status === 200 && fresh.ms < 100 * turns, `${name}: the owner at a new address waits`);
  });
}

try {
  await flood('300 wrong sign-ins of one user from 15 addresses', () => admin, 15);
  await flood('300 wrong sign-ins of 300 users from 15 addresses', (index) => `user${index}@example.com`, 15);
  await flood('300 wrong sign-ins of one user from 300 addresses', () => admin, 300);
  await flood('300 sign-ins closed after 50 ms', (index) => `user${index}@example.com`, 15, 50);

  await withService(async (url) => {
    await signIn(url, admin, password, '127.0.0.1');
    const guesses: Sent[] = [];
    for (let index = 0; index < 150; index++) guesses.push(await signIn(url, admin, 'wrong', address(index)));
    const evaluated = guesses.filter(({ status }) => status === 400).length;
    console.log(`150 addresses, one guess each: ${evaluated} were judged (${tell(guesses)})`);
    check(evaluated < 120, 'guesses over all addresses are not limited');
  });

  await withService(async (url) => {
    const times = async (username: string) => {
      const sent: number[] = [];
      for (let index = 0; index < 15; index++) {
        sent.push((await signIn(url, username, 'wrong', address(index + (username === admin ? 0 : 50)))).ms);
      }
      return sent.sort((a, b) => a - b)[7] as number;
    };
    const [known, unknown] = [await times(admin), await times('nobody@example.com')];
    console.log(`a wrong password of a user takes ${Math.round(known)} ms, of nobody ${Math.round(unknown)} ms`);
    check(Math.abs(known - unknown) < 0.5 * known, 'the time tells which users there are');
  });

  await withService(async (url, data, stop) => {
    const body = (sent: Sent) => JSON.parse(sent.body) as { access_token: string; refresh_token: string };
    const refresh = (at: string, refresh_token: string) =>
      post(at, { grant_type: 'refresh_token', refresh_token }, '127.0.0.1');
    const list = async (at: string, token: string) =>
      (await fetch(`${at}/sys/webhooks`, { headers: { authorization: `Bearer ${token}` } })).status;
    const first = body(await signIn(url, admin, password, '127.0.0.1'));
    const other = body(await signIn(url, admin, password, '127.0.0.1'));
    const second = body(await refresh(url, first.refresh_token));
    const again = await refresh(url, first.refresh_token);
    const statuses = [again.status, (await refresh(url, second.refresh_token)).status];
    statuses.push(await list(url, second.access_token), await list(url, other.access_token));
    console.log(
      `a refresh token used twice ${statuses[0]}, its successor ${statuses[1]}, its access token ${statuses[2]}, another sign-in's ${statuses[3]}`,
    );
    check(statuses.join() === '400,400,401,200', 'a refresh token that is used again leaves its family valid');

    const lost = body(await refresh(url, other.refresh_token));
    await stop();
    const killed = await startProcess({ DATA_DIR: data });
    const after = [(await refresh(killed.url, other.refresh_token)).status];
    after.push((await refresh(killed.url, lost.refresh_token)).status);
    await killed.stop('SIGKILL');
    const restarted = await startProcess({ DATA_DIR: data });
    after.push(await list(restarted.url, lost.access_token));
    await restarted.stop('SIGKILL');
    console.log(`the same over two kills: ${after.join(', ')}`);
    check(after.join() === '400,400,401', 'after a crash a used refresh token is not recognized');
  });

  await withService(async (url) => {
    const { status } = await fetch(url.replace('/api', '/metrics'));
    console.log(`/metrics without a token: ${status}`);
    check(status === 404, '/metrics is open to everybody');
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${wrong.length} wrong`);
for (const line of wrong) console.log(line);
process.exitCode = wrong.length === 0 ? 0 : 1;
