/**
 * A database that has no connection left, that is read-only, or whose disk is full, while events are posted: whoever asks for
 * what it can't do is told so with 503, and when to ask again. Afterwards all goes on by itself, and each acknowledged event is
 * received.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type ServiceClient, sleep, untilDone } from '../deliveries/client.ts';
import { Posting } from './posting.ts';
import { makeEvents, retry, type Scene, untilReceived, withScene } from './scene.ts';

interface Shortage {
  readonly name: string;
  /** @returns what ends it */
  begin(scene: Scene): Promise<() => Promise<void>>;
  /** Whether lists can be read meanwhile. */
  readonly canRead: boolean;
}

const shortageMs = 12_000;

const noConnection: Shortage = {
  name: 'no connection left',
  canRead: false,
  async begin({ databaseUrl }) {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    // What accepts events waits for this, with all connections that the process has.
    await client.query('begin; lock table concordat.events in access exclusive mode');
    return () => client.end();
  },
};

const readOnly: Shortage = {
  name: 'read-only',
  canRead: true,
  async begin({ databaseUrl }) {
    const set = async (value: string) => {
      const client = new pg.Client({ connectionString: databaseUrl });
      await client.connect();
      await client.query(`alter system set default_transaction_read_only = ${value}`);
      await client.query('select pg_reload_conf()');
      await client.end();
    };
    await set('on');
    return () => set('off');
  },
};

export function attackWithNoConnection(): Promise<string[]> {
  return withScene(
    () => ({ status: 200 }),
    (scene) => attack(scene, noConnection, { DATABASE_CONNECTIONS: '4' }),
  );
}

export function attackWithReadOnly(): Promise<string[]> {
  return withScene(
    () => ({ status: 200 }),
    (scene) => attack(scene, readOnly),
  );
}

/** On a small file system in memory, where one can be mounted. */
export async function attackWithFullDisk(): Promise<string[]> {
  const disk = mkdtempSync(join(tmpdir(), 'concordat-full-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=400m', 'tmpfs', disk], { stdio: 'ignore' });
  } catch {
    rmSync(disk, { recursive: true });
    console.log('skipped: no file system can be mounted');
    return [];
  }
  chmodSync(disk, 0o777);
  const ballast = join(disk, 'ballast');
  const fullDisk: Shortage = {
    name: 'a full disk',
    canRead: true,
    async begin({ postgres }) {
      fill(ballast);
      return async () => {
        rmSync(ballast);
        // Without room for its log, PostgreSQL ends.
        postgres.crash();
      };
    },
  };
  try {
    return await withScene(
      () => ({ status: 200 }),
      (scene) => attack(scene, fullDisk),
      disk,
    );
  } finally {
    execFileSync('umount', [disk]);
    rmSync(disk, { recursive: true });
  }
}

/** Leaves no room for anything. */
function fill(file: string): void {
  try {
    for (;;) writeFileSync(file, Buffer.alloc(100_000), { flag: 'a' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}

async function attack(scene: Scene, shortage: Shortage, env: NodeJS.ProcessEnv = {}): Promise<string[]> {
  const wrong: string[] = [];
  const api = await scene.startApi(env);
  await scene.startWorker(env);
  await api.putSecret(1);
  const ids = [await api.putWebHook({ BusinessId: 1, URL: scene.receiver.urlOf('one') })];
  const posting = new Posting(...Array.from({ length: 8 }, () => () => api));
  await sleep(1000);
  const before = posting.acknowledged.size;
  const end = await shortage.begin(scene);
  const untilMs = performance.now() + shortageMs;
  const told = await untilTold(api, untilMs);
  if (told !== undefined) wrong.push(told);
  if (shortage.canRead)
    await api.webhook(ids[0] as number).catch((error: Error) => wrong.push(`a read: ${error.message}`));
  await sleep(Math.max(0, untilMs - performance.now()));
  await end();
  const ended = performance.now();
  await retry(async () => {
    if ((await api.postEvents(makeEvents(1, 2))) !== 200) throw new Error('events are still refused');
  });
  const backMs = performance.now() - ended;
  await sleep(1000);
  await posting.end();
  wrong.push(...posting.wrong.slice(0, 5));
  const { missing } = await untilReceived(scene, posting.acknowledged, ['one'], 90_000);
  if (missing.length > 0) wrong.push(`${missing.length} acknowledged events were never received`);
  const left = await untilDone(api, ids, 30_000);
  if (left > 0) wrong.push(`${left} deliveries are still pending`);
  if (before === 0 || posting.acknowledged.size === before) wrong.push('nothing was acknowledged before, or after it');
  console.log(
    `${shortage.name}: ${posting.acknowledged.size} acknowledged events, ${missing.length} lost, ${posting.refused} posts refused with 503, ` +
      `${posting.lost} without a response; accepted again ${(backMs / 1000).toFixed(1)} s after its end`,
  );
  return wrong;
}

/** Waits for a refusal. @returns what is wrong with it */
async function untilTold({ url, token }: ServiceClient, untilMs: number): Promise<string | undefined> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  while (performance.now() < untilMs) {
    // One that was accepted before would be again: nothing of it is written.
    const body = JSON.stringify({ Events: makeEvents(1).map((event) => ({ ...event, Action: 6 })) });
    const response = await fetch(`${url}/sys/events`, { method: 'POST', headers, body });
    const text = await response.text();
    if (response.status === 200) continue;
    const isClear = response.status === 503 && Number(response.headers.get('retry-after')) > 0;
    return isClear
      ? undefined
      : `a refusal is ${response.status} ${text}, Retry-After ${response.headers.get('retry-after')}`;
  }
  return 'nothing was refused';
}
