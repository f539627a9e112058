import { expect, test } from '@jest/globals';
import { OutgoingError, outgoingErrorCodes } from '../../../src/http.ts';
import type { DeliveryQueue } from '../../../src/webhooks/delivery/delivery-queue.ts';
import { Engine, hanging } from './engine.ts';
import type { MemoryQueue } from './memory-queue.ts';

const fast = { status: 200 };
const refusing = { error: new OutgoingError(outgoingErrorCodes.connection, 'receiver.example: connection refused') };

test('a delivery arrives in the turn in which it was accepted', async () => {
  const engine = new Engine();
  await engine.time.advance(1000);
  const [id = ''] = engine.queue.add(1);
  await engine.time.advance(0);
  expect(engine.received).toEqual([{ webhookId: 1, id, atMs: 1000 }]);
  expect(engine.requests[0]).toMatchObject({
    method: 'POST',
    isRepeatable: true,
    body: `[{"id":"${id}"}]`,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'x-nexudus-hook-action': '6',
      'x-secrets': 'secret of 1',
    },
  });
  expect(engine.queue.outcomes).toMatchObject([{ deliveryId: id, next: 'succeeded', attempt: { status: 200 } }]);
  expect([...engine.queue.owned]).toEqual([]);
});

test('what was pending before the start is delivered, and all endpoints are handed back', async () => {
  const engine = new Engine({}, (queue) => {
    for (let id = 1; id <= 600; id++) queue.add(id, 3);
  });
  await engine.time.advance(0);
  expect(engine.received).toHaveLength(1800);
  expect(await engine.queue.pending()).toMatchObject({ count: 0 });
  expect(engine.queue.owned.size).toBe(0);
});

test('endpoints are left for others for a while, and more are claimed with each step', async () => {
  const fill = (queue: MemoryQueue) => {
    for (let id = 1; id <= 20; id++) queue.add(id);
  };
  const engine = new Engine({}, fill, { share: { endpoints: 2, pauseMs: 5 } });
  await engine.time.advance(15);
  const counts = [0, 5, 10, 15].map((ms) => engine.received.filter(({ atMs }) => atMs === ms).length);
  expect(counts).toEqual([2, 4, 8, 6]);
});

test('attempts are made at the times of the schedule, and then no more', async () => {
  const engine = new Engine({ retrySchedule: [5000, 30_000, 120_000] });
  engine.replies.set(1, () => ({ status: 503 }));
  const [id] = engine.queue.add(1);
  await engine.time.advance(600_000);
  expect(engine.received.map(({ atMs }) => atMs)).toEqual([0, 5000, 35_000, 155_000]);
  expect(new Set(engine.idsOf(1))).toEqual(new Set([id]));
  expect(engine.queue.outcomes.map(({ next }) => next)).toEqual([
    { retryInMs: 5000 },
    { retryInMs: 30_000 },
    { retryInMs: 120_000 },
    'failed',
  ]);
  expect(new Set(engine.requests.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(4);
});

test('what comes while its endpoint is busy is sent at once', async () => {
  const engine = new Engine();
  engine.replies.set(1, () => ({ status: 200, afterMs: 14_000 }));
  for (let count = 0; count < 2; count++) {
    engine.queue.add(1);
    await engine.time.advance(1000);
  }
  expect(engine.received.map(({ atMs }) => atMs)).toEqual([0, 1000]);
});

test('what comes while its endpoint is handed back is sent', async () => {
  const engine = new Engine();
  const released = Promise.withResolvers<void>();
  engine.queue.releasing = released.promise;
  engine.queue.add(1);
  await engine.time.advance(10);
  engine.queue.add(1);
  await engine.time.advance(10);
  expect(engine.received).toHaveLength(1);
  released.resolve();
  await engine.time.advance(0);
  expect(engine.received).toHaveLength(2);
});

test('endpoints take turns', async () => {
  const engine = new Engine({ concurrency: 1 });
  for (const id of [1, 2, 3]) {
    engine.replies.set(id, () => ({ status: 200, afterMs: 10 }));
    engine.queue.add(id, 3);
  }
  await engine.time.advance(1000);
  expect(engine.received.map(({ webhookId }) => webhookId)).toEqual([1, 2, 3, 1, 2, 3, 1, 2, 3]);
});

test('retries leave slots for first attempts, and go on when there are some again', async () => {
  const engine = new Engine({ concurrency: 4 });
  for (let id = 1; id <= 5; id++) {
    engine.replies.set(id, ({ atMs }) => (atMs === 0 ? { status: 500 } : { status: 200, afterMs: 805 }));
    engine.queue.add(id);
  }
  await engine.time.advance(5500);
  engine.queue.add(6);
  await engine.time.advance(2000);
  expect(engine.received.slice(5).map(({ webhookId, atMs }) => [webhookId, atMs])).toEqual([
    [1, 5000],
    [2, 5000],
    [3, 5000],
    [6, 5500],
    [4, 5805],
    [5, 5805],
  ]);
});

test('a retry that becomes due while other attempts of its endpoint run isn’t late', async () => {
  const engine = new Engine();
  engine.replies.set(1, ({ id }) => (id === '1-1' ? { status: 503 } : { status: 200, afterMs: 14_000 }));
  engine.queue.add(1, 2);
  await engine.time.advance(10_000);
  expect(engine.received.map(({ id, atMs }) => [id, atMs])).toEqual([
    ['1-1', 0],
    ['1-2', 0],
    ['1-1', 5000],
  ]);
});

test.each([-600_000, 600_000])('a time of day that jumps by %d ms makes no burst and no stall', async (jump) => {
  const engine = new Engine({ retrySchedule: [5000, 5000, 5000] });
  engine.replies.set(1, () => ({ status: 500 }));
  engine.queue.add(1);
  await engine.time.advance(2000);
  engine.time.jump(jump);
  engine.queue.add(2);
  await engine.time.advance(20_000);
  expect(engine.received.map(({ webhookId, atMs }) => [webhookId, atMs])).toEqual([
    [1, 0],
    [2, 2000],
    [1, 5000],
    [1, 10_000],
    [1, 15_000],
  ]);
});

test('an endpoint has two attempts at first, and more with each response that wasn’t enough', async () => {
  const engine = new Engine({ webhookConcurrency: 5 });
  engine.replies.set(1, () => ({ status: 200, afterMs: 100 }));
  engine.queue.add(1, 100);
  const running: number[] = [];
  for (let round = 0; round < 5; round++) {
    await engine.time.advance(50);
    running.push(engine.runningOf(1));
    await engine.time.advance(50);
  }
  expect(running).toEqual([2, 4, 5, 5, 5]);
});

test('an endpoint that hasn’t needed more than two has two', async () => {
  const engine = new Engine();
  engine.replies.set(1, () => ({ status: 200, afterMs: 100 }));
  for (let count = 0; count < 10; count++) {
    engine.queue.add(1);
    await engine.time.advance(200);
  }
  engine.queue.add(1, 10);
  await engine.time.advance(50);
  expect(engine.runningOf(1)).toBe(2);
});

test('an endpoint that does not respond has one attempt at a time, until it responds again', async () => {
  const engine = new Engine();
  let isUp = true;
  engine.replies.set(1, () => (isUp ? { status: 200, afterMs: 100 } : hanging));
  engine.queue.add(1, 1000);
  await engine.time.advance(1000);
  expect(engine.runningOf(1)).toBe(8);
  isUp = false;
  await engine.time.advance(20_000);
  expect(engine.runningOf(1)).toBe(1);
  isUp = true;
  await engine.time.advance(16_000);
  expect(engine.runningOf(1)).toBe(8);
});

test('what waits for an endpoint that refuses is tried in pauses, and goes on when it responds', async () => {
  const engine = new Engine();
  let isUp = false;
  engine.replies.set(1, () => (isUp ? fast : refusing));
  engine.queue.add(1, 1000);
  await engine.time.advance(60_000);
  expect(engine.received.slice(0, 9).map(({ atMs }) => atMs)).toEqual([0, 0, 100, 300, 700, 1500, 3100, 6300, 11_300]);
  expect(engine.received.length).toBeLessThan(20);
  const before = engine.received.length;
  isUp = true;
  await engine.time.advance(5000);
  expect(engine.received.length - before).toBeGreaterThan(900);
  isUp = false;
  engine.received.length = 0;
  engine.queue.add(1, 10);
  await engine.time.advance(1000);
  const [first = 0, ...later] = [...new Set(engine.received.map(({ atMs }) => atMs))];
  expect(later.map((atMs) => atMs - first)).toEqual([100, 300, 700]);
});

test('a retry is not later because its endpoint pauses', async () => {
  const engine = new Engine({ retrySchedule: [50, 200, 50] });
  engine.replies.set(1, () => refusing);
  engine.queue.add(1);
  await engine.time.advance(1000);
  expect(engine.received.map(({ atMs }) => atMs)).toEqual([0, 50, 250, 300]);
});

test('endpoints that hang leave slots for those that respond', async () => {
  const engine = new Engine({ concurrency: 16 });
  for (let id = 1; id <= 100; id++) {
    engine.replies.set(id, () => hanging);
    engine.queue.add(id, 100);
  }
  await engine.time.advance(0);
  expect(engine.runningInAll).toBe(12);
  await engine.time.advance(300_000);
  expect(engine.runningInAll).toBe(8);
  engine.received.length = 0;
  for (let round = 0; round < 20; round++) {
    engine.queue.add(1000 + round);
    await engine.time.advance(0);
  }
  expect(engine.received.map(({ webhookId }) => webhookId)).toEqual(Array.from({ length: 20 }, (_, n) => 1000 + n));
  // Those that hang take turns.
  engine.received.length = 0;
  await engine.time.advance(250_000);
  expect(new Set(engine.received.map(({ webhookId }) => webhookId)).size).toBe(100);
  expect(engine.maxRunning).toBeLessThanOrEqual(16);
});

test('endpoints that begin to hang while they have much to do leave slots for others', async () => {
  const engine = new Engine({ concurrency: 64 });
  const isUp = new Set(Array.from({ length: 20 }, (_, n) => n + 1));
  for (const id of isUp) {
    engine.replies.set(id, () => (isUp.has(id) ? { status: 200, afterMs: 10 } : hanging));
    engine.queue.add(id, 200);
  }
  await engine.time.advance(100);
  isUp.clear();
  await engine.time.advance(1000);
  engine.queue.add(99, 5);
  await engine.time.advance(0);
  expect(engine.idsOf(99)).toHaveLength(5);
});

test('with one attempt at a time, the order of events is kept over retries', async () => {
  const engine = new Engine({ webhookConcurrency: 1, retrySchedule: [5000, 5000] });
  let failures = 2;
  engine.replies.set(1, ({ id }) => (id === '1-2' && failures-- > 0 ? { status: 500 } : { status: 200, afterMs: 10 }));
  engine.queue.add(1, 4);
  await engine.time.advance(30_000);
  expect(engine.idsOf(1)).toEqual(['1-1', '1-2', '1-2', '1-2', '1-3', '1-4']);
  expect(engine.received.map(({ atMs }) => atMs)).toEqual([0, 10, 5010, 10_010, 10_020, 10_030]);
});

test('a webhook that isn’t active any more gets nothing, and all of it when it is again', async () => {
  const engine = new Engine({ webhookConcurrency: 2 });
  engine.replies.set(1, () => ({ status: 200, afterMs: 10 }));
  engine.queue.add(1, 6);
  await engine.time.advance(15);
  engine.queue.setActive(1, false);
  await engine.time.advance(1000);
  expect(engine.received).toHaveLength(4);
  expect(engine.queue.owned.size).toBe(0);
  engine.queue.setActive(1, true);
  await engine.time.advance(100);
  expect(engine.received).toHaveLength(6);
  expect(engine.queue.outcomes).toHaveLength(6);
});

test('outcomes that come while others are written are the next batch', async () => {
  const engine = new Engine();
  const written = Promise.withResolvers<void>();
  engine.queue.writing = written.promise;
  for (let id = 1; id <= 10; id++) engine.queue.add(id);
  await engine.time.advance(0);
  expect(engine.received).toHaveLength(10);
  expect(engine.observed).toEqual([]);
  written.resolve();
  await engine.time.advance(0);
  expect(engine.queue.batches).toEqual([1, 9]);
  expect(engine.observed).toHaveLength(10);
});

test('the first outcome is recorded at once, and further ones in intervals', async () => {
  const engine = new Engine({}, undefined, { recordIntervalMs: 5 });
  for (let id = 1; id <= 10; id++) engine.queue.add(id);
  await engine.time.advance(4);
  expect(engine.received).toHaveLength(10);
  expect(engine.queue.batches).toEqual([1]);
  await engine.time.advance(1);
  expect(engine.queue.batches).toEqual([1, 9]);
});

test('a stop and the order of events wait for no interval', async () => {
  const engine = new Engine({}, undefined, { recordIntervalMs: 5 });
  for (let id = 1; id <= 10; id++) engine.queue.add(id);
  await engine.time.advance(0);
  await engine.deliveries.stop(1000);
  expect(engine.queue.batches).toEqual([1, 9]);
  const inOrder = new Engine({ webhookConcurrency: 1 }, undefined, { recordIntervalMs: 5 });
  inOrder.queue.add(1, 10);
  await inOrder.time.advance(0);
  expect(inOrder.queue.batches).toEqual(Array.from({ length: 10 }, () => 1));
});

test.each<[string, (keyof DeliveryQueue)[]]>([
  ['the disk is full', ['record']],
  ['the store fails', ['claim', 'take', 'record', 'release', 'nextDueInMs']],
])('while %s nothing is started, and nothing is lost or counted twice', async (_name, failing) => {
  const engine = new Engine();
  engine.replies.set(1, () => ({ status: 200, afterMs: 10 }));
  engine.queue.add(1, 20);
  await engine.time.advance(15);
  engine.queue.failing = failing;
  await engine.time.advance(10);
  const during = engine.received.length;
  await engine.time.advance(60_000);
  expect(engine.received.length).toBe(during);
  expect(engine.log.map(({ level, message }) => [level, message])).toEqual([
    ['warn', 'the store fails: no deliveries are sent until it works again'],
  ]);
  engine.queue.failing = [];
  await engine.time.advance(10_000);
  expect(engine.idsOf(1).sort()).toEqual(engine.queue.outcomes.map(({ deliveryId }) => deliveryId).sort());
  expect(new Set(engine.idsOf(1)).size).toBe(20);
  expect(engine.received).toHaveLength(20);
  expect(engine.observed).toHaveLength(20);
  expect(engine.log.map(({ level }) => level)).toEqual(['warn', 'info']);
});

test('all endpoints go on when the store works again', async () => {
  const engine = new Engine();
  engine.replies.set(1, ({ atMs }) => ({ status: 200, afterMs: atMs === 0 ? 14_000 : 0 }));
  engine.queue.add(1);
  await engine.time.advance(0);
  engine.queue.failing = ['record'];
  engine.queue.add(2);
  await engine.time.advance(1000);
  engine.queue.add(1);
  await engine.time.advance(1000);
  expect(engine.idsOf(1)).toHaveLength(1);
  engine.queue.failing = [];
  await engine.time.advance(5000);
  expect(engine.idsOf(1)).toHaveLength(2);
});

test('a stop waits for what is running, and starts nothing', async () => {
  const engine = new Engine();
  engine.replies.set(1, () => ({ status: 200, afterMs: 1000 }));
  engine.queue.add(1, 5);
  await engine.time.advance(100);
  const stopped = engine.deliveries.stop(7000);
  await engine.time.advance(1000);
  await stopped;
  expect(engine.received).toHaveLength(2);
  expect(engine.queue.outcomes).toHaveLength(2);
  expect(engine.queue.owned.size).toBe(0);
  expect(engine.time.timers).toBe(0);
});

test('what is taken while a stop begins is put back', async () => {
  const engine = new Engine();
  const taken = Promise.withResolvers<void>();
  engine.queue.taking = taken.promise;
  engine.queue.add(1);
  await engine.time.advance(0);
  const stopped = engine.deliveries.stop(7000);
  taken.resolve();
  await stopped;
  expect(engine.received).toEqual([]);
  expect(engine.queue.owned.size).toBe(0);
  expect(await engine.queue.claim(1)).toEqual([1]);
});

test('what isn’t finished when the time of a stop is over is put back, and no attempt is counted', async () => {
  const engine = new Engine();
  engine.replies.set(1, () => hanging);
  engine.queue.add(1, 2);
  engine.queue.add(2, 1);
  await engine.time.advance(100);
  const stopped = engine.deliveries.stop(7000);
  await engine.time.advance(7000);
  await stopped;
  expect(engine.queue.owned.size).toBe(0);
  await engine.time.advance(20_000);
  expect(engine.queue.outcomes.map(({ webhookId }) => webhookId)).toEqual([2]);
  expect(engine.observed).toHaveLength(1);
  expect(await engine.queue.pending()).toMatchObject({ count: 2 });
});

test('a stop while the store fails ends, and says what isn’t recorded', async () => {
  const engine = new Engine();
  engine.replies.set(1, () => ({ ...fast, afterMs: 10 }));
  engine.queue.add(1, 2);
  await engine.time.advance(5);
  engine.queue.failing = ['record'];
  await engine.time.advance(10);
  await engine.deliveries.stop(7000);
  expect(engine.log.at(-1)).toMatchObject({ level: 'warn', fields: { count: 2 } });
});

test('a webhook that was disabled is a warning, without its query', async () => {
  const engine = new Engine();
  engine.replies.set(1, () => ({ status: 410 }));
  engine.queue.add(1);
  const webhook = engine.queue.webhooks.get(1);
  if (!webhook) throw new Error('there is no webhook');
  const failingSince = '2025-06-01T12:00:00.000Z';
  engine.queue.disabled = [{ webhook, reason: 'gone', failures: 1, failingSince }];
  await engine.time.advance(0);
  expect(engine.queue.outcomes).toMatchObject([{ next: 'failed', isGone: true }]);
  expect(engine.log).toEqual([
    {
      level: 'warn',
      message: 'a webhook was disabled',
      fields: {
        webhookId: 1,
        location: 1,
        name: 'Webhook 1',
        url: 'https://receiver.example/1',
        reason: 'gone',
        failures: 1,
        failingSince,
        lastError: null,
      },
    },
  ]);
});

test('endpoint 0 has the URL of the operators', async () => {
  const engine = new Engine({ operatorUrl: 'https://ops.example/0' });
  engine.queue.add(0);
  await engine.time.advance(0);
  expect(engine.requests.map(({ url }) => url.href)).toEqual(['https://ops.example/0']);
});
