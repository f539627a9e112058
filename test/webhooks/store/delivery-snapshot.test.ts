import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { allOperations, apply, emptyData, type Operation } from '../../../src/webhooks/store/data.ts';
import { LowdbStore } from '../../../src/webhooks/store/lowdb-store.ts';
import type { StoreOptions } from '../../../src/webhooks/store/store-options.ts';
import { inFolder } from '../../files.ts';
import { TestClock } from '../delivery/delivery-scene.ts';
import { user, webhook } from '../records.ts';
import { delivery, event } from './killed-deliveries.ts';
import { readState } from './store-state.ts';

/** Chooses as a linear congruential generator does, so that a failure can be repeated. */
function chooser(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

const webhooks = 6;

/** Does something with deliveries or webhooks. */
async function change(store: LowdbStore, clock: TestClock, pick: (limit: number) => number, id: () => string) {
  const { deliveries } = store;
  const record = `{"Text":"${'x'.repeat(pick(2000))}"}`;
  const event = () => ({ id: id(), businessId: 1, action: 6 + pick(3), record, acceptedOn: clock.now().toISOString() });
  const webhookId = 1 + pick(webhooks);
  const listed = await deliveries.list({ webhookId, offset: pick(20), limit: 1 });
  const known = listed.deliveries[0]?.id ?? 'none';
  const replace = (more: object) =>
    store.change('webhooks', webhookId, (current) => current && { ...current, ...more });
  const kinds = [
    () => deliveries.accept([event(), event()]),
    () => deliveries.accept([event(), event()]),
    () => deliveries.acceptFor(webhookId, event()),
    () => deliveries.replay(known),
    () => (pick(20) === 0 ? deliveries.recover(webhookId, new Date(0)) : undefined),
    () => replace({ Active: pick(4) !== 0 }),
    () =>
      pick(40) === 0 ? store.change('webhooks', webhookId, () => undefined) : replace({ Name: `name ${pick(99)}` }),
    async () => {
      const claimed = await deliveries.claim(2);
      for (const endpoint of claimed) {
        const taken = await deliveries.take(endpoint, { limit: 1 + pick(20), maxRetries: 9, inOrder: pick(2) === 0 });
        const outcomes = (taken?.deliveries ?? []).map((each) => ({
          deliveryId: each.id,
          webhookId: endpoint,
          attempt: { on: clock.now().toISOString(), durationMs: pick(100), error: `error ${pick(3)}` },
          next: (['succeeded', 'failed', { retryInMs: pick(5000) }] as const)[pick(3)] ?? 'failed',
        }));
        await deliveries.record(outcomes);
        await deliveries.release(endpoint);
      }
    },
  ];
  await Promise.all([kinds[pick(kinds.length)]?.(), kinds[7]?.(), kinds[pick(kinds.length)]?.()]);
  clock.pass(pick(1000));
}

test.each([1, 2, 3])(
  'a process that is killed while a snapshot is written has lost nothing, and made nothing: %i',
  (seed) =>
    inFolder({}, async (root) => {
      const [live, copy] = ['live', 'copy'].map((name) => join(root, name)) as [string, string];
      mkdirSync(live);
      const pick = chooser(seed);
      const clock = new TestClock();
      let ids = 0;
      const id = () => `a0000000-0000-4000-8000-${`${++ids}`.padStart(12, '0')}`;
      const rule = { after: 5, spanMs: 2000 };
      const opsEvent = () => ({
        id: id(),
        businessId: 0,
        action: 1,
        record: '{}',
        acceptedOn: clock.now().toISOString(),
      });
      const options: StoreOptions = { clock, makeId: id, rule, opsEvent, log: { maxFinished: 300, maxAgeMs: 60_000 } };
      const store = await LowdbStore.open(live, { ...options, snapshotAfter: 20_000 });
      for (let count = 0; count < webhooks; count++) {
        await store.create((number) => webhook(number, { Action: ([6, 7, 8] as const)[count % 3] ?? 6 }));
      }
      const during = { snapshot: 0, none: 0 };
      for (let round = 0; round < 250; round++) {
        await change(store, clock, pick, id);
        const isWriting = readdirSync(live).some((name) => /^db\.json\..*tmp$/.test(name));
        if (round % 40 !== 0 && !(isWriting && during.snapshot < 10)) continue;
        during[isWriting ? 'snapshot' : 'none']++;
        rmSync(copy, { recursive: true, force: true });
        cpSync(live, copy, { recursive: true, filter: (path) => !path.endsWith('lock') });
        const before = await readState(store, join(root, 'before.json'));
        const again = await LowdbStore.open(copy, options);
        expect(await readState(again, join(root, 'after.json'))).toEqual(before);
        await again.close();
      }
      expect(during.snapshot).toBeGreaterThan(5);
      await store.close();
    }),
);

test('what a snapshot has is of one moment, whatever changes before it is read', () => {
  const data = emptyData();
  const fields = (number: number) => Object.values(event(number)) as [string, number, number, string, string];
  const since = event(1).acceptedOn;
  const before: Operation[] = [
    ['put', 'users', user('ann@example.com')],
    ['put', 'webhooks', webhook(1)],
    ['put', 'webhooks', webhook(2)],
    [
      'deliveries',
      fields(1),
      [
        [delivery(1), 1],
        [delivery(2), 2],
      ],
    ],
    ['attempt', delivery(1), 1, [5, 5, 500, 'status 500', null], 1000],
    ['health', 1, null, 'status 500', 1, false, 1, since],
  ];
  const after: Operation[] = [
    ['delete', 'users', 'ann@example.com'],
    ['put', 'webhooks', webhook(1, { Active: true })],
    ['attempt', delivery(1), 2, [9, 5, null, null, null], 'succeeded'],
    ['delete', 'webhooks', 2, 10],
    ['put', 'webhooks', webhook(3)],
    ['deliveries', fields(2), [[delivery(3), 3]]],
  ];
  for (const operation of before) apply(data, operation);
  const wanted = structuredClone([...allOperations(data, 0)]);
  const moment = allOperations(data, 0);
  for (const operation of after) apply(data, operation);
  // Ids of events are only added, so that a new one does no harm.
  const withoutIds = (operations: Iterable<Operation>) => [...operations].filter(([kind]) => kind !== 'seen');
  expect(withoutIds(moment)).toEqual(withoutIds(wanted));
});

test('a replay shares the event of its original in memory, also after a start', () =>
  inFolder({}, async (folder) => {
    const options = { clock: new TestClock() };
    let store = await LowdbStore.open(folder, options);
    await store.create((id) => webhook(id));
    await store.deliveries.accept([event(1), event(2)]);
    const { deliveries: made } = await store.deliveries.list({ webhookId: 1, offset: 0, limit: 10 });
    const original = made[1]?.id ?? '';
    const replay = await store.deliveries.replay(original);
    for (let start = 0; start < 2; start++) {
      const [one, other] = await Promise.all([original, replay ?? ''].map((id) => store.deliveries.find(id)));
      expect(one?.event).toBe(other?.event);
      await store.close();
      store = await LowdbStore.open(folder, options);
    }
    await store.close();
  }));
