import pg from 'pg';
import type { LogLimits } from '../../deliveries/ended-deliveries.ts';
import type { Client, Database } from '../database.ts';
import { now, today } from './endpoint-jobs.ts';

/** So many days are there before they begin. */
const daysAhead = 3;
/** Of one process at a time. */
const lock = 70_420_261_129;
/** Dropping waits for whoever reads, and others wait for it. */
const lockTimeout = '1s';

/** Adds the days that are about to begin. */
export async function addDays(client: Client): Promise<void> {
  const { rows } = await client.query(
    `select from generate_series(${today}, ${today} + ${daysAhead}, interval '1 day') day
     where to_regclass(to_char(day, '"concordat.ended_deliveries_"YYYYMMDD')) is null limit 1`,
  );
  if (rows.length > 0) await client.query(`select concordat.add_delivery_days(${today}, ${today} + ${daysAhead})`);
}

/** Runs a transaction; where it needs a day that isn't there, as when no process ran for days, adds it and runs it again. */
export async function withDays<T>(database: Database, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!isMissingDay(error)) throw error;
    await addDays(database);
    return run();
  }
}

function isMissingDay(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '23514' && error.constraint === undefined;
}

/**
 * Drops the days of which nothing is in the log any more: of deliveries that have ended, and of events that no delivery is of.
 * @returns whether it did; not while another process does
 */
export async function dropDays(database: Database, { maxFinished, maxAgeMs }: LogLimits): Promise<boolean> {
  return database.transaction(async (client) => {
    const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_xact_lock($1) as locked', [lock]);
    if (!rows[0]?.locked) return false;
    await client.query(`set local lock_timeout = '${lockTimeout}'`);
    const oldest = `((${now} - interval '${maxAgeMs} ms') at time zone 'UTC')::date`;
    for (const day of await daysOf(client, 'ended_deliveries', `least(${oldest}, ${today})`))
      await drop(client, 'ended_deliveries', day);
    const last = '(select last_value from concordat.end_numbers)';
    for (const day of await daysOf(client, 'ended_deliveries', today)) {
      const found = await client.query(
        `select from concordat.ended_deliveries
         where ended_day = $1 and (end_number is null or end_number > ${last} - ${maxFinished}) limit 1`,
        [day],
      );
      if (found.rows.length > 0) break;
      await drop(client, 'ended_deliveries', day);
    }
    // An id is seen for 24 hours.
    for (const day of await daysOf(client, 'events', `least(${oldest}, ${today} - 1)`)) {
      const found = await client.query(
        `(select from concordat.ended_deliveries where event_day = $1 limit 1)
         union all (select from concordat.pending_deliveries where event_day = $1 limit 1)`,
        [day],
      );
      if (found.rows.length === 0) await drop(client, 'events', day);
    }
    return true;
  });
}

/** @returns the days of a table before one, the oldest first */
async function daysOf(client: Client, table: string, before: string): Promise<string[]> {
  const { rows } = await client.query<{ day: string }>(
    `select to_date(right(c.relname, 8), 'YYYYMMDD')::text as day from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = 'concordat.${table}'::regclass and to_date(right(c.relname, 8), 'YYYYMMDD') < ${before} order by day`,
  );
  return rows.map(({ day }) => day);
}

async function drop(client: Client, table: string, day: string): Promise<void> {
  await client.query(`drop table concordat.${table}_${day.replaceAll('-', '')}`);
}
