import { expect, test } from '@jest/globals';
import type { Clock, WebHookEvent } from '../../../src/webhooks/delivery/delivery.ts';
import type { DeliveryLog } from '../../../src/webhooks/delivery/delivery-log.ts';
import type {
  DeliveryQueue,
  DisabledWebHook,
  DisablingRule,
  Outcome,
  TakeLimit,
} from '../../../src/webhooks/delivery/delivery-queue.ts';
import type { Storage, WebHook } from '../../../src/webhooks/storage.ts';
import { webhook } from '../records.ts';

export interface DeliveryStore {
  readonly storage: Storage;
  readonly deliveries: DeliveryQueue & DeliveryLog;
}

export interface DeliveryStoreOptions {
  readonly clock: Clock;
  readonly makeId: () => string;
  readonly rule: DisablingRule;
  readonly opsEvent: (disabled: DisabledWebHook, on: Date) => WebHookEvent | undefined;
  readonly log: { readonly maxFinished: number; readonly maxAgeMs: number };
}

const start = Date.parse('2026-11-26T10:00:00.000Z');
const minute = 60_000;
const day = 86_400_000;
const uuid = (first: string, number: number) => `${first}0000000-0000-4000-8000-${`${number}`.padStart(12, '0')}`;
/** The id of the delivery that was made as this one, of all. */
const delivery = (number: number) => uuid('d', number);
const all: TakeLimit = { limit: 100, maxRetries: 100, inOrder: false };

/** A clock that goes on only when it is told to. */
export class TestClock implements Clock {
  nowMs = start;
  monotonic = 1000;

  now(): Date {
    return new Date(this.nowMs);
  }

  monotonicMs(): number {
    return this.monotonic;
  }

  pass(ms: number): void {
    this.nowMs += ms;
    this.monotonic += ms;
  }
}

/** A store with a clock of its own, and what the cases do with it. */
class Scene {
  readonly clock = new TestClock();
  store!: DeliveryStore;
  readonly #open: (options: DeliveryStoreOptions) => Promise<DeliveryStore>;
  readonly #options: DeliveryStoreOptions;
  #events = 0;

  constructor(open: (options: DeliveryStoreOptions) => Promise<DeliveryStore>, options: Partial<DeliveryStoreOptions>) {
    let ids = 0;
    this.#open = open;
    this.#options = {
      clock: this.clock,
      makeId: () => delivery(++ids),
      rule: { after: 0, spanMs: 0 },
      opsEvent: () => undefined,
      log: { maxFinished: 1000, maxAgeMs: 7 * day },
      ...options,
    };
  }

  async open(): Promise<void> {
    this.store = await this.#open(this.#options);
  }

  async reopen(): Promise<void> {
    await this.store.storage.close();
    await this.open();
  }

  get queue(): DeliveryQueue {
    return this.store.deliveries;
  }

  get log(): DeliveryLog {
    return this.store.deliveries;
  }

  create(...more: Partial<WebHook>[]): Promise<WebHook[]> {
    return Promise.all(more.map((each) => this.store.storage.create((id) => webhook(id, each))));
  }

  change(id: number, more: Partial<WebHook>): Promise<WebHook | undefined> {
    return this.store.storage.change('webhooks', id, (current) => current && { ...current, ...more });
  }

  delete(id: number): Promise<WebHook | undefined> {
    return this.store.storage.change('webhooks', id, () => undefined);
  }

  webhook(id: number): Promise<WebHook | undefined> {
    return this.store.storage.get('webhooks', id);
  }

  event(more: Partial<WebHookEvent> = {}): WebHookEvent {
    const number = ++this.#events;
    const acceptedOn = this.clock.now().toISOString();
    return { id: uuid('e', number), businessId: 1, action: 6, record: `{"Id":${number}}`, acceptedOn, ...more };
  }

  /** Accepts so many events, one after the other. */
  async accept(count: number, more: Partial<WebHookEvent> = {}): Promise<void> {
    await this.log.accept(Array.from({ length: count }, () => this.event(more)));
  }

  outcome(number: number, webhookId: number, next: Outcome['next'], more: Partial<Outcome['attempt']> = {}): Outcome {
    const attempt = {
      on: this.clock.now().toISOString(),
      durationMs: 0,
      ...(next === 'succeeded' ? { status: 200 } : { status: 500, error: 'status 500', response: 'no' }),
      ...more,
    };
    return { deliveryId: delivery(number), webhookId, attempt, next };
  }

  /** Claims an endpoint, takes all that is due, and hands it back. @returns the numbers of the deliveries */
  async due(webhookId = 1, limit: TakeLimit = all): Promise<number[] | undefined> {
    await this.queue.claim(100);
    const taken = await this.queue.take(webhookId, limit);
    await this.queue.release(webhookId);
    return taken?.deliveries.map(({ id }) => Number(id.slice(-12)));
  }

  /** The numbers of a webhook's deliveries, the newest first, with their states. */
  async states(webhookId = 1): Promise<string[]> {
    const { deliveries } = await this.log.list({ webhookId, offset: 0, limit: 100 });
    return deliveries.map(({ id, state }) => `${Number(id.slice(-12))} ${state}`);
  }

  /** All that can be read, for comparing it before and after a start. */
  async everything(webhookIds: readonly number[]): Promise<unknown> {
    const lists = webhookIds.map((webhookId) => this.log.list({ webhookId, offset: 0, limit: 1000 }));
    const records = webhookIds.map((id) => this.webhook(id));
    return [await Promise.all(lists), await Promise.all(records), await this.queue.pending()];
  }
}

/**
 * The cases that every adapter of `DeliveryQueue` and `DeliveryLog` has to pass.
 * @param withStore gives a function that opens a store, which was closed or is new
 */
export function describeDeliveries(
  withStore: (run: (open: (options: DeliveryStoreOptions) => Promise<DeliveryStore>) => Promise<void>) => Promise<void>,
): void {
  const scene = (name: string, run: (scene: Scene) => Promise<void>, options: Partial<DeliveryStoreOptions> = {}) =>
    test(name, () =>
      withStore(async (open) => {
        const made = new Scene(open, options);
        await made.open();
        try {
          await run(made);
        } finally {
          await made.store.storage.close();
        }
      }),
    );

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

  describeHealth(scene);
  describeLog(scene);
  describeClock(scene);
}

type DescribeScene = (
  name: string,
  run: (scene: Scene) => Promise<void>,
  options?: Partial<DeliveryStoreOptions>,
) => void;

function describeHealth(scene: DescribeScene): void {
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

function describeLog(scene: DescribeScene): void {
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

function describeClock(scene: DescribeScene): void {
  const planned = 10 * minute;
  for (const [name, jump, left] of [
    ['ahead', 20 * minute, 0],
    ['back', -20 * minute, planned],
    ['back within the delay', -2 * minute, planned],
  ] as const) {
    scene(`a clock that is set ${name}: no burst and no stall, over a start never later than planned`, async (s) => {
      await s.create({});
      await s.accept(1);
      await s.queue.record([s.outcome(1, 1, { retryInMs: planned })]);
      s.clock.nowMs += jump;
      expect(await s.queue.nextDueInMs()).toBe(planned);
      s.clock.pass(planned - 1);
      expect(await s.queue.nextDueInMs()).toBe(1);
      s.clock.pass(1 - planned);
      await s.reopen();
      expect(await s.queue.nextDueInMs()).toBe(left);
      s.clock.pass(left);
      expect(await s.due()).toEqual([1]);
    });
  }

  scene('a start does not delay a retry', async (s) => {
    await s.create({});
    await s.accept(1);
    await s.queue.record([s.outcome(1, 1, { retryInMs: planned }, { durationMs: 500 })]);
    s.clock.pass(4 * minute);
    s.clock.monotonic = 5;
    await s.reopen();
    expect(await s.queue.nextDueInMs()).toBe(6 * minute + 500);
  });
}
