/**
 * The disk fills while deliveries are sent. What was acknowledged is delivered, what was refused isn't, receivers get no more than
 * what was being sent while outcomes can't be recorded, the log isn't flooded, and all goes on by itself when there is space.
 */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventInput, type ServiceClient, sleep, startService, untilDone } from './client.ts';
import { checkHealth, checkLog, type LogFigures } from './log-check.ts';
import { type Reaction, startReceiver } from './receiver.ts';

const schedule = '200ms,200ms,200ms';
const maxAttempts = 4;
/** How long the disk stays full, each time. */
const fullMs = 8000;
const concurrency = 8;

const webhooks: readonly { name: string; react: () => Reaction }[] = [
  { name: 'prompt', react: () => ({ status: 200 }) },
  { name: 'slow', react: () => ({ status: 200, afterMs: 400 }) },
  { name: 'failing', react: () => ({ status: 500, afterMs: 50 }) },
  { name: 'flaky', react: () => (Math.random() < 0.3 ? 'reset' : { status: 200, afterMs: 100 }) },
];

export async function attackWithFullDisk(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'concordat-delivery-full-'));
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', disk], { stdio: 'ignore' });
  } catch {
    console.log('skipped: this needs the right to mount a tmpfs');
    rmSync(folder, { recursive: true });
    return [];
  }
  try {
    return await attack(disk);
  } finally {
    execFileSync('umount', [disk]);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function attack(disk: string): Promise<string[]> {
  const ballast = join(disk, '.ballast');
  const wrong: string[] = [];
  const acknowledged = new Set<string>();
  const refused = new Set<string>();
  const lines: string[] = [];
  const react = Object.fromEntries(webhooks.map((webhook) => [webhook.name, webhook.react]));
  const receiver = await startReceiver(({ webhook }) => react[webhook]?.() ?? { status: 404 });
  const env = { DATA_DIR: join(disk, 'data'), RETRY_SCHEDULE: schedule };
  const onLog = (line: string) => lines.push(line);

  const post = async (client: ServiceClient, count: number) => {
    const batch = Array.from({ length: count }, (): EventInput => {
      const EventId = randomUUID();
      return { EventId, BusinessId: 1, Record: { EventId, Text: 'x'.repeat(300) } };
    });
    const status = await client.postEvents(batch);
    for (const { EventId } of batch) (status === 200 ? acknowledged : refused).add(EventId);
    return status;
  };
  /** To the last byte: outcomes are much smaller than events. */
  const fill = () => {
    const descriptor = openSync(ballast, 'a');
    try {
      for (let size = 65_536; size >= 1; ) {
        try {
          if (writeSync(descriptor, Buffer.alloc(size)) < size) size = size >> 1;
        } catch {
          size = size >> 1;
        }
      }
    } finally {
      closeSync(descriptor);
    }
  };
  const countOf = (text: string) => lines.filter((line) => line.includes(text)).length;
  /** What is received while the disk is full, after what was being sent has ended. */
  const stayFull = async (client: ServiceClient, what: string) => {
    const before = receiver.received.length;
    await sleep(1500);
    const inFlight = receiver.received.length - before;
    for (const end = performance.now() + fullMs; performance.now() < end; await sleep(250)) await post(client, 1);
    const later = receiver.received.length - before - inFlight;
    console.log(`${what}: ${inFlight} attempts received in the first 1.5 s, ${later} in the ${fullMs / 1000} s after`);
    if (later > 0) wrong.push(`${what}: receivers got ${later} attempts whose outcome could not be recorded`);
    if (inFlight > webhooks.length * (concurrency + 2)) wrong.push(`${what}: ${inFlight} attempts were made`);
  };

  try {
    let client = await startService(env, onLog);
    const { token } = client;
    await client.putSecret(1);
    const ids = new Map<string, number>();
    for (const { name } of webhooks) {
      ids.set(name, await client.putWebHook({ BusinessId: 1, URL: receiver.urlOf(name) }));
    }
    for (let round = 0; round < 10; round++) await post(client, 20);
    await sleep(500);

    fill();
    await stayFull(client, 'full while running');
    const warnings = countOf('the store fails: no deliveries');
    if (warnings !== 1) wrong.push(`the log warned ${warnings} times that no deliveries are sent`);

    rmSync(ballast);
    await sleep(6000);
    const before = receiver.received.length;
    if ((await post(client, 5)) !== 200) wrong.push('with space again, events are refused');
    await sleep(1500);
    if (receiver.received.length === before) wrong.push('with space again, nothing is sent');
    if (countOf('the store fails: no deliveries') > 2) wrong.push('the log is flooded');

    for (let round = 0; round < 10; round++) await post(client, 20);
    fill();
    await sleep(1000);
    for (let restart = 1; restart <= 3; restart++) {
      await client.stop('SIGKILL');
      client = await startService(env, onLog, token);
      await stayFull(client, `full at start ${restart}`);
    }
    const began = performance.now();
    const { code } = await client.stop('SIGTERM');
    const stopMs = Math.round(performance.now() - began);
    if (code !== 0 || stopMs > 10_000) wrong.push(`on a full disk, SIGTERM ended it with ${code} after ${stopMs} ms`);
    rmSync(ballast);

    client = await startService(env, onLog, token);
    const left = await untilDone(client, [...ids.values()], 60_000);
    if (left > 0) wrong.push(`${left} deliveries are still pending`);
    const figures: LogFigures = { deliveries: 0, attempts: 0, unrecorded: 0, duplicates: 0 };
    for (const { name } of webhooks) {
      const seen = receiver.received.filter(({ webhook }) => webhook === name);
      const log = await client.deliveries(ids.get(name) as number);
      wrong.push(...checkLog(name, log, seen, maxAttempts, figures));
      wrong.push(...checkHealth(name, await client.webhook(ids.get(name) as number), log));
      const events = new Set(seen.map(({ record }) => record.EventId));
      for (const id of acknowledged) if (!events.has(id)) wrong.push(`${name}: the event ${id} was never received`);
      for (const id of events) if (refused.has(id)) wrong.push(`${name}: the event ${id} was refused, and received`);
    }
    wrong.push(...receiver.invalid.slice(0, 10));
    const { code: last } = await client.stop('SIGTERM');
    if (last !== 0) wrong.push(`the service ended with ${last} on SIGTERM`);
    console.log(
      `${acknowledged.size} events acknowledged, ${refused.size} refused with a full disk; ${figures.deliveries} deliveries, ` +
        `${figures.attempts} attempts in the log, ${figures.unrecorded} unrecorded, ${figures.duplicates} after one that had succeeded`,
    );
    const texts = Map.groupBy(lines, (line) => /"msg":"([^"]*)"/.exec(line)?.[1] ?? line);
    for (const [text, all] of texts) console.log(`logged ${all.length} times: ${text.slice(0, 150)}`);
  } finally {
    await receiver.close();
  }
  return wrong;
}
