import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { test } from '@jest/globals';
import pg from 'pg';
import { Database } from '../../src/webhooks/store/postgres/database.ts';
import { EndpointJobs } from '../../src/webhooks/store/postgres/deliveries/endpoint-jobs.ts';
import { migrate } from '../../src/webhooks/store/postgres/migrate.ts';
import { freePort } from '../free-port.ts';

/** The newest PostgreSQL on this machine; `POSTGRES_BIN` names another one's folder. */
const bin = process.env['POSTGRES_BIN'] ?? findBin();

/** What makes tests that need PostgreSQL: skipped by name where there is none. `.ci/run` installs it and fails on a skip. */
export const testsWithPostgres = () => (bin === undefined ? test.skip : test);

/** A PostgreSQL server of this process, with databases that tests have to themselves. */
export interface PostgresServer {
  readonly port: number;
  /** `postgres://postgres@127.0.0.1:PORT/DATABASE` */
  url(database: string): string;
  /** Ends it at once, and removes its files. */
  stop(): Promise<void>;
}

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

/**
 * Starts a server in a temporary folder, on a free port of loopback. It ends with this process, however that ends: a shell
 * waits for the end of a pipe between them.
 * @param settings of `postgresql.conf`, beside those that make tests quick
 */
export async function startPostgres(settings: Readonly<Record<string, string>> = {}): Promise<PostgresServer> {
  if (bin === undefined) throw new Error('there is no PostgreSQL on this machine');
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'concordat-postgres-'));
  const user = unprivileged();
  if (user) chownSync(folder, user.uid, user.gid);
  const all = { port: `${port}`, unix_socket_directories: folder, ...quick, ...settings };
  const options = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn('/bin/sh', ['-c', script, 'sh', bin, folder, ...options], {
    cwd: folder,
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
    ...user,
  });
  const exited = once(child, 'exit');
  const log: string[] = [];
  const lines = createInterface({ input: child.stderr });
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => {
      log.push(line);
      if (line.includes('database system is ready')) resolve();
    });
    child.once('exit', () => reject(new Error(`PostgreSQL ended:\n${log.join('\n')}`)));
  });
  lines.removeAllListeners('line').resume();
  // Nothing of it keeps this process from ending.
  child.unref();
  for (const stream of [child.stdin, child.stderr]) (stream as Readable & { unref(): void }).unref();
  return {
    port,
    url: (database) => `postgres://postgres@127.0.0.1:${port}/${database}`,
    async stop() {
      child.stdin.end();
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const script = `
bin=$1 folder=$2; shift 2
"$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >&2 || exit 1
"$bin/postgres" -D "$folder/data" "$@" & server=$!
cat >/dev/null
kill -QUIT $server; wait $server
rm -rf "$folder"
`;

/** Nothing has to survive the machine. */
const quick = {
  listen_addresses: '127.0.0.1',
  fsync: 'off',
  full_page_writes: 'off',
  max_connections: '200',
  shared_buffers: '64MB',
  autovacuum: 'off',
  log_min_messages: 'log',
} as const;

/** PostgreSQL refuses to run as root. */
function unprivileged(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (option: string) => Number(execFileSync('id', [option, 'nobody'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

function findBin(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).map(Number) : [];
  const [newest] = versions.sort((a, b) => b - a).filter((version) => existsSync(`${debian}/${version}/bin/initdb`));
  if (newest !== undefined) return `${debian}/${newest}/bin`;
  try {
    const folder = execFileSync('pg_config', ['--bindir'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    return existsSync(join(folder, 'initdb')) ? folder : undefined;
  } catch {
    return undefined;
  }
}
