import { expect } from '@jest/globals';
import { all, type DescribeScene, day, delivery, minute, type Scene, start, uuid } from './delivery-scene.ts';

/** What can be read, replayed and recovered, and for how long. */
export function describeLog(scene: DescribeScene): void {
  const succeed = (s: Scene, ...numbers: number[]) =>
    s.queue.record(numbers.map((number) => s.outcome(number, 1, 'succeeded')));
  const fail = (s: Scene, ...numbers: number[]) =>
    s.queue.record(numbers.map((number) => s.outcome(number, 1, 'failed')));

  scene('an event for one webhook alone', async (s) => {
    await s.create({ Active: false, Action: 9 }, {});
    const event = s.event();
    expect(await s.log.acceptFor(1, event)).toBe(delivery(1));
    expect(await s.log.acceptFor(9, event)).toBeUndefined();
    expect(await s.states(1)).toEqual(['1 pending']);
    expect(await s.states(2)).toEqual([]);
  });

  scene('a list can be filtered, and has pages', async (s) => {
    await s.create({ Action: 6 }, { Action: 7 });
    await s.accept(2);
    s.clock.pass(minute);
    await s.log.acceptFor(1, s.event({ action: 7, businessId: 2 }));
    s.clock.pass(minute);
    await s.accept(2);
    await s.accept(1, { action: 7 });
    await succeed(s, 1, 4);
    const on = (minutes: number) => new Date(start + minutes * minute);
    const list = async (query: object) => {
      const { deliveries, total } = await s.log.list({ webhookId: 1, offset: 0, limit: 10, ...query });
      return [deliveries.map(({ id }) => Number(id.slice(-12))), total];
    };
    const table: [query: object, ids: number[], total: number][] = [
      [{}, [5, 4, 3, 2, 1], 5],
      [{ state: 'pending' }, [5, 3, 2], 3],
      [{ state: 'failed' }, [], 0],
      [{ action: 7 }, [3], 1],
      [{ businessIds: [1, 3] }, [5, 4, 2, 1], 4],
      [{ businessIds: [] }, [], 0],
      [{ from: on(1) }, [5, 4, 3], 3],
      [{ to: on(1) }, [3, 2, 1], 3],
      [{ from: on(1), to: on(1), state: 'pending' }, [3], 1],
      [{ offset: 1, limit: 2 }, [4, 3], 5],
      [{ offset: 9 }, [], 5],
      [{ webhookId: 9 }, [], 0],
      [{ webhookId: 2 }, [6], 1],
    ];
    for (const [query, ids, total] of table) expect([query, ...(await list(query))]).toEqual([query, ids, total]);
    await s.reopen();
    for (const [query, ids, total] of table) expect([query, ...(await list(query))]).toEqual([query, ids, total]);
  });

  scene('a replay is a new delivery of the same event', async (s) => {
    await s.create({});
    await s.accept(1);
    await succeed(s, 1);
    s.clock.pass(minute);
    expect(await s.log.replay(delivery(1))).toBe(delivery(2));
    expect(await s.log.replay(delivery(9))).toBeUndefined();
    await s.reopen();
    expect(await s.log.find(delivery(2))).toMatchObject({
      state: 'pending',
      event: { id: uuid('e', 1), acceptedOn: '2026-11-26T10:00:00.000Z', record: '{"Id":1}' },
      createdOn: '2026-11-26T10:01:00.000Z',
      nextAttemptOn: '2026-11-26T10:01:00.000Z',
      attempts: [],
      replayOf: delivery(1),
    });
    expect(await s.due()).toEqual([2]);
    // In one commit with what removes the webhook.
    const [, replayed] = await Promise.all([s.delete(1), s.log.replay(delivery(1))]);
    expect(replayed).toBeUndefined();
  });

  scene('recover replays what failed since a time, the oldest first, and only once', async (s) => {
    await s.create({}, {});
    await s.accept(1);
    s.clock.pass(minute);
    await s.accept(4);
    await s.log.acceptFor(1, s.event({ businessId: 2 }));
    // Two deliveries of each event: those of webhook 1 have odd numbers.
    await fail(s, 1, 7, 3, 5, 11);
    const since = new Date(start + minute);
    expect(await s.log.recover(9, since)).toBe(0);
    expect(await s.log.recover(1, since, [1])).toBe(3);
    const replays = async () => {
      const { deliveries } = await s.log.list({ webhookId: 1, offset: 0, limit: 100, state: 'pending' });
      return deliveries
        .flatMap(({ replayOf }) => (replayOf === undefined ? [] : [Number(replayOf.slice(-12))]))
        .reverse();
    };
    expect(await replays()).toEqual([3, 5, 7]);
    expect(await s.log.recover(1, since, [1])).toBe(0);
    await succeed(s, 12);
    await fail(s, 13);
    await s.reopen();
    const counts = await Promise.all([s.log.recover(1, since), s.log.recover(1, since)]);
    expect(counts.sort()).toEqual([0, 2]);
    expect(await replays()).toEqual([7, 5, 11]);
    expect(await s.log.recover(1, new Date(0))).toBe(1);
  });

  scene('recover goes on when replays fail meanwhile', async (s) => {
    await s.create({});
    await s.accept(600);
    await fail(s, ...Array.from({ length: 600 }, (_, index) => index + 1));
    const failing = async () => {
      for (let number = 601; number <= 700; number++) await fail(s, number);
    };
    const [count] = await Promise.all([s.log.recover(1, new Date(0)), failing()]);
    expect(count).toBe(600);
  });

  scene(
    'the log keeps the last deliveries that ended, also over a start',
    async (s) => {
      await s.create({});
      await s.accept(6);
      for (const number of [5, 1, 4, 2]) await succeed(s, number);
      const states = ['6 pending', '4 succeeded', '3 pending', '2 succeeded', '1 succeeded'];
      expect(await s.states()).toEqual(states);
      expect(await s.log.find(delivery(5))).toBeUndefined();
      await s.reopen();
      expect(await s.states()).toEqual(states);
      await succeed(s, 3);
      expect(await s.states()).toEqual(['6 pending', '4 succeeded', '3 succeeded', '2 succeeded']);
      await s.reopen();
      await succeed(s, 6);
      expect(await s.states()).toEqual(['6 succeeded', '3 succeeded', '2 succeeded']);
    },
    { log: { maxFinished: 3, maxAgeMs: day } },
  );

  scene(
    'the log forgets what ended so long ago, and nothing that is pending',
    async (s) => {
      await s.create({});
      await s.accept(3);
      await succeed(s, 2);
      s.clock.pass(minute);
      await fail(s, 1);
      s.clock.pass(day - minute);
      expect(await s.states()).toEqual(['3 pending', '2 succeeded', '1 failed']);
      s.clock.pass(1);
      expect(await s.states()).toEqual(['3 pending', '1 failed']);
      await s.reopen();
      expect(await s.states()).toEqual(['3 pending', '1 failed']);
      s.clock.pass(minute);
      expect(await s.log.find(delivery(1))).toBeUndefined();
      expect(await s.log.replay(delivery(1))).toBeUndefined();
      expect(await s.states()).toEqual(['3 pending']);
    },
    { log: { maxFinished: 100, maxAgeMs: day } },
  );

  scene('all is the same after a start, whatever happened before', async (s) => {
    await s.create({}, {}, { Action: 7 });
    for (let round = 0; round < 30; round++) {
      await Promise.all([s.accept(3), s.accept(1, { action: 7 })]);
      s.clock.pass(1234);
      const taken = [1, 2, 3].map(async (id) => {
        await s.queue.claim(10);
        const found = await s.queue.take(id, { ...all, limit: 2 + (round % 3) });
        const outcomes = (found?.deliveries ?? []).map((each, index) => {
          const next = (['succeeded', { retryInMs: 3000 * index }, 'failed'] as const)[(round + index) % 3] ?? 'failed';
          return { ...s.outcome(0, id, next), deliveryId: each.id };
        });
        await s.queue.record(outcomes);
        await s.queue.release(id);
      });
      await Promise.all([...taken, s.log.replay(delivery(round)), s.change(2, { Active: round % 4 !== 0 })]);
      if (round === 20) await s.delete(3);
      if (round % 10 === 5) await s.log.recover(1, new Date(0));
    }
    const before = await s.everything([1, 2, 3]);
    await s.reopen();
    expect(await s.everything([1, 2, 3])).toEqual(before);
    expect((await s.queue.pending()).count).toBeGreaterThan(50);
  });
}
