import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { isOperation } from '../../../src/webhooks/store/data.ts';
import { Journal } from '../../../src/webhooks/store/journal.ts';
import { LowdbStore } from '../../../src/webhooks/store/lowdb-store.ts';
import { checkStore, repairStore } from '../../../src/webhooks/store/repair.ts';
import { restoreStore } from '../../../src/webhooks/store/restore.ts';
import type { StoreOptions } from '../../../src/webhooks/store/store-options.ts';
import { delivery, event, lines, outcome, withKilledDeliveries } from './killed-deliveries.ts';
import { expectFlippedBytesFound, journalName, openedAs } from './killed-store.ts';
import { readState } from './store-state.ts';

async function stateIn(folder: string, options: StoreOptions): Promise<unknown> {
  const store = await LowdbStore.open(folder, options);
  try {
    return await readState(store, join(folder, '../read.json'));
  } finally {
    await store.close();
  }
}

/** Opens a store. @returns the states of deliveries */
async function statesIn(folder: string, options: StoreOptions): Promise<Record<number, string>> {
  const store = await LowdbStore.open(folder, options);
  const found = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map((number) => store.deliveries.find(delivery(number))));
  await store.close();
  return Object.fromEntries(found.flatMap((each, index) => (each ? [[index + 1, each.state]] : [])));
}

const whole = {
  1: 'succeeded',
  2: 'failed',
  3: 'pending',
  4: 'dropped',
  5: 'pending',
  6: 'dropped',
  7: 'dropped',
  8: 'pending',
};

test('a killed process has lost no delivery', () =>
  withKilledDeliveries(async ({ folder, options, state }) => {
    expect(await stateIn(folder, options)).toEqual(state);
    expect(await statesIn(folder, options)).toEqual(whole);
  }));

test.each(['db.json', journalName])('each flipped byte of %s is found, with deliveries in it', (name) =>
  withKilledDeliveries(({ folder }) => expectFlippedBytesFound(folder, name)),
);

test.each<[line: (typeof lines)[number], states: Record<number, string>]>([
  ['event', { 1: 'succeeded', 2: 'failed', 3: 'pending', 4: 'dropped', 7: 'dropped', 8: 'pending' }],
  ['event without deliveries', whole],
  ['attempts', { ...whole, 2: 'dropped' }],
  ['replay', { 1: 'succeeded', 2: 'failed', 3: 'pending', 4: 'dropped', 5: 'pending', 6: 'dropped', 8: 'pending' }],
  [
    'event for one',
    { 1: 'succeeded', 2: 'failed', 3: 'pending', 4: 'dropped', 5: 'pending', 6: 'dropped', 7: 'dropped' },
  ],
  ['deletion', { ...whole, 4: 'pending', 6: 'pending', 7: 'pending' }],
])('a repair keeps what stands in the other lines: without the %s', (line, states) =>
  withKilledDeliveries(async ({ folder, options }) => {
    const path = join(folder, journalName);
    const text = (await readFile(path, 'utf8')).split('\n');
    await writeFile(path, text.toSpliced(1 + lines.indexOf(line), 1).join('\n'));
    expect(await openedAs(folder)).toBe('STORE_DAMAGED');
    expect((await repairStore(folder, new Date(0))).damage).toHaveLength(1);
    expect(await statesIn(folder, options)).toEqual(states);
    expect(await checkStore(folder)).toMatchObject({ damage: [] });
  }),
);

test('a repair applies a repeated line once, and drops what belongs to a webhook that was lost', () =>
  withKilledDeliveries(async ({ folder, options, state, reset }) => {
    const path = join(folder, journalName);
    for (const index of lines.keys()) {
      await reset();
      const text = (await readFile(path, 'utf8')).split('\n');
      await writeFile(path, text.toSpliced(1 + index, 0, text[1 + index] as string).join('\n'));
      await repairStore(folder, new Date(0));
      expect([lines[index], await stateIn(folder, options)]).toEqual([lines[index], state]);
    }
    await reset();
    const snapshot = join(folder, 'db.json');
    await writeFile(snapshot, (await readFile(snapshot, 'utf8')).replace('"Webhook 1"', '"Webhook x"'));
    await repairStore(folder, new Date(0));
    // The line with the webhooks had the deliveries of the snapshot, too. The replay of one of them has its event with it.
    expect(await statesIn(folder, options)).toEqual({ 5: 'dropped', 6: 'dropped', 7: 'dropped', 8: 'dropped' });
  }));

test('a restored backup has the deliveries, and those that were pending are due', () =>
  withKilledDeliveries(async ({ folder, options, state }) => {
    const store = await LowdbStore.open(folder, options);
    await store.deliveries.claim(10);
    await store.deliveries.take(1, { limit: 1, maxRetries: 1, inOrder: false });
    const backup = join(folder, '../backup.json');
    await store.backup(backup);
    await store.close();
    const restored = join(folder, '../restored');
    await restoreStore(restored, backup);
    expect(await stateIn(restored, options)).toEqual(state);
    const again = await LowdbStore.open(restored, options);
    expect(await again.deliveries.claim(10)).toEqual([1]);
    await again.close();
  }));

test('a backup that is made while deliveries go on has all of them, and commits whole', () =>
  withKilledDeliveries(async ({ folder, options }) => {
    const store = await LowdbStore.open(folder, options);
    const record = `"${'x'.repeat(5000)}"`;
    await store.deliveries.accept(Array.from({ length: 3000 }, (_, index) => ({ ...event(100 + index), record })));
    const target = join(folder, '../backups');
    await mkdir(target);
    const copying = store.backup(join(target, 'backup.json'));
    while (!(await readdir(target)).some((name) => name.endsWith('.tmp'))) await setImmediate();
    const { deliveries } = await store.deliveries.list({ webhookId: 1, state: 'pending', offset: 0, limit: 100 });
    await store.deliveries.record(deliveries.map(({ id }) => ({ ...outcome(0, 1, 'succeeded'), deliveryId: id })));
    await copying;
    await store.close();
    const restored = join(folder, '../restored');
    await restoreStore(restored, join(target, 'backup.json'));
    const again = await LowdbStore.open(restored, options);
    const total = async (state: 'pending' | 'succeeded') =>
      (await again.deliveries.list({ webhookId: 1, state, offset: 0, limit: 0 })).total;
    // The commit is in it whole, unless the disk took longer for it than for the backup.
    expect(['2903 101', '3003 1']).toContain(`${await total('pending')} ${await total('succeeded')}`);
    await again.close();
  }));

test('a commit that fails has no effect, and can be repeated', () =>
  withKilledDeliveries(async ({ folder, options }) => {
    const store = await LowdbStore.open(folder, options);
    const { deliveries } = store;
    const append = Journal.prototype.append;
    const before = await readState(store, join(folder, '../before.json'));
    await deliveries.claim(10);
    await deliveries.take(1, { limit: 10, maxRetries: 10, inOrder: false });
    const heard: unknown[] = [];
    deliveries.onDue((ids) => heard.push(ids));
    const gone = { ...outcome(5, 1, 'failed'), isGone: true };
    const attempt = () =>
      Promise.allSettled([
        deliveries.accept([event(20)]),
        deliveries.acceptFor(1, event(21)),
        deliveries.replay(delivery(1)),
        deliveries.recover(1, new Date(0)),
        deliveries.record([gone]),
      ]);
    Journal.prototype.append = () => Promise.reject(new Error('no space'));
    const rejected = await attempt().finally(() => {
      Journal.prototype.append = append;
    });
    // Nothing failed there, so that nothing is to be written for `recover`; it is in the commit all the same.
    expect(rejected.map(({ status }) => status).filter((status) => status === 'rejected').length).toBeGreaterThan(3);
    expect(await readState(store, join(folder, '../after.json'))).toEqual(before);
    expect([heard, await deliveries.claim(10), await deliveries.nextDueInMs()]).toEqual([[], [], undefined]);
    const repeated = await attempt();
    expect(repeated.map((each) => each.status)).toEqual(Array.from({ length: 5 }, () => 'fulfilled'));
    expect(repeated[4]).toMatchObject({ value: [{ reason: 'gone', webhook: { Id: 1 } }] });
    expect(heard).toHaveLength(1);
    await store.close();
  }));

const fields = ['e0000000-0000-4000-8000-000000000001', 1, 6, '{}', '2026-11-26T10:00:00.000Z'];
test.each<[name: string, operation: unknown, is: boolean]>([
  ['an event', ['deliveries', fields, [['d', 1]]], true],
  ['a replay', ['deliveries', fields, [['d', 1, '2026-11-26T10:00:00.000Z', 'o']]], true],
  [
    'one that has ended',
    ['deliveries', fields, [['d', 1, null, null, 'failed', 1, 1, 0, [1, 2, null, 'e', null]]]],
    true,
  ],
  ['an event without a UUID', ['deliveries', fields.with(0, 'e'), []], false],
  ['an event without a record', ['deliveries', fields.slice(0, 3), []], false],
  ['a time that is none', ['deliveries', fields.with(4, 'soon'), []], false],
  ['deliveries that are no list', ['deliveries', fields, {}], false],
  ['a delivery without a webhook', ['deliveries', fields, [['d']]], false],
  ['an unknown state', ['deliveries', fields, [['d', 1, null, null, 'lost', 1, 1, 0, []]]], false],
  ['half an attempt', ['deliveries', fields, [['d', 1, null, null, 'failed', 1, 1, 0, [1, 2]]]], false],
  ['an attempt', ['attempt', 'd', 1, [1, 2, 500, 'e', 'r'], 5000], true],
  ['an attempt at no time', ['attempt', 'd', 1, [Number.NaN, 2, 500, 'e', 'r'], 5000], false],
  ['an attempt with a number in place of a text', ['attempt', 'd', 1, [1, 2, 500, 7, 'r'], 5000], false],
  ['a retry at no time', ['attempt', 'd', 1, [1, 2, 500, 'e', 'r'], null], false],
  ['health', ['health', 1, null, 'e', 1, true, 1, '2026-11-26T10:00:00.000Z'], true],
  ['health without a state', ['health', 1, null, 'e', 1, null, 1, null], false],
  ['ids of events', ['seen', 'AAAA'], true],
  ['a kind of a later version', ['later', 1], false],
])('what can be applied: %s', (_name, operation, is) => {
  expect(isOperation(operation)).toBe(is);
});

test('what could not be read again is refused before it is written', () =>
  withKilledDeliveries(async ({ folder, options, state }) => {
    const store = await LowdbStore.open(folder, options);
    const wrong = { ...outcome(5, 1, 'failed'), attempt: { on: event(1).acceptedOn, durationMs: Number.NaN } };
    await expect(store.deliveries.record([wrong])).rejects.toThrow("this change can't be stored");
    await expect(store.deliveries.accept([{ ...event(9), acceptedOn: '' }])).rejects.toThrow(
      "this change can't be stored",
    );
    expect(await readState(store, join(folder, '../read.json'))).toEqual(state);
    await store.close();
  }));
