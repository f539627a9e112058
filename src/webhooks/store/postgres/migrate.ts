import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { StoreError, storeErrorCodes } from '../store-error.ts';
import { type Client, type Database, onlyRow } from './database.ts';

interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

const folder = join(import.meta.dirname, 'migrations');

/** Identifies the lock of all processes that migrate, among the locks of the database. */
const lock = 70_420_261_127;

/**
 * Brings the schema up to date: each migration is a transaction of its own, one process at a time makes it, and there is no
 * way back. So the processes of the version before have to work with the schema of this one.
 * @throws {StoreError} `STORE_FOREIGN` if a later version made the schema, or the tables are another program's;
 * `STORE_UNAVAILABLE`
 */
export async function migrate(database: Database): Promise<void> {
  const migrations = readMigrations();
  if ((await versionOf(database, database.where, migrations.length)) === migrations.length) return;
  while (await migrateOnce(database, migrations));
}

/** @returns whether there was one to make */
async function migrateOnce(database: Database, migrations: readonly Migration[]): Promise<boolean> {
  try {
    const once = async (client: Client) => {
      await client.query('select pg_advisory_xact_lock($1)', [lock]);
      const version = await versionOf(client, database.where, migrations.length);
      const next = migrations[version];
      if (!next) return false;
      if (version === 0) await begin(client, database.where);
      await client.query(next.sql);
      await client.query('insert into concordat.migrations (version, name) values ($1, $2)', [next.version, next.name]);
      return true;
    };
    return await database.transaction(once, { mayTakeLong: true });
  } catch (error) {
    throw isDenied(error) ? denied(database.where, error) : error;
  }
}

async function begin(client: Client, where: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and n.nspname !~ '^(pg_|information_schema$)'
     and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
     order by 1 limit 4`,
  );
  if (rows.length > 0) {
    const named = rows.slice(0, 3).map(({ name }) => name);
    throw new StoreError(
      storeErrorCodes.foreign,
      `the database ${where} is another program's: it has the tables ${named.join(', ')}${rows.length > 3 ? ' and others' : ''}. ` +
        'Create a database for this service alone (`createdb concordat`), and name it in DATABASE_URL',
    );
  }
  await client.query(
    `create schema concordat;
     create table concordat.migrations (version integer primary key, name text not null, applied_on timestamptz not null default now())`,
  );
}

/** @returns the number of migrations that were made; 0 in a new database */
async function versionOf(client: Client, where: string, known: number): Promise<number> {
  // `to_regclass` may remember what it found before another process had the lock.
  const { rowCount } = await client.query(
    "select from pg_tables where schemaname = 'concordat' and tablename = 'migrations'",
  );
  if (rowCount === 0) return 0;
  const { version } = onlyRow(
    await client.query<{ version: number }>('select coalesce(max(version), 0) as version from concordat.migrations'),
  );
  if (version <= known) return version;
  throw new StoreError(
    storeErrorCodes.foreign,
    `the database ${where} has version ${version} of the schema, and this version knows up to ${known}: use a later version`,
  );
}

function readMigrations(): Migration[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.sql'));
  return files.sort().map((name, index) => {
    const version = index + 1;
    if (Number(name.slice(0, 4)) !== version)
      throw new RangeError(`the migration ${version} is missing before ${name}`);
    return { version, name: name.slice(5, -'.sql'.length), sql: readFileSync(join(folder, name), 'utf8') };
  });
}

function isDenied(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '42501';
}

function denied(where: string, cause: unknown): StoreError {
  return new StoreError(
    storeErrorCodes.foreign,
    `the user of DATABASE_URL may not create what the service needs in ${where}: ${(cause as Error).message}. ` +
      'Let it own the database: `alter database NAME owner to USER`',
    { cause },
  );
}
