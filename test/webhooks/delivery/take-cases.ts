import { expect } from '@jest/globals';
import { all, type DescribeScene, delivery } from './delivery-scene.ts';

/** Who gets an endpoint, and what is due there. */
export function describeTaking(scene: DescribeScene): void {
  scene('claims give each endpoint once, the one that has waited longest first', async (s) => {
    await s.create({}, { Action: 7 }, { Action: 8 });
    for (const action of [8, 6, 7]) {
      await s.accept(1, { action });
      s.clock.pass(10);
    }
    expect(await s.queue.claim(2)).toEqual([3, 1]);
    await s.accept(1, { action: 8 });
    expect(await s.queue.claim(10)).toEqual([2]);
    await s.queue.release(1);
    s.clock.pass(10);
    await s.queue.release(3);
    // Waiting begins anew, so that one with much to do doesn't come first again and again.
    expect(await s.queue.claim(1)).toEqual([1]);
    expect(await s.queue.claim(10)).toEqual([3]);
    expect(await s.queue.claim(10)).toEqual([]);
  });

  scene('after a start, too, the endpoint that has waited longest comes first', async (s) => {
    await s.create({}, { Action: 7 }, { Action: 8 });
    for (const action of [8, 6, 7]) {
      await s.accept(1, { action });
      s.clock.pass(10);
    }
    await s.queue.record([s.outcome(1, 3, { retryInMs: 0 })]);
    s.clock.pass(10);
    await s.reopen();
    expect(await s.queue.claim(10)).toEqual([1, 2, 3]);
  });

  scene('nothing is taken twice, and what is handed back is due at once, without an attempt', async (s) => {
    await s.create({});
    await s.accept(3);
    await s.queue.claim(1);
    const first = await s.queue.take(1, { ...all, limit: 2 });
    expect(first).toMatchObject({
      webhook: { Id: 1 },
      deliveries: [
        { id: delivery(1), attempts: 0, createdOn: '2026-11-26T10:00:00.000Z', event: { record: '{"Id":1}' } },
        { id: delivery(2), attempts: 0 },
      ],
      nextDueInMs: 0,
    });
    expect(await s.queue.take(1, all)).toMatchObject({ deliveries: [{ id: delivery(3) }], nextDueInMs: undefined });
    expect(await s.queue.take(1, all)).toMatchObject({ deliveries: [], nextDueInMs: undefined });
    await s.queue.record([s.outcome(2, 1, 'succeeded')]);
    await s.queue.release(1);
    expect(await s.queue.nextDueInMs()).toBe(0);
    expect(await s.due()).toEqual([1, 3]);
  });

  scene('a retry is due after its delay, and not before', async (s) => {
    await s.create({});
    await s.accept(2);
    await s.queue.claim(1);
    await s.queue.take(1, all);
    await s.queue.record([s.outcome(1, 1, { retryInMs: 5000 }), s.outcome(2, 1, { retryInMs: 3000 })]);
    expect(await s.queue.take(1, all)).toMatchObject({ deliveries: [], nextDueInMs: 3000 });
    expect(await s.queue.nextDueInMs()).toBeUndefined();
    await s.queue.release(1);
    expect(await s.queue.nextDueInMs()).toBe(3000);
    expect(await s.queue.claim(1)).toEqual([]);
    s.clock.pass(3000);
    expect(await s.due()).toEqual([2]);
    s.clock.pass(2000);
    expect(await s.due()).toEqual([2, 1]);
    await s.queue.claim(1);
    expect(await s.queue.take(1, all)).toMatchObject({ deliveries: [{ attempts: 1 }, { attempts: 1 }] });
  });

  scene('an outcome of a delivery that was handed back counts, and its retry is due once', async (s) => {
    await s.create({});
    await s.accept(2);
    expect(await s.due()).toEqual([1, 2]);
    await s.queue.record([s.outcome(1, 1, { retryInMs: 1000 })]);
    await s.queue.record([s.outcome(1, 1, { retryInMs: 5000 }), s.outcome(2, 1, { retryInMs: 3000 })]);
    s.clock.pass(1000);
    expect(await s.queue.claim(1)).toEqual([]);
    expect(await s.queue.nextDueInMs()).toBe(2000);
    s.clock.pass(2000);
    expect(await s.due()).toEqual([2]);
    s.clock.pass(2000);
    expect(await s.due()).toEqual([2, 1]);
    await s.queue.record([s.outcome(1, 1, 'succeeded'), s.outcome(2, 1, 'succeeded')]);
    expect(await s.due()).toEqual([]);
  });

  scene('what comes while a retry is waited for is due at once', async (s) => {
    await s.create({});
    await s.accept(1);
    await s.queue.claim(1);
    await s.queue.record([s.outcome(1, 1, { retryInMs: 5000 })]);
    await s.queue.release(1);
    await s.accept(1);
    expect(await s.queue.nextDueInMs()).toBe(0);
    expect(await s.due()).toEqual([2]);
  });

  scene('at most so many retries are taken, and first attempts still', async (s) => {
    await s.create({});
    await s.accept(4);
    await s.queue.record([1, 2, 3].map((number) => s.outcome(number, 1, { retryInMs: 1000 })));
    s.clock.pass(2000);
    await s.accept(1);
    expect(await s.due(1, { limit: 10, maxRetries: 1, inOrder: false })).toEqual([4, 1, 5]);
    expect(await s.due(1, { limit: 10, maxRetries: 0, inOrder: false })).toEqual([4, 5]);
    expect(await s.due(1, { limit: 3, maxRetries: 10, inOrder: false })).toEqual([4, 1, 2]);
  });
}
