import type { Clock } from '../../../src/webhooks/delivery/delivery.ts';
import type { Storage } from '../../../src/webhooks/storage.ts';
import { type Client, Database, type Transaction } from '../../../src/webhooks/store/postgres/database.ts';
import { jobSchema } from '../../../src/webhooks/store/postgres/deliveries/endpoint-jobs.ts';
import { PostgresDeliveries } from '../../../src/webhooks/store/postgres/deliveries/postgres-deliveries.ts';
import { PostgresEntries } from '../../../src/webhooks/store/postgres/entries.ts';
import { rethrow } from '../postgres.ts';
import type { DeliveryStore, DeliveryStoreOptions } from './delivery-scene.ts';

/** Has the database's time be a setting of the connection. */
const settableTime = `create or replace function ${jobSchema}.job_now() returns timestamptz language sql stable as $$
  select coalesce(nullif(current_setting('test.now', true), '')::timestamptz, pg_catalog.now())
$$`;

/**
 * A database whose time is a test's: what the time of day was when it was opened, and what has passed since. Like that of a
 * server, it isn't set when the clock of a process is. It has one connection, so that statements run in their order.
 */
class TimedDatabase extends Database {
  readonly #now: () => Date;

  constructor(url: string, clock: Clock) {
    super({ url, maxConnections: 1 });
    const [openedMs, monotonicMs] = [clock.now().getTime(), clock.monotonicMs()];
    this.#now = () => new Date(openedMs + clock.monotonicMs() - monotonicMs);
  }

  override async query<Row>(sql: string, values?: readonly unknown[]) {
    await super.query("select set_config('test.now', $1, false)", [this.#now()]);
    return super.query<Row>(sql, values);
  }

  override transaction<T>(run: (client: Transaction) => Promise<T>): Promise<T> {
    return super.transaction((client) => {
      const query: Client['query'] = async (sql, values) => {
        await client.query("select set_config('test.now', $1, true)", [this.#now()]);
        return client.query(sql, values);
      };
      return run({ ...client, query });
    });
  }
}

/** Opens deliveries with a store of webhooks, on a database that has the schema. */
export async function openPostgres(url: string, options: DeliveryStoreOptions): Promise<DeliveryStore> {
  const database = new TimedDatabase(url, options.clock);
  await database.query(settableTime);
  const deliveries = await PostgresDeliveries.open({ database, url, ...options, onError: rethrow, lookEveryMs: 0 });
  const entries = new PostgresEntries(database, (client, before, after) =>
    deliveries.onWebHookChanged(client, before, after),
  );
  const storage: Storage = Object.assign(entries, {
    async close() {
      await deliveries.close();
      await database.close();
    },
  });
  return { storage, deliveries };
}

/** Has each call wait for the one before, so that what is called at the same time happens in the order of the calls. */
export function inTurn({ storage, deliveries }: DeliveryStore): DeliveryStore {
  let last: Promise<unknown> = Promise.resolve();
  const wrap = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(_target, name) {
        const method = Reflect.get(target, name) as (...values: unknown[]) => unknown;
        if (name === 'onDue') return method.bind(target);
        return (...values: unknown[]) => {
          const turn = last.then(() => method.apply(target, values));
          last = turn.catch(() => {});
          return turn;
        };
      },
    });
  return { storage: wrap(storage), deliveries: wrap(deliveries) };
}
