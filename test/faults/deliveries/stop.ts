/**
 * SIGTERM while deliveries are sent, some to receivers that never respond. The process ends in time, nothing counts as failed
 * because of it, and what is pending goes on after the next start, with the same ids.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventInput, sleep, startService, untilDone } from './client.ts';
import { checkHealth, checkLog, type LogFigures } from './log-check.ts';
import { type Reaction, startReceiver } from './receiver.ts';

let isHanging = true;
const webhooks: readonly { name: string; react: () => Reaction }[] = [
  { name: 'prompt', react: () => ({ status: 200, afterMs: 10 }) },
  { name: 'hanging', react: () => (isHanging ? 'hang' : { status: 200 }) },
  { name: 'partly', react: () => (isHanging && Math.random() < 0.1 ? 'hang' : { status: 200, afterMs: 30 }) },
  { name: 'slow', react: () => ({ status: 200, afterMs: isHanging ? 3000 : 0 }) },
];

/** @param stops how many, one after the other */
export async function attackWithStops(stops = 3): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'concordat-delivery-stop-'));
  const wrong: string[] = [];
  const acknowledged = new Set<string>();
  const react = Object.fromEntries(webhooks.map((webhook) => [webhook.name, webhook.react]));
  const receiver = await startReceiver(({ webhook }) => react[webhook]?.() ?? { status: 404 });
  const env = { DATA_DIR: join(folder, 'data'), RETRY_SCHEDULE: '1s,1s' };
  const onLog = (line: string) => wrong.push(`log: ${line}`);
  const ids = new Map<string, number>();
  let token: string | undefined;
  try {
    for (let stop = 1; stop <= stops; stop++) {
      const client = await startService(env, onLog, token);
      if (!token) {
        await client.putSecret(1);
        for (const { name } of webhooks) {
          ids.set(name, await client.putWebHook({ BusinessId: 1, URL: receiver.urlOf(name) }));
        }
      }
      token = client.token;
      let isPosting = true;
      const posting = (async () => {
        while (isPosting) {
          const batch = Array.from({ length: 5 }, (): EventInput => {
            const EventId = randomUUID();
            return { EventId, BusinessId: 1, Record: { EventId } };
          });
          if ((await client.postEvents(batch)) === 200) for (const { EventId } of batch) acknowledged.add(EventId);
          await sleep(20);
        }
      })().catch(() => {});
      await sleep(1500);
      const began = performance.now();
      const { code, signal } = await client.stop('SIGTERM');
      const ms = Math.round(performance.now() - began);
      isPosting = false;
      await posting;
      const open = receiver.received.filter(({ response }) => response === undefined).length;
      console.log(
        `stop ${stop}: ended with ${code ?? signal} after ${ms} ms, with ${open} attempts that got no response so far`,
      );
      if (code !== 0 || ms > 10_000) wrong.push(`SIGTERM ended it with ${code ?? signal} after ${ms} ms`);
    }

    isHanging = false;
    const client = await startService(env, onLog, token);
    const pendingAtStart = (await Promise.all([...ids.values()].map((id) => client.pending(id)))).reduce(
      (a, b) => a + b,
    );
    const left = await untilDone(client, [...ids.values()], 120_000);
    if (left > 0) wrong.push(`${left} deliveries are still pending`);
    const figures: LogFigures = { deliveries: 0, attempts: 0, unrecorded: 0, duplicates: 0 };
    for (const { name } of webhooks) {
      const log = await client.deliveries(ids.get(name) as number);
      const seen = receiver.received.filter(({ webhook }) => webhook === name);
      wrong.push(...checkLog(name, log, seen, 3, figures));
      const webhook = await client.webhook(ids.get(name) as number);
      wrong.push(...checkHealth(name, webhook, log));
      if (webhook.ErrorCount > 0) wrong.push(`${name}: ${webhook.ErrorCount} attempts failed: ${webhook.LastError}`);
      const events = new Set(seen.map(({ record }) => record.EventId));
      for (const id of acknowledged) if (!events.has(id)) wrong.push(`${name}: the event ${id} was never received`);
      if (figures.duplicates > 0) wrong.push(`${name}: what had succeeded before the stop was sent again`);
    }
    wrong.push(...receiver.invalid.slice(0, 10));
    await client.stop('SIGTERM');
    console.log(
      `${acknowledged.size} events acknowledged, ${pendingAtStart} deliveries pending at the last start; ${figures.deliveries} deliveries succeeded, ` +
        `${figures.attempts} attempts in the log, none failed, ${figures.unrecorded} put back, ${figures.duplicates} sent again after a response`,
    );
  } finally {
    await receiver.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return wrong;
}
