/** The whole path of a delivery: event accepted, in the journal, sent, result recorded. `[NAME …]` runs some of its parts. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeliveringService, loopRate, Receiver, recordOf } from './delivery-load.ts';
import { median } from './pairs.ts';

const folder = mkdtempSync(join(tmpdir(), 'concordat-deliveries-'));
const receiver = await Receiver.start();
let folders = 0;

function startService(env: NodeJS.ProcessEnv = {}): Promise<DeliveringService> {
  return DeliveringService.start(join(folder, `${++folders}`), env);
}

const fixed = (value: number, digits = 2) => Number(value.toFixed(digits));

/** The value below which this share of the values is. */
function percentile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? Number.NaN;
}

/** From the first event that is posted to the last delivery that arrives, each id checked. @returns deliveries per second */
async function deliver(service: DeliveringService, events: number, action: number, each: number): Promise<number> {
  await receiver.forget();
  const started = performance.timeOrigin + performance.now();
  await service.postEvents(events, 1, action);
  const { lastAt } = await receiver.untilDistinct(events * each);
  return (events * each) / ((lastAt - started) / 1000);
}

async function measureThroughput(): Promise<void> {
  const count = 60_000;
  const service = await startService({ WEBHOOK_CONCURRENCY: '50' });
  await service.createWebHook(1, 6, `${receiver.url}/fast/one`);
  for (let index = 0; index < 10; index++) await service.createWebHook(1, 7, `${receiver.url}/fast/ten/${index}`);
  const rates: { loop: number; one: number; ten: number }[] = [];
  await deliver(service, 5000, 6, 1);
  for (let round = 0; round < 3; round++) {
    rates.push({
      loop: loopRate(receiver, count, 50),
      one: await deliver(service, count, 6, 1),
      ten: await deliver(service, count / 10, 7, 10),
    });
  }
  await service.stop();
  const row = (name: string, key: 'loop' | 'one' | 'ten') => ({
    name,
    perSecond: Math.round(median(rates.map((rate) => rate[key]))),
    ratio: fixed(median(rates.map((rate) => rate[key] / rate.loop))),
  });
  console.log('deliveries/s, WEBHOOK_CONCURRENCY=50: wanted 0.3 of a bare loop of undici request, 50 at a time');
  console.table([row('bare loop', 'loop'), row('one webhook', 'one'), row('each event to ten webhooks', 'ten')]);
}

/** Posts single events at a rate. @returns how long each took to its receipt: from its request, and from its response */
async function measureLatencies(
  service: DeliveringService,
  perSecond: number,
  seconds: number,
  action: number,
): Promise<{ fromRequest: number[]; fromResponse: number[] }> {
  await receiver.forget();
  const sent: { requested: number; accepted: number }[] = [];
  const posts: Promise<void>[] = [];
  const now = () => performance.timeOrigin + performance.now();
  const started = now();
  for (let serial = 0; serial < perSecond * seconds; serial++) {
    const wait = started + (serial * 1000) / perSecond - now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const requested = now();
    const event = { BusinessId: 1, Action: action, Record: recordOf(1_000_000 + serial) };
    posts.push(
      service.post('/sys/events', { Events: [event] }).then(() => {
        sent[serial] = { requested, accepted: now() };
      }),
    );
  }
  await Promise.all(posts);
  await receiver.untilDistinct(sent.length);
  const { receipts = [] } = await receiver.received(true);
  const first = new Map<number, number>();
  for (const { serial, at } of receipts) if (!first.has(serial)) first.set(serial, at);
  const since = (from: 'requested' | 'accepted') =>
    sent.map((times, serial) => (first.get(1_000_000 + serial) as number) - times[from]);
  return { fromRequest: since('requested'), fromResponse: since('accepted') };
}

async function measureLatency(): Promise<void> {
  const service = await startService();
  await service.createWebHook(1, 6, `${receiver.url}/fast/timed`);
  await measureLatencies(service, 100, 3, 6);
  const { fromRequest, fromResponse } = await measureLatencies(service, 100, 20, 6);
  await service.stop();
  const row = (name: string, times: readonly number[]) => ({
    name,
    P50: fixed(percentile(times, 0.5)),
    P99: fixed(percentile(times, 0.99)),
  });
  console.log('milliseconds to the receipt at 100 events/s; a receipt can come before the response');
  console.table([row("from the event's request", fromRequest), row("from the event's response", fromResponse)]);
}

/** A healthy webhook alone, then beside 120 that never respond, which get 5 events/s each. */
async function measureIsolation(): Promise<void> {
  const seconds = 150;
  const service = await startService();
  await service.createWebHook(1, 6, `${receiver.url}/fast/timed`);
  await measureLatencies(service, 50, 3, 6);
  const alone = await measureLatencies(service, 50, seconds, 6);
  for (let index = 0; index < 20; index++) await service.createWebHook(1, 7, `${receiver.url}/hang/same/${index}`);
  for (let index = 0; index < 100; index++) await service.createWebHook(2, 7, `${receiver.url}/hang/other/${index}`);
  const ended = new AbortController();
  const hanging = (async () => {
    while (!ended.signal.aborted) {
      const events = [1, 2].map((BusinessId) => ({ BusinessId, Action: 7, Record: recordOf(0) }));
      await service.post('/sys/events', { Events: events });
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  })();
  const beside = await measureLatencies(service, 50, seconds, 6);
  ended.abort();
  await hanging;
  const { hanging: hung } = await receiver.received();
  await service.stop();
  const [before, after] = [alone, beside].map(({ fromRequest }) => percentile(fromRequest, 0.99)) as [number, number];
  console.log(
    `P99 in milliseconds at 50 events/s, beside 120 webhooks that never respond: wanted at most 1.2 times its own`,
  );
  console.table([{ alone: fixed(before), beside: fixed(after), ratio: fixed(after / before), 'hung requests': hung }]);
}

/** What 100,000 deliveries that wait for a dead endpoint do to others, to memory and to the start. */
async function measureBacklog(): Promise<void> {
  const count = 20_000;
  const pending = 100_000;
  const env = { WEBHOOK_CONCURRENCY: '50' };
  const service = await startService(env);
  await service.createWebHook(1, 6, `${receiver.url}/fast/one`);
  await service.createWebHook(1, 7, 'http://127.0.0.1:9/dead');
  await deliver(service, count, 6, 1);
  const without: number[] = [];
  for (let round = 0; round < 3; round++) without.push(await deliver(service, count, 6, 1));
  const memoryBefore = service.memory();
  await service.postEvents(pending, 1, 7);
  const memoryAfter = service.memory();
  const beside: number[] = [];
  for (let round = 0; round < 3; round++) beside.push(await deliver(service, count, 6, 1));
  await service.stop();
  const bodyLength = JSON.stringify([recordOf(1_000_000)]).length;
  console.log('100,000 deliveries pending to a dead endpoint');
  console.table([
    {
      'rate of others / without (≥ 0.9)': fixed(median(beside) / median(without)),
      'bytes of memory each, above the body (≤ 1024)': Math.round((memoryAfter - memoryBefore) / pending - bodyLength),
    },
  ]);
}

const parts = {
  throughput: measureThroughput,
  latency: measureLatency,
  backlog: measureBacklog,
  isolation: measureIsolation,
} as const;
const given = process.argv.slice(2) as (keyof typeof parts)[];
try {
  for (const name of given.length > 0 ? given : (Object.keys(parts) as (keyof typeof parts)[])) await parts[name]();
} finally {
  receiver.stop();
  rmSync(folder, { recursive: true, force: true });
}
