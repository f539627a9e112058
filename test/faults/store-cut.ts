/**
 * Clients create and delete until the process is killed, and another process accepts events and delivers them until it is
 * killed; then the files are damaged: the journal is cut, at the end of a line or anywhere, a line is swapped, a byte is
 * flipped, a file is emptied, deleted or replaced by an earlier one. The next start has to notice whenever anything acknowledged
 * is missing, and to start whenever nothing is. After a repair no id is given again.
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { LowdbStore } from '../../src/webhooks/store/lowdb-store.ts';
import { repairStore } from '../../src/webhooks/store/repair.ts';
import { webhook } from '../webhooks/records.ts';
import { signIn, startProcess } from './process.ts';

const kills = Number(process.argv[2] ?? 8);
const damagesPerKill = 25;
const root = mkdtempSync(join(tmpdir(), 'concordat-cut-'));
const [live, copy, before] = ['live', 'copy', 'before'].map((name) => join(root, name)) as [string, string, string];
const wrong: string[] = [];
const counts: Record<string, { damages: number; refused: number; whole: number }> = {};
/** The ids of acknowledged records; false for a deleted one. */
const acknowledged = new Map<number, boolean>();
/** The ids of acknowledged events, and of deliveries that have succeeded. */
const events = new Set<string>();
const succeeded = new Set<string>();
let lastId = 0;

const pick = (limit: number) => Math.floor(Math.random() * limit);
const read = (name: string) => readFileSync(join(copy, name));
const write = (name: string, bytes: Buffer | string) => writeFileSync(join(copy, name), bytes);

function copyStore(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { mode: 0o700 });
  for (const name of readdirSync(from)) {
    if (/^(db\.json|last-commit\.json|signing-key|journal-\d+\.jsonl)$/.test(name))
      cpSync(join(from, name), join(to, name));
  }
}

const journalOf = (folder: string) =>
  readdirSync(folder)
    .filter((name) => /^journal-\d+\.jsonl$/.test(name))
    .sort((a, b) => Number(/\d+/.exec(a)) - Number(/\d+/.exec(b)))
    .at(-1) as string;

const linesOf = (name: string) => read(name).toString().split('\n').slice(0, -1);
const files = () => ['db.json', journalOf(copy), 'last-commit.json'];

const damages: Readonly<Record<string, () => void>> = {
  'the journal cut at the end of a line': () => {
    const lines = linesOf(journalOf(copy));
    write(journalOf(copy), `${lines.slice(0, 1 + pick(lines.length - 1)).join('\n')}\n`);
  },
  'the journal cut anywhere': () =>
    write(journalOf(copy), read(journalOf(copy)).subarray(0, pick(read(journalOf(copy)).length))),
  'the end of the journal turned to zeros': () => {
    const bytes = read(journalOf(copy));
    write(journalOf(copy), bytes.fill(0, pick(bytes.length)));
  },
  'two lines swapped': () => {
    const name = journalOf(copy);
    const lines = linesOf(name);
    const first = pick(lines.length - 1);
    write(
      name,
      `${lines
        .with(first, lines[first + 1] as string)
        .with(first + 1, lines[first] as string)
        .join('\n')}\n`,
    );
  },
  'a line twice': () => {
    const lines = linesOf(journalOf(copy));
    const index = pick(lines.length);
    write(journalOf(copy), `${lines.toSpliced(index, 0, lines[index] as string).join('\n')}\n`);
  },
  'a bit flipped': () => {
    const name = files()[pick(2)] as string;
    const bytes = read(name);
    const index = pick(bytes.length);
    write(name, bytes.fill((bytes[index] as number) ^ (1 << pick(8)), index, index + 1));
  },
  'a file emptied': () => write(files()[pick(3)] as string, ''),
  'a file deleted': () => rmSync(join(copy, files()[pick(3)] as string)),
  'the snapshot and the journal of an earlier time': () => {
    for (const name of files().slice(0, 2)) rmSync(join(copy, name));
    for (const name of ['db.json', journalOf(before)]) cpSync(join(before, name), join(copy, name));
  },
};

interface Opened {
  readonly ids: ReadonlySet<number>;
  /** Of how many deliveries an event has, and of what has succeeded. */
  readonly deliveries: ReadonlyMap<string, number>;
  readonly succeeded: ReadonlySet<string>;
  readonly next: number;
}

async function open(): Promise<Opened> {
  const store = await LowdbStore.open(copy, { log: { maxFinished: 1_000_000, maxAgeMs: 86_400_000 } });
  const { entries } = await store.list('webhooks');
  const ids = new Set(entries.map(({ Id }) => Id));
  const found = new Map<string, number>();
  const done = new Set<string>();
  for (const { Id } of entries.filter(({ Action }) => Action === 7)) {
    const { deliveries } = await store.deliveries.list({ webhookId: Id, offset: 0, limit: 1_000_000 });
    for (const { id, event, state, replayOf } of deliveries) {
      if (replayOf === undefined) found.set(event.id, (found.get(event.id) ?? 0) + 1);
      if (state === 'succeeded') done.add(id);
    }
  }
  const { Id: next } = await store.create((id) => webhook(id));
  await store.close();
  return { ids, deliveries: found, succeeded: done, next };
}

function isMissing(opened: Opened): boolean {
  if ([...events].some((id) => opened.deliveries.get(id) !== 3)) return true;
  if ([...succeeded].some((id) => !opened.succeeded.has(id))) return true;
  return [...acknowledged].some(([id, isThere]) => opened.ids.has(id) !== isThere);
}

/** Accepts events and delivers them in a process that is killed. */
async function deliverUntilKilled(): Promise<void> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'store-worker.ts'), live], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const heard = { event: events, done: succeeded } as Readonly<Record<string, Set<string>>>;
  for await (const line of createInterface({ input: child.stdout })) {
    const [kind = '', id = ''] = line.split(' ');
    // The last line may be cut short.
    if (id.length === 36) heard[kind]?.add(id);
    if (kind === 'webhook') {
      lastId = Math.max(lastId, Number(id));
      acknowledged.set(Number(id), true);
    }
    if (kind === 'event' && !child.killed) setTimeout(() => child.kill('SIGKILL'), 50 + pick(300));
  }
}

async function damageOnce(name: string): Promise<void> {
  copyStore(live, copy);
  damages[name]?.();
  const count = counts[name] ?? { damages: 0, refused: 0, whole: 0 };
  counts[name] = count;
  count.damages++;
  try {
    const opened = await open();
    const { next } = opened;
    count.whole++;
    if (isMissing(opened)) wrong.push(`${name}: the store opened without a word, and acknowledged changes are missing`);
    if (next <= lastId) wrong.push(`${name}: the id ${next} was given again`);
    return;
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code !== 'STORE_DAMAGED') wrong.push(`${name}: ${message}`);
    count.refused++;
  }
  await repairStore(copy, new Date());
  const { next } = await open();
  if (next <= lastId) wrong.push(`${name}: after a repair the id ${next} was given again`);
}

async function work(url: string, token: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ BusinessId: 1, Name: 'x', Action: 6, URL: 'https://crm.example/hooks' });
  for (;;) {
    const made = await fetch(`${url}/sys/webhooks`, { method: 'POST', headers, body });
    const { Value } = (await made.json()) as { Value: { Id: number } };
    lastId = Math.max(lastId, Value.Id);
    acknowledged.set(Value.Id, true);
    if (pick(3) > 0) continue;
    // Whether it is deleted isn't known until the response is there.
    acknowledged.delete(Value.Id);
    await (await fetch(`${url}/sys/webhooks/${Value.Id}`, { method: 'DELETE', headers })).text();
    acknowledged.set(Value.Id, false);
  }
}

try {
  for (let kill = 0; kill < kills; kill++) {
    const service = await startProcess({ DATA_DIR: live });
    const token = await signIn(service.url);
    copyStore(live, before);
    const working = Array.from({ length: 8 }, () => work(service.url, token).catch(() => {}));
    await new Promise((resolve) => setTimeout(resolve, 100 + pick(300)));
    await service.stop('SIGKILL');
    await Promise.all(working);
    await deliverUntilKilled();
    copyStore(live, copy);
    if (isMissing(await open())) wrong.push(`kill ${kill}: acknowledged changes are missing before any damage`);
    const names = Object.keys(damages);
    for (let index = 0; index < damagesPerKill; index++) await damageOnce(names[index % names.length] as string);
  }
  for (const [name, { damages: total, refused, whole }] of Object.entries(counts)) {
    console.log(
      `${name}: ${total} times, ${refused} refused and repaired, ${whole} opened with all that was acknowledged`,
    );
  }
  const what = `${acknowledged.size} records, ${events.size} events and ${succeeded.size} deliveries`;
  console.log(`${kills} kills, ${what} acknowledged, ${wrong.length} wrong`);
  for (const line of wrong.slice(0, 20)) console.log(line);
  process.exitCode = wrong.length === 0 ? 0 : 1;
} finally {
  rmSync(root, { recursive: true, force: true });
}
