import { expect } from '@jest/globals';
import type {
  DeliveryQueue,
  Outcome,
  TakenDeliveries,
  TakenDelivery,
} from '../../../src/webhooks/delivery/delivery-queue.ts';
import { startTimer } from '../../../src/webhooks/delivery/timer.ts';
import { jobSchema } from '../../../src/webhooks/store/postgres/deliveries/endpoint-jobs.ts';
import { testsWithPostgres } from '../postgres.ts';
import { webhook } from '../records.ts';
import { all } from './delivery-scene.ts';
import { Engine } from './engine.ts';
import { FakeTime } from './fake-time.ts';
import { makeEvent, outcome, supervise, until, withStores } from './two-stores.ts';

const test = testsWithPostgres();

/** As the database's, which no test can set without the other process seeing it. */
class SystemTime extends FakeTime {
  override now(): Date {
    return new Date();
  }

  override monotonicMs(): number {
    return performance.now();
  }

  override readonly timer = startTimer;
}

const url = (id: number) => `https://receiver.example/${id}`;

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

for (const [limit, name] of [
  [1, 'events of a webhook are sent in order, one after the other, also by two processes'],
  [3, 'a webhook has no more attempts at a time than it may have in all processes, and each delivery is made once'],
] as const) {
  test(
    name,
    withStores(async (one, other) => {
      await Promise.all([1, 2, 3].map(() => one.create((id) => webhook(id, { URL: url(id) }))));
      const sent = new Map<number, string[]>([1, 2, 3].map((id) => [id, []]));
      let most = 0;
      const engines = [one, other].map((store) => {
        const settings = { webhookConcurrency: limit };
        return new Engine<DeliveryQueue>(settings, undefined, { time: new SystemTime(), queue: store.deliveries });
      });
      for (const engine of engines) {
        for (const [id, records] of sent) {
          engine.replies.set(id, () => {
            most = Math.max(most, sum(engines.map((each) => each.runningOf(id))));
            records.push(String(engine.requests.at(-1)?.body));
            return { status: 200, afterMs: 2 };
          });
        }
      }
      const accepted: string[] = [];
      for (let count = 0; count < 20; count++) {
        const event = makeEvent();
        accepted.push(`[${event.record}]`);
        await (count % 2 === 0 ? one : other).deliveries.accept([event]);
      }
      await until(() => sum(engines.map(({ observed }) => observed.length)) === 60);
      for (const records of sent.values()) {
        expect(limit === 1 ? records : records.toSorted()).toEqual(limit === 1 ? accepted : accepted.toSorted());
      }
      expect(most).toBeLessThanOrEqual(limit);
      expect(await one.deliveries.pending()).toEqual({ count: 0, oldestOn: undefined });
      await Promise.all(engines.map((engine) => engine.deliveries.stop(1000)));
    }),
  );
}

test(
  'a process that lost an endpoint can not overwrite what its successor recorded, nor hand its endpoint back',
  withStores(async (one, other, sql) => {
    await one.create((id) => webhook(id));
    await one.deliveries.accept([makeEvent(), makeEvent()]);
    expect(await one.deliveries.claim(10)).toEqual([1]);
    const ids = (await one.deliveries.take(1, all))?.deliveries.map(({ id }) => id) as [string, string];
    expect(await other.deliveries.claim(10)).toEqual([]);

    // It was stopped for longer than its heartbeat.
    await sql.query(`update ${jobSchema}.job set heartbeat_on = now() - interval '11 s' where state = 'active'`);
    await supervise(sql);

    expect(await other.deliveries.claim(10)).toEqual([1]);
    expect((await other.deliveries.take(1, all))?.deliveries.map(({ id }) => id)).toEqual(ids);
    await other.deliveries.record([outcome(ids[0], { retryInMs: 3_600_000 }, 'refused')]);
    const before = await one.deliveries.find(ids[0]);
    expect(before).toMatchObject({ state: 'pending', attempts: [{ error: 'refused' }] });

    expect(await one.deliveries.record(ids.map((id) => outcome(id, 'succeeded')))).toEqual([]);
    expect(await one.deliveries.find(ids[0])).toEqual(before);
    expect(await one.deliveries.find(ids[1])).toMatchObject({ state: 'pending', attempts: [] });
    expect(await one.get('webhooks', 1)).toMatchObject({ ErrorCount: 1, LastError: 'refused' });
    expect(await one.deliveries.take(1, all)).toMatchObject({ deliveries: [], nextDueInMs: undefined });
    await one.deliveries.release(1);
    expect(await one.deliveries.claim(10)).toEqual([]);

    await other.deliveries.record([outcome(ids[1], 'succeeded')]);
    expect(await one.deliveries.find(ids[1])).toMatchObject({ state: 'succeeded' });
    await other.deliveries.release(1);
    expect(await one.deliveries.nextDueInMs()).toBeGreaterThan(3_500_000);
  }),
);

test(
  'a process hears of what others accept and enable, and looks for what it did not hear',
  withStores(
    async (one, other, sql) => {
      const heard = new Set<number>();
      const hears = async (id: number, cause: () => Promise<unknown>) => {
        heard.clear();
        await cause();
        await until(() => heard.has(id));
      };
      await Promise.all(([6, 7] as const).map((Action) => one.create((id) => webhook(id, { Action }))));
      other.deliveries.onDue((ids) => ids.forEach((id) => void heard.add(id)));
      await hears(1, () => one.deliveries.accept([makeEvent()]));
      await one.change('webhooks', 2, (current) => current && { ...current, Active: false });
      await one.deliveries.acceptFor(2, makeEvent());
      await hears(2, () => one.change('webhooks', 2, (current) => current && { ...current, Active: true }));
      await other.deliveries.claim(10);
      await sql.query("select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %'");
      await hears(1, () => one.deliveries.accept([makeEvent()]));
    },
    { lookEveryMs: 20 },
  ),
);

const hourMs = 3_600_000;
const hourAhead = { now: () => new Date(Date.now() + hourMs), monotonicMs: () => performance.now() };

test(
  'a process whose clock is an hour ahead changes neither when a retry is due nor what is logged',
  withStores(
    async (one) => {
      const began = Date.now();
      await one.create((id) => webhook(id));
      await one.deliveries.accept([{ ...makeEvent(), acceptedOn: hourAhead.now().toISOString() }]);
      await one.deliveries.claim(1);
      const { deliveries } = (await one.deliveries.take(1, all)) as TakenDeliveries;
      const [{ id, createdOn, event }] = deliveries as [TakenDelivery];
      const on = hourAhead.now().toISOString();
      const failed: Outcome = {
        ...outcome(id, { retryInMs: 60_000 }),
        attempt: { on, durationMs: 0, error: 'refused' },
      };
      await one.deliveries.record([failed]);
      const delivery = await one.deliveries.find(id);
      const times = [
        createdOn,
        event.acceptedOn,
        delivery?.attempts[0]?.on,
        (await one.get('webhooks', 1))?.LastTrigger,
      ];
      for (const time of times) {
        // The record has seconds.
        expect(Date.parse(time ?? '')).toBeGreaterThan(began - 1000);
        expect(Date.parse(time ?? '')).toBeLessThanOrEqual(Date.now());
      }
      const dueMs = Date.parse(delivery?.nextAttemptOn ?? '') - began;
      expect(dueMs).toBeGreaterThan(59_000);
      expect(dueMs).toBeLessThanOrEqual(Date.now() - began + 60_000);
    },
    { clock: hourAhead },
  ),
);
