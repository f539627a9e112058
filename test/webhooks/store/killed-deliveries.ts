import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from '../../../src/webhooks/delivery/delivery-queue.ts';
import { LowdbStore } from '../../../src/webhooks/store/lowdb-store.ts';
import type { StoreOptions } from '../../../src/webhooks/store/store-options.ts';
import { inFolder } from '../../files.ts';
import { TestClock } from '../delivery/delivery-scene.ts';
import { webhook } from '../records.ts';
import { copyFiles } from './killed-store.ts';
import { readState } from './store-state.ts';

export const delivery = (number: number) => `d0000000-0000-4000-8000-${`${number}`.padStart(12, '0')}`;
export const event = (number: number, action = 6) => ({
  id: `e0000000-0000-4000-8000-${`${number}`.padStart(12, '0')}`,
  businessId: 1,
  action,
  record: `{"Id":${number}}`,
  acceptedOn: '2026-11-26T10:00:00.000Z',
});

export const outcome = (number: number, webhookId: number, next: Outcome['next']): Outcome => ({
  deliveryId: delivery(number),
  webhookId,
  attempt: { on: '2026-11-26T10:00:01.000Z', durationMs: 5, status: 500, error: 'status 500', response: 'no' },
  next,
});

/** What each of the last lines of the journal does. */
export const lines = ['event', 'event without deliveries', 'attempts', 'replay', 'event for one', 'deletion'] as const;

export interface KilledDeliveries {
  readonly folder: string;
  readonly options: StoreOptions;
  /** What it held. */
  readonly state: unknown;
  /** Puts the files back. */
  reset(): Promise<void>;
}

/**
 * Runs a test on a store as a process that was killed leaves it: two webhooks with four deliveries in its snapshot, of which 1 has
 * succeeded and 2 waits for its second attempt, and in its journal one commit for each of `lines`.
 */
export function withKilledDeliveries(run: (killed: KilledDeliveries) => Promise<void>): Promise<void> {
  return inFolder({}, async (root) => {
    const [folder, good] = ['data', 'good'].map((name) => join(root, name)) as [string, string];
    mkdirSync(folder, { mode: 0o700 });
    let ids = 0;
    const options = { clock: new TestClock(), makeId: () => delivery(++ids) };
    const first = await LowdbStore.open(folder, options);
    for (let count = 0; count < 2; count++) await first.create((id) => webhook(id));
    await first.deliveries.accept([event(1), event(2)]);
    await first.deliveries.record([outcome(1, 1, 'succeeded'), outcome(2, 2, { retryInMs: 5000 })]);
    await first.close();
    const second = await LowdbStore.open(folder, options);
    await second.deliveries.accept([event(3)]);
    await second.deliveries.accept([event(4, 9)]);
    await second.deliveries.record([outcome(2, 2, 'failed'), outcome(3, 1, { retryInMs: 1000 })]);
    await second.deliveries.replay(delivery(2));
    await second.deliveries.acceptFor(1, event(5));
    await second.change('webhooks', 2, () => undefined);
    await copyFiles(folder, good);
    const state = await readState(second, join(root, 'state.json'));
    await second.close();
    const reset = () => copyFiles(good, folder);
    await reset();
    await run({ folder, options, state, reset });
  });
}
