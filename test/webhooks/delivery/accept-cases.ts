import { expect } from '@jest/globals';
import { all, type DescribeScene, day, delivery, uuid } from './delivery-scene.ts';

/** What is accepted, and what becomes of outcomes. */
export function describeAccepting(scene: DescribeScene): void {
  scene('an event goes to the active webhooks of its location and action, and to no others', async (s) => {
    await s.create({}, { Active: false }, { BusinessId: 2 }, { Action: 7 }, {}, { Action: 1 });
    await s.accept(1);
    await s.accept(1, { action: 1 });
    expect(await Promise.all([1, 2, 3, 4, 5, 6].map((id) => s.states(id)))).toEqual([
      ['1 pending'],
      [],
      [],
      [],
      ['2 pending'],
      [],
    ]);
    expect(await s.queue.claim(10)).toEqual([1, 5]);
  });

  scene('changes of webhooks in the same commit count for the events after them', async (s) => {
    await s.create({}, {}, {}, { Active: false });
    await Promise.all([
      s.create({}),
      s.change(1, { Active: false }),
      s.delete(2),
      s.change(3, { Action: 7 }),
      s.change(4, { Active: true }),
      s.accept(1),
      s.change(1, { Active: true }),
      s.accept(1),
    ]);
    expect(await Promise.all([1, 2, 3, 4, 5].map((id) => s.states(id)))).toEqual([
      ['3 pending'],
      [],
      [],
      ['4 pending', '1 pending'],
      ['5 pending', '2 pending'],
    ]);
    expect((await s.queue.pending()).count).toBe(5);
  });

  scene('what was accepted is there after a start, whether it was taken or not', async (s) => {
    await s.create({}, {});
    await s.accept(3, { record: '{"Name":"Übersee \\u0000"}' });
    await s.queue.claim(1);
    await s.queue.take(1, { ...all, limit: 2 });
    const before = await s.everything([1, 2]);
    await s.reopen();
    expect(await s.everything([1, 2])).toEqual(before);
    expect(await s.due(1)).toEqual([1, 3, 5]);
    const found = await s.log.find(delivery(4));
    expect(found).toEqual({
      id: delivery(4),
      webhookId: 2,
      event: {
        id: uuid('e', 2),
        businessId: 1,
        action: 6,
        record: '{"Name":"Übersee \\u0000"}',
        acceptedOn: '2026-11-26T10:00:00.000Z',
      },
      state: 'pending',
      createdOn: '2026-11-26T10:00:00.000Z',
      attempts: [],
      nextAttemptOn: '2026-11-26T10:00:00.000Z',
      replayOf: undefined,
    });
  });

  scene('an event is accepted once in 24 hours', async (s) => {
    await s.create({});
    const [event, other] = [s.event(), s.event({ action: 9 })];
    await s.log.accept([event, { ...event, record: '{"Id":2}' }, { ...event, id: event.id.toUpperCase() }, other]);
    await Promise.all([s.log.accept([event]), s.log.accept([event, s.event()])]);
    expect(await s.states()).toEqual(['2 pending', '1 pending']);
    expect((await s.log.find(delivery(1)))?.event.record).toBe('{"Id":1}');
    s.clock.pass(day - 1000);
    await s.reopen();
    await s.log.accept([event, { ...other, action: 6 }]);
    expect(await s.states()).toHaveLength(2);
    s.clock.pass(1000);
    await s.log.accept(
      [event, { ...other, action: 6 }].map((each) => ({ ...each, acceptedOn: s.clock.now().toISOString() })),
    );
    expect(await s.states()).toHaveLength(4);
  });

  scene('of events at the same time, one with an id wins', async (s) => {
    await s.create({});
    const event = s.event();
    await Promise.all(Array.from({ length: 20 }, () => s.log.accept([event])));
    const unheard = s.event({ action: 9 });
    await Promise.all([s.log.accept([unheard]), s.log.accept([{ ...unheard, action: 6 }])]);
    expect(await s.states()).toEqual(['1 pending']);
  });

  scene('events are accepted all or none', async (s) => {
    await s.create({});
    await expect(s.log.accept([s.event(), s.event({ id: 'none' })])).rejects.toThrow('is a UUID, not none');
    expect(await s.states()).toEqual([]);
    expect(await s.queue.pending()).toEqual({ count: 0, oldestOn: undefined });
  });

  scene('an outcome is kept with all its fields', async (s) => {
    await s.create({});
    await s.accept(2);
    await s.due();
    const failed = { on: '2026-11-26T10:00:01.234Z', durationMs: 15_000.5, error: 'no response within 15 s' };
    const outcomes = [
      { deliveryId: delivery(1), webhookId: 1, attempt: failed, next: { retryInMs: 5000 } },
      s.outcome(2, 1, 'succeeded', { durationMs: 3, response: 'ok' }),
    ] as const;
    await s.queue.record(outcomes);
    await s.reopen();
    expect(await s.log.find(delivery(1))).toMatchObject({
      state: 'pending',
      attempts: [failed],
      nextAttemptOn: '2026-11-26T10:00:21.234Z',
    });
    const second = await s.log.find(delivery(2));
    expect(second).toMatchObject({ state: 'succeeded', attempts: [outcomes[1].attempt], nextAttemptOn: undefined });
  });

  scene('an outcome can be recorded twice, and late', async (s) => {
    await s.create({}, {});
    await s.accept(1);
    const outcome = s.outcome(1, 1, 'failed');
    await Promise.all([s.queue.record([outcome]), s.queue.record([outcome])]);
    await s.queue.record([outcome, s.outcome(1, 1, 'succeeded'), s.outcome(99, 1, 'succeeded')]);
    expect((await s.log.find(delivery(1)))?.attempts).toHaveLength(1);
    expect(await s.webhook(1)).toMatchObject({ ErrorCount: 1 });
    await Promise.all([s.delete(2), s.queue.record([s.outcome(2, 2, 'succeeded')])]);
    expect(await s.states(2)).toEqual(['2 dropped']);
    await s.queue.record([s.outcome(2, 2, { retryInMs: 0 })]);
    expect(await s.queue.claim(10)).toEqual([]);
    expect(await s.states(2)).toEqual(['2 dropped']);
  });
}
