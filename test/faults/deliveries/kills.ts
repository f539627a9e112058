/**
 * Events are accepted and delivered while the process is killed at a random moment and started again. Each acknowledged event
 * has to reach each webhook that was active, with one id, and the log has to say what the receiver saw.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventInput, type ServiceClient, sleep, startService, untilDone } from './client.ts';
import { checkHealth, checkLog, type LogFigures } from './log-check.ts';
import { type Reaction, startReceiver } from './receiver.ts';

const schedule = Array.from({ length: 9 }, (_, index) => `${100 * (index + 1)}ms`).join();
const maxAttempts = 10;
const posters = 3;

const often = (part: number) => Math.random() < part;
const among = (limit: number) => Math.floor(Math.random() * limit);

/** The webhooks, and how they react. The last one of location 1 isn't active in every other run. */
const webhooks: readonly { name: string; location: number; react: () => Reaction }[] = [
  { name: 'prompt', location: 1, react: () => ({ status: 200 }) },
  { name: 'slow', location: 1, react: () => ({ status: 200, afterMs: 20 + among(100) }) },
  { name: 'flaky', location: 1, react: () => ({ status: often(0.3) ? 500 : 200, afterMs: among(30) }) },
  { name: 'resetting', location: 1, react: () => (often(0.3) ? 'reset' : { status: 200, afterMs: among(10) }) },
  { name: 'failing', location: 1, react: () => ({ status: 500, afterMs: among(10) }) },
  { name: 'paused', location: 1, react: () => ({ status: 200, afterMs: among(20) }) },
  { name: 'other', location: 2, react: () => ({ status: often(0.1) ? 503 : 200, afterMs: among(50) }) },
];

interface Posted extends EventInput {
  /** The runs in which it was posted. */
  readonly runs: number[];
  isAcknowledged: boolean;
}

const isPausedIn = (run: number) => run % 2 === 1;

/** @param runs at most so many; @param budgetMs no more are begun after this time */
export async function attackWithKills(runs: number, budgetMs: number): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'concordat-delivery-kills-'));
  const wrong: string[] = [];
  const events = new Map<string, Posted>();
  const acknowledged: Posted[] = [];
  let uncertain: Posted[] = [];
  let repeated = 0;
  let startMs = 0;
  let kills = 0;
  const react = Object.fromEntries(webhooks.map((webhook) => [webhook.name, webhook.react]));
  const receiver = await startReceiver(({ webhook }) => react[webhook]?.() ?? { status: 404 });
  const env = { DATA_DIR: join(folder, 'data'), RETRY_SCHEDULE: schedule };
  const onLog = (line: string) => {
    if (!line.includes('the last commit is incomplete and was never acknowledged')) wrong.push(`log: ${line}`);
  };

  /** Posts until the service is gone. */
  const post = async (client: ServiceClient, run: number, waiting: Posted[]) => {
    for (;;) {
      const fresh = Array.from({ length: 1 + among(3) }, (): Posted => {
        const EventId = randomUUID();
        const BusinessId = often(0.7) ? 1 : 2;
        return {
          EventId,
          BusinessId,
          Record: { EventId, Text: 'x'.repeat(among(400)) },
          runs: [],
          isAcknowledged: false,
        };
      });
      const batch = [...waiting.splice(0, 5), ...fresh];
      for (const event of batch) events.set(event.EventId, event).get(event.EventId)?.runs.push(run);
      uncertain.push(...batch);
      // A client that repeats what was acknowledged, with a record that nobody may get.
      const again = often(0.3) ? acknowledged[among(acknowledged.length)] : undefined;
      const repeat = again && { ...again, Record: { EventId: again.EventId, Again: true } };
      const body = [...batch, ...(repeat ? [repeat] : [])].map(({ EventId, BusinessId, Record }) => ({
        EventId: often(0.5) ? EventId : EventId.toUpperCase(),
        BusinessId,
        Record,
      }));
      const status = await client.postEvents(body);
      if (status !== 200) throw new Error(`events got ${status}`);
      if (repeat) repeated++;
      for (const event of batch) event.isAcknowledged = true;
      acknowledged.push(...batch);
      uncertain = uncertain.filter((event) => !batch.includes(event));
      await sleep(among(40));
    }
  };

  try {
    const ids = new Map<string, number>();
    let token: string | undefined;
    const until = performance.now() + budgetMs;
    for (let run = 0; run < runs && performance.now() < until && wrong.length === 0; run++) {
      const began = performance.now();
      const client = await startService(env, onLog, token);
      startMs += performance.now() - began;
      token ??= client.token;
      if (run === 0) {
        await client.putSecret(1);
        await client.putSecret(2);
        for (const { name, location } of webhooks) {
          ids.set(name, await client.putWebHook({ BusinessId: location, URL: receiver.urlOf(name) }));
        }
      }
      const paused = { BusinessId: 1, URL: receiver.urlOf('paused'), Active: !isPausedIn(run) };
      await client.putWebHook(paused, ids.get('paused'));
      const waiting = uncertain;
      uncertain = [];
      const working = Array.from({ length: posters }, () =>
        post(client, run, waiting).catch((error: Error) => {
          if (error.message !== 'fetch failed' && error.message !== 'terminated') wrong.push(error.message);
        }),
      );
      await sleep(20 + Math.random() * 400);
      await client.stop('SIGKILL');
      kills++;
      await Promise.all(working);
      uncertain.push(...waiting);
    }

    const last = await startService(env, onLog, token);
    await last.putWebHook({ BusinessId: 1, URL: receiver.urlOf('paused') }, ids.get('paused'));
    const left = await untilDone(last, [...ids.values()], 90_000);
    if (left > 0) wrong.push(`${left} deliveries are still pending`);
    const figures: LogFigures = { deliveries: 0, attempts: 0, unrecorded: 0, duplicates: 0 };
    const received = Map.groupBy(receiver.received, ({ webhook }) => webhook);
    let expected = 0;
    for (const { name, location } of webhooks) {
      const id = ids.get(name) as number;
      const log = await last.deliveries(id);
      const seen = received.get(name) ?? [];
      wrong.push(...checkLog(name, log, seen, maxAttempts, figures));
      // Its errors are forgotten whenever it is enabled.
      if (name !== 'paused') wrong.push(...checkHealth(name, await last.webhook(id), log));
      const seenEvents = Map.groupBy(seen, ({ record }) => record.EventId);
      for (const { EventId, BusinessId, runs: posted, isAcknowledged } of events.values()) {
        const ofEvent = seenEvents.get(EventId) ?? [];
        seenEvents.delete(EventId);
        const paused = name === 'paused' && posted.some(isPausedIn);
        const isExpected = BusinessId === location && isAcknowledged && !paused;
        const isAllowed = BusinessId === location && !(name === 'paused' && posted.every(isPausedIn));
        if (isExpected) expected++;
        if (isExpected && ofEvent.length === 0) wrong.push(`${name}: the event ${EventId} was never received`);
        if (!isAllowed && ofEvent.length > 0) wrong.push(`${name}: the event ${EventId} was received`);
        const deliveryIds = new Set(ofEvent.map((each) => each.id));
        if (deliveryIds.size > 1) wrong.push(`${name}: the event ${EventId} came with ${[...deliveryIds]}`);
        if (ofEvent.some(({ record }) => record['Again'])) wrong.push(`${name}: ${EventId} was accepted twice`);
      }
      for (const [EventId] of seenEvents) wrong.push(`${name}: nobody posted ${EventId}`);
    }
    wrong.push(...receiver.invalid.slice(0, 10));
    const { code } = await last.stop('SIGTERM');
    if (code !== 0) wrong.push(`the service ended with ${code} on SIGTERM`);
    console.log(
      `${kills} kills, ${Math.round(startMs / kills)} ms from start to open port: ${acknowledged.length} events acknowledged, ${repeated} of them posted again; ` +
        `${expected} deliveries expected, all of ${figures.deliveries} in the log received`,
    );
    console.log(
      `${receiver.received.length} attempts received, ${receiver.invalid.length} of them invalid, ${figures.attempts} in the log; ` +
        `${figures.unrecorded} unrecorded (${(figures.unrecorded / kills).toFixed(1)} a kill), ${figures.duplicates} after one that had succeeded; ${wrong.length} wrong`,
    );
  } finally {
    await receiver.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return wrong;
}
