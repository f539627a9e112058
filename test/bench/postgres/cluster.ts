import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type RunningProcess, startProcess } from '../../faults/process.ts';
import { startPostgres } from '../../postgres-server.ts';
import { DeliveringService, Receiver } from '../delivery-load.ts';

/** A PostgreSQL, a receiver, and processes of the service. */
export interface Cluster {
  readonly receiver: Receiver;
  /** Makes a database with this name. @returns its URL */
  createDatabase(name: string): Promise<string>;
  /** Starts a process of the service, whose database is made before. */
  startService(databaseUrl: string, env?: NodeJS.ProcessEnv): Promise<DeliveringService>;
  /** Starts a process that only sends. */
  startWorker(databaseUrl: string, env?: NodeJS.ProcessEnv): Promise<RunningProcess>;
  /** @returns the rows of the last statement */
  runSql(databaseUrl: string, sql: string): Promise<Record<string, unknown>[]>;
}

/** What every installation has, whatever it is tuned to. */
const settings = { fsync: 'on', full_page_writes: 'on', autovacuum: 'on', shared_buffers: '128MB' };

export async function withCluster(run: (cluster: Cluster) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'concordat-cluster-'));
  const [server, receiver] = await Promise.all([startPostgres(settings), Receiver.start()]);
  const keys = { SIGNING_KEY: randomBytes(32).toString('hex'), SECRETS_KEY: randomBytes(32).toString('base64') };
  const running: RunningProcess[] = [];
  let folders = 0;
  const cluster: Cluster = {
    receiver,
    async createDatabase(name) {
      await cluster.runSql(server.url('postgres'), `create database ${name}`);
      return server.url(name);
    },
    async startService(databaseUrl, env = {}) {
      const all = { DATABASE_URL: databaseUrl, ...keys, ...env };
      const service = await DeliveringService.start(join(folder, `${++folders}`), all, []);
      running.push(service.process);
      return service;
    },
    async startWorker(databaseUrl, env = {}) {
      const settings = { ROLE: 'worker', ALLOW_TARGETS: '127.0.0.0/8', DISABLE_AFTER: '0', LOG_LEVEL: 'error' };
      const worker = await startProcess({ ...settings, DATABASE_URL: databaseUrl, ...keys, ...env });
      running.push(worker);
      return worker;
    },
    async runSql(databaseUrl, sql) {
      const client = new pg.Client({ connectionString: databaseUrl });
      await client.connect();
      try {
        return [await client.query(sql)].flat().at(-1)?.rows ?? [];
      } finally {
        await client.end();
      }
    },
  };
  try {
    await run(cluster);
  } finally {
    for (const each of running) await each.stop('SIGKILL');
    receiver.stop();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
