import { randomBytes } from 'node:crypto';
import { test } from '@jest/globals';
import pg from 'pg';
import { Database } from '../../src/webhooks/store/postgres/database.ts';
import { EndpointJobs } from '../../src/webhooks/store/postgres/deliveries/endpoint-jobs.ts';
import { migrate } from '../../src/webhooks/store/postgres/migrate.ts';
import { hasPostgres, type PostgresServer, startPostgres } from '../postgres-server.ts';

/** What makes tests that need PostgreSQL: skipped by name where there is none. `.ci/run` installs it and fails on a skip. */
export const testsWithPostgres = () => (hasPostgres ? test : test.skip);

let shared: Promise<PostgresServer> | undefined;
let template: Promise<string> | undefined;

/** Databases with the service's schema, and nothing in them. */
const idle: string[] = [];

/**
 * Runs a test on a database with the service's schema, which it leaves as it is: another test gets the database, emptied. The
 * server is started once, and ends with this process.
 */
export async function withDatabase<T>(run: (url: string) => Promise<T>): Promise<T> {
  template ??= makeTemplate();
  const original = await template;
  const server = await sharedServer();
  const name = idle.pop() ?? (await createDatabase(server, original));
  try {
    return await run(server.url(name));
  } finally {
    // That of a test that failed may be in use for long.
    await runSql(server, empty, name).then(
      () => void idle.push(name),
      () => runSql(server, `drop database ${name} with (force)`),
    );
  }
}

/** Runs a test on a new database without tables. */
export async function withEmptyDatabase<T>(run: (url: string) => Promise<T>): Promise<T> {
  const server = await sharedServer();
  const name = await createDatabase(server, 'template0');
  try {
    return await run(server.url(name));
  } finally {
    await runSql(server, `drop database ${name} with (force)`);
  }
}

/** Takes a quarter of the time of another copy. */
const empty = `
  set lock_timeout = '2s';
  do $$
  declare
    filled text;
    numbers regclass;
  begin
    select string_agg(c.oid::regclass::text, ', ') into filled from pg_class c
    where c.relkind in ('r', 'p') and (
      c.relnamespace = 'concordat'::regnamespace and c.relname <> 'migrations'
      or c.relnamespace = 'concordat_jobs'::regnamespace and c.relname ~ '^job'
    );
    execute 'truncate ' || filled || ' restart identity';
    update concordat_jobs.queue set monitor_claim_on = null, monitor_on = null, maintain_on = null;
    for numbers in select oid from pg_class where relkind = 'S' and relnamespace = 'concordat'::regnamespace loop
      perform setval(numbers, 1, false);
    end loop;
  end $$`;

function sharedServer(): Promise<PostgresServer> {
  shared ??= startPostgres();
  return shared;
}

async function createDatabase(server: PostgresServer, original: string): Promise<string> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await runSql(server, `create database ${name} template ${original}`);
  return name;
}

async function makeTemplate(): Promise<string> {
  const server = await sharedServer();
  await runSql(server, 'create database with_schema template template0');
  const database = new Database({ url: server.url('with_schema') });
  await migrate(database);
  const jobs = await EndpointJobs.open(database, { onError: rethrow });
  await jobs.close();
  await database.close();
  return 'with_schema';
}

/** For errors that no test expects. */
export function rethrow(error: Error): never {
  throw error;
}

async function runSql(server: PostgresServer, sql: string, database = 'postgres'): Promise<void> {
  const client = new pg.Client({ connectionString: server.url(database) });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
