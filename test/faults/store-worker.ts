/** Accepts events and records outcomes in a store until it is killed, and prints what is acknowledged. */
import { randomUUID } from 'node:crypto';
import { LowdbStore } from '../../src/webhooks/store/lowdb-store.ts';
import { webhook } from '../webhooks/records.ts';

const store = await LowdbStore.open(process.argv[2] as string, {
  snapshotAfter: 200_000,
  rule: { after: 0, spanMs: 0 },
  log: { maxFinished: 1_000_000, maxAgeMs: 86_400_000 },
});
const { deliveries } = store;
const pick = (limit: number) => Math.floor(Math.random() * limit);

const { total } = await store.list('webhooks', { where: [{ field: 'Action', is: 'equal', to: 7 }], limit: 0 });
for (let count = total; count < 3; count++) {
  const { Id } = await store.create((id) => webhook(id, { Action: 7 }));
  console.log(`webhook ${Id}`);
}

async function accept(): Promise<void> {
  for (;;) {
    const record = `{"Text":"${'x'.repeat(pick(600))}"}`;
    const make = () => ({ id: randomUUID(), businessId: 1, action: 7, record, acceptedOn: new Date().toISOString() });
    const events = Array.from({ length: 1 + pick(5) }, make);
    await deliveries.accept(events);
    for (const { id } of events) console.log(`event ${id}`);
    await new Promise(setImmediate);
  }
}

async function deliver(): Promise<void> {
  for (;;) {
    for (const webhookId of await deliveries.claim(2)) {
      const taken = await deliveries.take(webhookId, { limit: 10, maxRetries: 5, inOrder: false });
      const outcomes = (taken?.deliveries ?? []).map(({ id: deliveryId }) => {
        const next = pick(3) === 0 ? ({ retryInMs: pick(200) } as const) : ('succeeded' as const);
        const attempt = {
          on: new Date().toISOString(),
          durationMs: 1,
          ...(next !== 'succeeded' && { error: 'status 500' }),
        };
        return { deliveryId, webhookId, attempt, next };
      });
      await deliveries.record(outcomes);
      for (const { deliveryId, next } of outcomes) if (next === 'succeeded') console.log(`done ${deliveryId}`);
      if (pick(10) === 0 && outcomes[0]) await deliveries.replay(outcomes[0].deliveryId);
      await deliveries.release(webhookId);
    }
    await new Promise(setImmediate);
  }
}

await Promise.all([accept(), accept(), deliver(), deliver()]);
