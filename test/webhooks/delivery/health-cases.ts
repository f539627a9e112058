import { expect } from '@jest/globals';
import { all, type DescribeScene, delivery, minute, type Scene, uuid } from './delivery-scene.ts';

/** What attempts mean for their webhooks. */
export function describeHealth(scene: DescribeScene): void {
  const rule = { after: 3, spanMs: 15 * minute };
  const fail = (s: Scene, ...numbers: number[]) =>
    s.queue.record(numbers.map((number) => s.outcome(number, 1, { retryInMs: 1000 })));

  scene('attempts show in the record of the webhook', async (s) => {
    await s.create({});
    await s.accept(3);
    await Promise.all([
      s.queue.record([s.outcome(1, 1, { retryInMs: 1000 }, { error: 'status 500' })]),
      s.queue.record([s.outcome(2, 1, 'failed', { error: 'status 404' })]),
      s.change(1, { Name: 'new' }),
    ]);
    s.clock.pass(minute);
    await s.queue.record([s.outcome(3, 1, 'succeeded')]);
    const record = {
      Name: 'new',
      LastTrigger: '2026-11-26T10:01:00Z',
      LastError: 'status 404',
      ErrorCount: 2,
      Active: true,
    };
    expect(await s.webhook(1)).toMatchObject(record);
    await s.reopen();
    expect(await s.webhook(1)).toMatchObject(record);
  });

  scene(
    'failures in a row disable a webhook, if the first was so long ago, also over a start',
    async (s) => {
      await s.create({});
      await s.accept(9);
      expect(await fail(s, 1, 2, 3, 4)).toEqual([]);
      s.clock.pass(15 * minute - 1);
      await s.reopen();
      expect(await fail(s, 5)).toEqual([]);
      s.clock.pass(1);
      const [disabled, ...others] = await fail(s, 6, 7);
      expect(others).toEqual([]);
      expect(disabled).toEqual({
        webhook: expect.objectContaining({ Id: 1, Active: false }),
        reason: 'failures',
        failures: 6,
        failingSince: '2026-11-26T10:00:00.000Z',
      });
      expect(await s.webhook(1)).toMatchObject({ Active: false, ErrorCount: 7 });
      await s.accept(1);
      expect((await s.queue.pending()).count).toBe(9);
      expect(await fail(s, 8)).toEqual([]);
      await s.reopen();
      expect(await s.queue.claim(10)).toEqual([]);
    },
    { rule },
  );

  scene(
    'a success ends the row, and so does enabling',
    async (s) => {
      await s.create({});
      await s.accept(9);
      await fail(s, 1, 2);
      s.clock.pass(20 * minute);
      await s.queue.record([s.outcome(3, 1, 'succeeded')]);
      expect(await fail(s, 1, 2, 4)).toEqual([]);
      s.clock.pass(20 * minute);
      expect(await fail(s, 5)).toHaveLength(1);
      await s.change(1, { Active: true, ErrorCount: 0 });
      expect(await fail(s, 5, 6, 7)).toEqual([]);
      expect(await s.webhook(1)).toMatchObject({ Active: true, ErrorCount: 3 });
      // In one commit with the attempt that disables it.
      s.clock.pass(20 * minute);
      const [disabled] = await Promise.all([fail(s, 8), s.change(1, { Active: true, ErrorCount: 0 })]);
      expect(disabled).toHaveLength(1);
      await s.reopen();
      expect(await s.webhook(1)).toMatchObject({ Active: true, ErrorCount: 0 });
      expect(await fail(s, 1, 2)).toEqual([]);
      s.clock.pass(15 * minute);
      expect(await fail(s, 1)).toHaveLength(1);
    },
    { rule },
  );

  scene('a receiver that is gone disables its webhook at once, and 0 failures never do', async (s) => {
    await s.create({});
    await s.accept(3);
    s.clock.pass(60 * minute);
    expect(await fail(s, 1, 1, 1, 1)).toEqual([]);
    const gone = { ...s.outcome(2, 1, 'failed'), isGone: true };
    expect(await s.queue.record([gone])).toMatchObject([{ reason: 'gone', webhook: { Id: 1, Active: false } }]);
    expect(await s.webhook(1)).toMatchObject({ Active: false });
  });

  const id = uuid('a', 1);
  scene(
    'operators get an event for a webhook that was disabled, from a webhook that stands for them',
    async (s) => {
      await s.create({});
      await s.accept(1);
      await s.queue.record([{ ...s.outcome(1, 1, 'failed'), isGone: true }]);
      await s.reopen();
      expect(await s.queue.claim(10)).toEqual([0]);
      expect(await s.queue.take(0, all)).toMatchObject({
        webhook: { Id: 0, BusinessId: 0, URL: '', Active: true },
        deliveries: [{ id: delivery(2), event: { id, record: '{"Webhook":1}' } }],
      });
      const failing = Array.from({ length: 5 }, () => s.outcome(2, 0, { retryInMs: 0 }));
      expect(await s.queue.record(failing)).toEqual([]);
      await s.queue.release(0);
      expect(await s.due(0)).toEqual([2]);
      expect(await s.log.acceptFor(0, s.event())).toBe(delivery(3));
      await s.reopen();
      expect(await s.states(0)).toEqual(['3 pending', '2 pending']);
    },
    {
      rule: { after: 1, spanMs: 0 },
      opsEvent: ({ webhook: { Id } }, on) => ({
        id,
        businessId: 0,
        action: 1,
        record: `{"Webhook":${Id}}`,
        acceptedOn: on.toISOString(),
      }),
    },
  );
}
