/**
 * The time of day jumps ten minutes forward and back while deliveries wait for their retries, in a running service and while it is
 * stopped. Retries come when they were planned. Needs libfaketime, which is Debian's package `faketime`.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFaketime } from '../faketime.ts';
import { password, signIn } from '../process.ts';
import { type EventInput, type ServiceClient, sleep, startService } from './client.ts';
import { checkHealth } from './log-check.ts';
import { type Received, startReceiver } from './receiver.ts';

const waitMs = 6000;
/** A wait is up to a fifth longer. */
const maxWaitMs = waitMs * 1.2;
const count = 40;
const tolerance = { earlyMs: 20, lateMs: 1000 };
const jump = 600;

export async function attackWithClock(): Promise<string[]> {
  const library = findFaketime();
  if (library === undefined) return [];
  const folder = mkdtempSync(join(tmpdir(), 'concordat-delivery-clock-'));
  try {
    return await attack(folder, library);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Attempts of each delivery, in their order. */
function attemptsOf(received: readonly Received[]): Received[][] {
  return [...Map.groupBy(received, ({ id }) => id).values()];
}

const lastOf = (received: readonly Received[]) => attemptsOf(received).map((each) => each.at(-1) as Received);

async function attack(folder: string, library: string): Promise<string[]> {
  const wrong: string[] = [];
  const file = join(folder, 'offset');
  let offset = 0;
  const setClock = (seconds: number) => {
    offset = seconds;
    writeFileSync(file, `${seconds < 0 ? '' : '+'}${seconds}\n`);
  };
  setClock(0);
  const env = {
    DATA_DIR: join(folder, 'data'),
    RETRY_SCHEDULE: Array(20).fill(`${waitMs}ms`).join(),
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  };
  const receiver = await startReceiver(() => ({ status: 500 }), false);
  const onLog = (line: string) => wrong.push(`log: ${line}`);
  const events = Array.from({ length: count }, (): EventInput => {
    const EventId = randomUUID();
    return { EventId, BusinessId: 1, Record: { EventId } };
  });

  /** Waits for one more attempt of each delivery. @returns those attempts, and how long after the ones before, in milliseconds */
  const next = async (what: string) => {
    const before = new Map(lastOf(receiver.received).map((one) => [one.id, one]));
    const since = receiver.received.length;
    for (const end = performance.now() + maxWaitMs + 5000; performance.now() < end; await sleep(50)) {
      if (receiver.received.length - since >= count) break;
    }
    const fresh = receiver.received.slice(since);
    if (fresh.length !== count || new Set(fresh.map(({ id }) => id)).size !== count) {
      wrong.push(`${what}: ${fresh.length} attempts of ${new Set(fresh.map(({ id }) => id)).size} deliveries`);
    }
    const gaps = fresh.map(({ id, atMs }) => atMs - (before.get(id)?.atMs ?? Number.NaN));
    const skews = new Set(fresh.map(({ timestamp }) => Math.round((timestamp - Date.now() / 1000) / 60)));
    if (skews.size !== 1 || !skews.has(offset / 60))
      wrong.push(`${what}: webhook-timestamp is off by ${[...skews]} min`);
    return { fresh, gaps };
  };
  const check = (what: string, gaps: readonly number[], minMs: number, maxMs: number) => {
    const early = gaps.filter((gap) => gap < minMs - tolerance.earlyMs).length;
    const late = gaps.filter((gap) => !(gap <= maxMs + tolerance.lateMs)).length;
    const [min, max] = [Math.min(...gaps), Math.max(...gaps)].map((ms) => (ms / 1000).toFixed(2));
    console.log(`${what}: retries came after ${min} to ${max} s, ${early} early, ${late} late`);
    if (early + late > 0) wrong.push(`${what}: ${early} of ${gaps.length} retries came early, ${late} late`);
  };
  const useTokens = async (client: ServiceClient, what: string, tokens: readonly string[]) => {
    for (const token of tokens) {
      const headers = { authorization: `Bearer ${token}` };
      const { status } = await fetch(`${client.url}/sys/webhooks`, { headers });
      if (status !== 200) wrong.push(`${what}: an access token gets ${status}`);
    }
    if ((await client.postEvents(events)) !== 200) wrong.push(`${what}: events are refused`);
  };
  const refresh = async (client: ServiceClient, form: Record<string, string>) => {
    const response = await fetch(`${client.url}/token`, { method: 'POST', body: new URLSearchParams(form) });
    return (await response.json()) as { access_token: string; refresh_token: string };
  };

  try {
    let client = await startService(env, onLog);
    await client.putSecret(1);
    const id = await client.putWebHook({ BusinessId: 1, URL: receiver.urlOf('failing') });
    const tokens = [client.token];
    await client.postEvents(events);
    await next('first attempts');

    for (const [what, seconds] of [
      ['forward while running', jump],
      ['back while running', -jump],
      ['forward again while running', 0],
    ] as const) {
      setClock(seconds);
      await useTokens(client, what, tokens);
      tokens.push(await signIn(client.url));
      const { gaps } = await next(what);
      check(what, gaps, waitMs, maxWaitMs);
    }

    const restart = async (seconds: number) => {
      await client.stop('SIGKILL');
      setClock(seconds);
      client = await startService(env, onLog, client.token);
      return performance.now();
    };
    // Those that were received are recorded by then.
    await sleep(500);
    const startedBack = await restart(-jump);
    await useTokens(client, 'back while stopped', tokens);
    const back = await next('back while stopped');
    check('back while stopped', back.gaps, waitMs, Number.POSITIVE_INFINITY);
    check(
      'back while stopped, from the start',
      back.fresh.map(({ atMs }) => atMs - startedBack),
      0,
      maxWaitMs,
    );

    await sleep(500);
    await restart(0);
    const forward = await next('forward while stopped');
    const early = forward.gaps.filter((gap) => gap < waitMs).length;
    const longest = (Math.max(...forward.gaps) / 1000).toFixed(2);
    console.log(
      `forward while stopped: ${early} of ${count} came early, as after ten minutes without the service, once each; the last after ${longest} s`,
    );
    check('forward while stopped, the retries after', (await next('after that')).gaps, waitMs, maxWaitMs);

    setClock(jump);
    const login = { grant_type: 'password', username: 'admin@example.com', password };
    const first = await refresh(client, login);
    setClock(-jump);
    const second = await refresh(client, { grant_type: 'refresh_token', refresh_token: first.refresh_token });
    if (!second.access_token) wrong.push(`a refresh token of ten minutes later gets ${JSON.stringify(second)}`);
    setClock(0);

    const log = await client.deliveries(id);
    if (log.length !== count) wrong.push(`events that were posted again have ${log.length} deliveries, not ${count}`);
    wrong.push(...checkHealth('failing', await client.webhook(id), log), ...receiver.invalid.slice(0, 10));
    const { code } = await client.stop('SIGTERM');
    if (code !== 0) wrong.push(`the service ended with ${code} on SIGTERM`);
  } finally {
    await receiver.close();
  }
  return wrong;
}
