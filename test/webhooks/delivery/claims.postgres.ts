import { expect } from '@jest/globals';
import type { TakenDeliveries } from '../../../src/webhooks/delivery/delivery-queue.ts';
import { Database } from '../../../src/webhooks/store/postgres/database.ts';
import { EndpointJobs, jobSchema } from '../../../src/webhooks/store/postgres/deliveries/endpoint-jobs.ts';
import { rethrow, testsWithPostgres, withDatabase } from '../postgres.ts';
import { webhook } from '../records.ts';
import { all } from './delivery-scene.ts';
import { makeEvent, outcome, supervise, withStores } from './two-stores.ts';

const test = testsWithPostgres();

/** A database whose responses to some statements come late. */
class LateDatabase extends Database {
  /** Those that begin with this text, */
  late: string | undefined;
  /** until then. */
  until: Promise<void> | undefined;

  override async query<Row>(sql: string, values?: readonly unknown[]) {
    const result = await super.query<Row>(sql, values);
    if (this.late !== undefined && sql.startsWith(this.late)) await this.until;
    return result;
  }
}

/** Runs a test with an endpoint that was claimed. */
function withClaim(run: (jobs: EndpointJobs, database: LateDatabase) => Promise<void>): Promise<void> {
  return withDatabase(async (url) => {
    const database = new LateDatabase({ url });
    const jobs = await EndpointJobs.open(database, { onError: rethrow });
    try {
      await database.transaction((client) => jobs.wake(client, [1]));
      expect(await jobs.claim(1)).toEqual([1]);
      await run(jobs, database);
    } finally {
      await jobs.close();
      await database.close();
    }
  });
}

test('an endpoint that is claimed before the response to handing it back came has an owner that knows of it', () =>
  withClaim(async (jobs, database) => {
    await database.transaction((client) => jobs.wake(client, [1]));
    const responded = Promise.withResolvers<void>();
    database.late = 'with claim';
    database.until = responded.promise;
    const released = jobs.release(1, false);
    const isActive = async () =>
      (await database.query(`select from ${jobSchema}.job where state = 'active'`)).rowCount > 0;
    while (await isActive());
    expect(await jobs.claim(1)).toEqual([1]);
    responded.resolve();
    expect(await released).toBe(true);
    expect(jobs.claimOf(1)).toBeDefined();
  }));

test('an endpoint that could not be handed back is still owned', () =>
  withClaim(async (jobs, database) => {
    database.late = 'with claim';
    database.until = Promise.reject(new Error('lost'));
    await expect(jobs.release(1, false)).rejects.toThrow('lost');
    expect(jobs.claimOf(1)).toBeDefined();
  }));

test(
  'an endpoint of which two jobs wait, as after the death of its owner, can be claimed and handed back',
  withStores(async (one, other, sql) => {
    await one.create((id) => webhook(id));
    await one.deliveries.accept([makeEvent()]);
    await one.deliveries.claim(1);
    await one.deliveries.accept([makeEvent()]);
    await sql.query(`update ${jobSchema}.job set heartbeat_on = now() - interval '11 s' where state = 'active'`);
    await supervise(sql);
    // The one that was made later may be claimed first.
    await sql.query(`update ${jobSchema}.job set created_on = now() where state = 'retry'`);
    expect(await other.deliveries.claim(1)).toEqual([1]);
    await other.deliveries.accept([makeEvent()]);
    const { rows } = await sql.query<{ state: string }>(`select state from ${jobSchema}.job order by state`);
    expect(rows.map(({ state }) => state)).toEqual(['created', 'retry', 'active']);
    await other.deliveries.release(1);
    expect(await other.deliveries.claim(1)).toEqual([1]);
    const taken = (await other.deliveries.take(1, all)) as TakenDeliveries;
    await other.deliveries.record(taken.deliveries.map(({ id }) => outcome(id, 'succeeded')));
    await other.deliveries.release(1);
    expect(await one.deliveries.pending()).toMatchObject({ count: 0 });
  }),
);

test(
  'an endpoint that is busy for days keeps its owner, whose outcomes count',
  withStores(async (one, other, sql) => {
    await one.create((id) => webhook(id));
    await one.deliveries.accept([makeEvent()]);
    await one.deliveries.claim(1);
    const taken = (await one.deliveries.take(1, all)) as TakenDeliveries;
    await sql.query(`update ${jobSchema}.job set started_on = now() - interval '400 days' where state = 'active'`);
    await supervise(sql);
    expect(await other.deliveries.claim(1)).toEqual([]);
    await one.deliveries.record(taken.deliveries.map(({ id }) => outcome(id, 'succeeded')));
    expect(await one.deliveries.pending()).toMatchObject({ count: 0 });
  }),
);
