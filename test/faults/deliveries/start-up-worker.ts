/**
 * Fills a store's journal with pending deliveries until it is killed, opens it, or reads and parses it, and prints how many
 * milliseconds that took. `node start-up-worker.ts fill|open|parse FOLDER [EVENTS WEBHOOKS ATTEMPTS]`
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LowdbStore } from '../../../src/webhooks/store/lowdb-store.ts';
import { webhook } from '../../webhooks/records.ts';

const [mode, folder = '', ...numbers] = process.argv.slice(2);
const [events = 0, webhooks = 0, attempts = 0] = numbers.map(Number);
const open = () => LowdbStore.open(folder, { snapshotAfter: Number.POSITIVE_INFINITY, rule: { after: 0, spanMs: 0 } });
const batch = 100;
const hour = 3_600_000;

if (mode === 'fill') {
  const { deliveries, ...store } = await open().then((opened) => ({
    deliveries: opened.deliveries,
    create: opened.create.bind(opened),
  }));
  for (let count = 0; count < webhooks; count++) await store.create((id) => webhook(id, { Action: 7 }));
  const record = `{"Id":4711,"Text":"${'x'.repeat(400)}"}`;
  for (let count = 0; count < events; count += batch) {
    const acceptedOn = new Date().toISOString();
    const make = () => ({ id: randomUUID(), businessId: 1, action: 7, record, acceptedOn });
    await deliveries.accept(Array.from({ length: batch }, make));
  }
  for (let round = 0; round < attempts; round++) {
    for (const webhookId of await deliveries.claim(webhooks)) {
      for (;;) {
        const taken = await deliveries.take(webhookId, { limit: batch, maxRetries: batch, inOrder: false });
        if (!taken?.deliveries.length) break;
        const attempt = { on: new Date().toISOString(), durationMs: 3, error: 'connection refused' };
        await deliveries.record(
          taken.deliveries.map(({ id: deliveryId }) => ({ deliveryId, webhookId, attempt, next: { retryInMs: hour } })),
        );
      }
    }
  }
  console.log('filled');
  await new Promise((resolve) => setTimeout(resolve, hour));
} else if (mode === 'open') {
  const began = performance.now();
  const store = await open();
  const ms = performance.now() - began;
  console.log(JSON.stringify({ ms, count: (await store.deliveries.pending()).count }));
  // Without closing it, so that it stays as it is.
  process.exit(0);
} else {
  const began = performance.now();
  const parsed = readFileSync(join(folder, 'journal-1.jsonl'), 'utf8')
    .split('\n')
    .flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
  console.log(JSON.stringify({ ms: performance.now() - began, count: parsed.length }));
}
