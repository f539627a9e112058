import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PostgresServer, startPostgres } from '../../postgres-server.ts';
import { type EventInput, type ServiceClient, sleep, startService } from '../deliveries/client.ts';
import { type Reaction, type Received, type Receiver, startReceiver } from '../deliveries/receiver.ts';
import { type RunningProcess, startProcess } from '../process.ts';

/** Processes that share a PostgreSQL, and a receiver of what they send. */
export interface Scene {
  readonly postgres: PostgresServer;
  readonly databaseUrl: string;
  readonly receiver: Receiver;
  startApi(env?: NodeJS.ProcessEnv): Promise<ServiceClient>;
  startWorker(env?: NodeJS.ProcessEnv): Promise<RunningProcess>;
}

/** @param disk the folder in which PostgreSQL has its files. Default: that of temporary files */
export async function withScene(
  react: (received: Received) => Reaction,
  run: (scene: Scene) => Promise<string[]>,
  disk?: string,
): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'concordat-postgres-faults-'));
  const postgres = await startPostgres({ fsync: 'on', full_page_writes: 'on', autovacuum: 'on' }, disk);
  const receiver = await startReceiver(react, false);
  const databaseUrl = postgres.url('postgres');
  const running = new Set<RunningProcess>();
  const all = {
    DATABASE_URL: databaseUrl,
    DATA_DIR: join(folder, 'data'),
    SIGNING_KEY: randomBytes(32).toString('hex'),
    SECRETS_KEY: randomBytes(32).toString('base64'),
    RETRY_SCHEDULE: Array.from({ length: 20 }, () => '300ms').join(),
    ALLOW_TARGETS: '127.0.0.0/8',
    DISABLE_AFTER: '0',
    DELIVERY_LOG_SIZE: '1000000',
    LOG_LEVEL: 'warn',
  };
  let token: string | undefined;
  const keep = <T extends RunningProcess>(process: T): T => {
    running.add(process);
    void process.child.once('exit', () => running.delete(process));
    return process;
  };
  try {
    return await run({
      postgres,
      databaseUrl,
      receiver,
      // What a process warns of is expected here.
      async startApi(env = {}) {
        const client = keep(await startService({ ...all, ROLE: 'api', ...env }, () => {}, token));
        token ??= client.token;
        return client;
      },
      startWorker: (env = {}) => startProcess({ ...all, ROLE: 'worker', ...env }, [], () => {}).then(keep),
    });
  } finally {
    await Promise.all([...running].map((process) => process.stop('SIGKILL')));
    await receiver.close();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

export function makeEvents(count: number, BusinessId = 1): EventInput[] {
  return Array.from({ length: count }, () => {
    const EventId = randomUUID();
    return { EventId, BusinessId, Record: { EventId } };
  });
}

/** Tries until it works, as something is being killed. */
export async function retry<T>(action: () => Promise<T>, timeoutMs = 60_000): Promise<T> {
  for (const end = performance.now() + timeoutMs; ; await sleep(200)) {
    try {
      return await action();
    } catch (error) {
      if (performance.now() > end) throw error;
    }
  }
}

/**
 * Waits until all events were received by all webhooks.
 * @returns the milliseconds that it took, and what is missing then
 */
export async function untilReceived(
  { receiver }: Scene,
  events: ReadonlySet<string>,
  webhooks: readonly string[],
  timeoutMs: number,
): Promise<{ readonly ms: number; readonly missing: string[] }> {
  const started = performance.now();
  for (;;) {
    const seen = new Set<string>();
    for (const { webhook, record, response } of receiver.received)
      if (response === 200) seen.add(`${webhook} ${record.EventId}`);
    const all = webhooks.flatMap((webhook) => [...events].map((id) => `${webhook} ${id}`));
    const missing = all.filter((each) => !seen.has(each));
    const ms = performance.now() - started;
    if (missing.length === 0 || ms > timeoutMs) return { ms, missing };
    // The receiver is in this process.
    await sleep(Math.min(1000, 200 + missing.length));
  }
}
