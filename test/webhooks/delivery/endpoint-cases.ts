import { expect } from '@jest/globals';
import { all, type DescribeScene, day, delivery, minute } from './delivery-scene.ts';

/** Order, pausing, deleting, and what listeners hear. */
export function describeEndpoints(scene: DescribeScene): void {
  scene('in order, only the oldest is due, also over retries and a start', async (s) => {
    await s.create({});
    await s.accept(3);
    const inOrder = { ...all, inOrder: true };
    await s.queue.claim(1);
    expect(await s.queue.take(1, inOrder)).toMatchObject({ deliveries: [{ id: delivery(1) }], nextDueInMs: undefined });
    expect(await s.queue.take(1, inOrder)).toMatchObject({ deliveries: [] });
    await s.queue.record([s.outcome(1, 1, { retryInMs: 5000 })]);
    expect(await s.queue.take(1, inOrder)).toMatchObject({ deliveries: [], nextDueInMs: 5000 });
    await s.queue.release(1);
    expect(await s.queue.claim(1)).toEqual([]);
    expect(await s.queue.nextDueInMs()).toBe(5000);
    await s.reopen();
    expect(await s.due(1, inOrder)).toEqual([]);
    expect(await s.queue.claim(1)).toEqual([]);
    s.clock.pass(5000);
    expect(await s.due(1, { ...inOrder, maxRetries: 0 })).toEqual([]);
    expect(await s.due(1, inOrder)).toEqual([1]);
    await s.queue.record([s.outcome(1, 1, 'failed')]);
    expect(await s.due(1, inOrder)).toEqual([2]);
    expect(await s.due(1, all)).toEqual([2, 3]);
  });

  scene(
    'in order, over many deliveries, most of which the log has forgotten',
    async (s) => {
      await s.create({});
      await s.accept(150);
      const taken: unknown[] = [];
      for (let count = 0; count < 150; count++) {
        const [number] = (await s.due(1, { ...all, inOrder: true })) ?? [];
        taken.push(number);
        await s.queue.record([s.outcome(number ?? 0, 1, 'succeeded')]);
      }
      expect(taken).toEqual(Array.from({ length: 150 }, (_, index) => index + 1));
      expect(await s.states()).toHaveLength(3);
    },
    { log: { maxFinished: 3, maxAgeMs: day } },
  );

  scene('a webhook that is not active has nothing due; what is pending goes on when it is active again', async (s) => {
    await s.create({}, {});
    await s.accept(1);
    await s.queue.claim(1);
    await s.change(1, { Active: false });
    expect(await s.queue.take(1, all)).toBeUndefined();
    await s.queue.release(1);
    expect(await s.queue.claim(10)).toEqual([2]);
    await s.accept(1);
    await s.reopen();
    expect(await s.queue.claim(10)).toEqual([2]);
    expect(await s.queue.nextDueInMs()).toBeUndefined();
    expect((await s.queue.pending()).count).toBe(3);
    await s.change(1, { Active: true });
    expect(await s.queue.nextDueInMs()).toBe(0);
    expect(await s.due()).toEqual([1]);
  });

  scene('one that is active again and waits long keeps none waiting that waits less', async (s) => {
    await s.create({}, {});
    await s.accept(1);
    for (const [number, retryInMs] of [
      [1, 3_600_000],
      [2, 5000],
    ] as const) {
      await s.queue.claim(1);
      await s.queue.record([s.outcome(number, number, { retryInMs })]);
      await s.queue.release(number);
    }
    await s.change(1, { Active: false });
    await s.change(1, { Active: true });
    expect(await s.queue.nextDueInMs()).toBe(5000);
    s.clock.pass(5000);
    expect(await s.queue.claim(10)).toEqual([2]);
  });

  scene('the deliveries of a deleted webhook are dropped', async (s) => {
    await s.create({});
    await s.accept(2);
    await s.queue.claim(1);
    await s.queue.record([s.outcome(1, 1, 'succeeded')]);
    await Promise.all([s.accept(1), s.delete(1), s.accept(1)]);
    expect(await s.queue.take(1, all)).toBeUndefined();
    await s.queue.release(1);
    const states = ['3 dropped', '2 dropped', '1 succeeded'];
    expect(await s.states()).toEqual(states);
    expect(await s.queue.pending()).toEqual({ count: 0, oldestOn: undefined });
    await s.reopen();
    expect(await s.states()).toEqual(states);
    expect(await s.queue.claim(10)).toEqual([]);
    expect(await s.log.replay(delivery(2))).toBeUndefined();
  });

  scene('listeners hear of new events and of webhooks that are active again', async (s) => {
    await s.create({}, { Action: 7 }, { Action: 7, Active: false });
    const heard: number[][] = [];
    s.queue.onDue((ids) => heard.push([...ids].sort()));
    await s.accept(1);
    await s.accept(1, { action: 7 });
    await s.accept(1, { action: 9 });
    await s.log.acceptFor(3, s.event());
    await s.change(3, { Active: true });
    await s.queue.claim(10);
    await s.accept(1);
    await s.log.replay(delivery(2));
    expect(heard).toEqual([[1], [2], [3], [3], [1], [2]]);
  });

  scene('pending tells how many, and since when the oldest is', async (s) => {
    await s.create({});
    for (let count = 0; count < 3; count++) {
      await s.accept(1);
      s.clock.pass(minute);
    }
    await s.queue.record([s.outcome(1, 1, 'succeeded')]);
    expect(await s.queue.pending()).toEqual({ count: 2, oldestOn: '2026-11-26T10:01:00.000Z' });
    await s.reopen();
    expect(await s.queue.pending()).toEqual({ count: 2, oldestOn: '2026-11-26T10:01:00.000Z' });
  });
}
