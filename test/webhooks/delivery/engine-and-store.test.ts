import { expect, test } from '@jest/globals';
import type { DeliveryQueue } from '../../../src/webhooks/delivery/delivery-queue.ts';
import { makeOperatorEvent } from '../../../src/webhooks/delivery/operator-event.ts';
import type { DeliverySettings } from '../../../src/webhooks/delivery/settings.ts';
import { LowdbStore } from '../../../src/webhooks/store/lowdb-store.ts';
import { inFolder } from '../../files.ts';
import { webhook } from '../records.ts';
import { Engine, hanging } from './engine.ts';
import { FakeTime } from './fake-time.ts';

const uuid = (count: number) => `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`;

const settings: Partial<DeliverySettings> = { retrySchedule: [5000, 5000, 5000], operatorUrl: 'https://ops.example/0' };

/** A service without its API: a store, and an engine that delivers what is in it. */
async function start(folder: string, time = new FakeTime()) {
  let events = 0;
  const store = await LowdbStore.open(folder, {
    clock: time,
    rule: { after: 3, spanMs: 8000 },
    opsEvent: (disabled, on) => makeOperatorEvent(disabled, { id: uuid(1000 + events++), on }),
  });
  const engine = new Engine<DeliveryQueue>(settings, undefined, { time, queue: store.deliveries });
  return {
    store,
    engine,
    time,
    add: () => store.create((id) => webhook(id, { URL: `https://receiver.example/${id}` })),
    async accept(...ids: number[]) {
      const acceptedOn = time.now().toISOString();
      const record = '{"Name":"Café"}';
      await store.deliveries.accept(ids.map((id) => ({ id: uuid(id), businessId: 1, action: 6, record, acceptedOn })));
    },
    /** Waits until so many outcomes are durable. */
    async recorded(count: number) {
      while (engine.observed.length < count) await new Promise((resolve) => setImmediate(resolve));
    },
    async stop(graceMs = 0) {
      const stopped = engine.deliveries.stop(graceMs);
      await time.advance(graceMs);
      await stopped;
      await store.close();
    },
  };
}

test('an endpoint that fails is disabled, operators are told, and what is pending goes on when it is enabled again', () =>
  inFolder({}, async (folder) => {
    const service = await start(folder);
    const { engine, store, time } = service;
    engine.replies.set(1, ({ atMs }) => ({ status: atMs < 60_000 ? 503 : 204 }));
    await service.add();
    await service.accept(1);
    await service.recorded(1);
    await time.advance(5000);
    await service.recorded(2);
    expect(await store.get('webhooks', 1)).toMatchObject({
      Active: true,
      ErrorCount: 2,
      LastError: '503 Service Unavailable',
      LastTrigger: '2025-06-01T12:00:05Z',
    });
    await time.advance(5000);
    // The third failure in a row, and the delivery to the operators.
    await service.recorded(4);
    const disabled = await store.get('webhooks', 1);
    expect(disabled).toMatchObject({ Active: false, ErrorCount: 3 });
    expect(engine.log).toMatchObject([{ level: 'warn', message: 'a webhook was disabled', fields: { failures: 3 } }]);
    const told = engine.requests.find(({ url }) => url.hostname === 'ops.example');
    expect(JSON.parse(String(told?.body))).toMatchObject([{ Event: 'WebHookDisabled', WebHook: { Id: 1 } }]);
    await time.advance(60_000);
    expect(engine.idsOf(1)).toHaveLength(3);
    await store.change('webhooks', 1, (current) => current && { ...current, Active: true, ErrorCount: 0 });
    await service.recorded(5);
    const { deliveries } = await store.deliveries.list({ webhookId: 1, offset: 0, limit: 10 });
    expect(deliveries).toMatchObject([{ state: 'succeeded', attempts: [{}, {}, {}, { status: 204 }] }]);
    expect(new Set(engine.idsOf(1))).toEqual(new Set(deliveries.map(({ id }) => id)));
    await service.stop();
  }));

test('after a stop, what was running and what waited goes on with the same ids, and no attempt was counted', () =>
  inFolder({}, async (folder) => {
    const service = await start(folder);
    service.engine.replies.set(1, () => hanging);
    await service.add();
    await service.accept(1, 2, 3);
    while (service.engine.runningOf(1) < 2) await new Promise((resolve) => setImmediate(resolve));
    const first = service.engine.idsOf(1);
    await service.stop(1000);
    expect(service.engine.observed).toEqual([]);

    const next = await start(folder);
    await next.recorded(3);
    const { deliveries } = await next.store.deliveries.list({ webhookId: 1, offset: 0, limit: 10 });
    expect(deliveries.map(({ state, attempts }) => [state, attempts.length])).toEqual(Array(3).fill(['succeeded', 1]));
    expect(next.engine.idsOf(1)).toEqual(expect.arrayContaining(first));
    expect(new Set(next.engine.idsOf(1)).size).toBe(3);
    await next.stop();
  }));

test('what is pending when a webhook is deleted is dropped, also what is on its way', () =>
  inFolder({}, async (folder) => {
    const service = await start(folder);
    const { engine, store, time } = service;
    engine.replies.set(1, () => ({ status: 503, afterMs: 1000 }));
    await service.add();
    await service.accept(1, 2, 3);
    while (engine.runningOf(1) < 2) await new Promise((resolve) => setImmediate(resolve));
    await store.change('webhooks', 1, () => undefined);
    await time.advance(1000);
    await service.recorded(2);
    await time.advance(60_000);
    expect(engine.received).toHaveLength(2);
    expect(await store.deliveries.pending()).toEqual({ count: 0, oldestOn: undefined });
    await service.stop();
  }));
