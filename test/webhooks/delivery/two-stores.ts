import pg from 'pg';
import { PgBoss } from 'pg-boss';
import type { Outcome } from '../../../src/webhooks/delivery/delivery-queue.ts';
import { jobSchema } from '../../../src/webhooks/store/postgres/deliveries/endpoint-jobs.ts';
import { PostgresStore, type PostgresStoreOptions } from '../../../src/webhooks/store/postgres/postgres-store.ts';
import { withDatabase } from '../postgres.ts';
import { uuid } from './delivery-scene.ts';

/** Runs a test with two processes' stores on one database. */
export function withStores(
  run: (one: PostgresStore, other: PostgresStore, sql: pg.Client) => Promise<void>,
  options: Partial<PostgresStoreOptions> = {},
) {
  return () =>
    withDatabase(async (database) => {
      const sql = new pg.Client({ connectionString: database });
      await sql.connect();
      const [one, other] = await Promise.all([
        PostgresStore.open({ url: database, ...options }),
        PostgresStore.open({ url: database, ...options }),
      ]);
      try {
        await run(one, other, sql);
      } finally {
        await Promise.all([one.close(), other.close(), sql.end()]);
      }
    });
}

let events = 0;
export const makeEvent = (action = 6) => ({
  id: uuid('e', ++events),
  businessId: 1,
  action,
  record: `{"Number":${events}}`,
  acceptedOn: new Date().toISOString(),
});

/** Of an attempt at the first webhook. */
export const outcome = (deliveryId: string, next: Outcome['next'], error?: string): Outcome => ({
  deliveryId,
  webhookId: 1,
  attempt: { on: new Date().toISOString(), durationMs: 1, ...(error === undefined ? { status: 200 } : { error }) },
  next,
});

/** Waits until something is true. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
}

/** Does what a process does every 15 seconds: looks for jobs whose worker is gone. */
export async function supervise(sql: pg.Client): Promise<void> {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => sql.query(text, values) },
    schema: jobSchema,
    supervise: false,
    schedule: false,
  });
  await boss.start();
  await boss.supervise('endpoint');
  await boss.stop({ graceful: false });
}
