/** The store under load: durable creates, the list, opening, memory. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LowdbStore } from '../../src/webhooks/store/lowdb-store.ts';
import { webhook } from '../webhooks/records.ts';
import { type Contender, compareLoad, load, startServer } from './load.ts';

const folder = mkdtempSync(join(tmpdir(), 'concordat-store-'));
const server = join(import.meta.dirname, 'servers/webhooks.ts');
const body = JSON.stringify({
  BusinessId: 12345,
  Name: 'Bookings to CRM',
  Action: 6,
  URL: 'https://crm.example/hooks/bookings',
});
const create = { path: '/api/sys/webhooks', body, headers: { 'content-type': 'application/json' }, connections: 50 };

async function fill(name: string, count: number): Promise<string> {
  const filled = join(folder, name);
  mkdirSync(filled);
  const store = await LowdbStore.open(filled);
  for (let done = 0; done < count; done += 1000) {
    await Promise.all(
      Array.from({ length: Math.min(1000, count - done) }, () =>
        store.create((id) => webhook(id, { Name: `Bookings to CRM ${id}` })),
      ),
    );
  }
  await store.close();
  const { entries } = { entries: Array.from({ length: count }, (_, index) => webhook(index + 1)) };
  writeFileSync(join(filled, '.lowdb.json'), JSON.stringify({ webhooks: entries }, null, 2));
  return filled;
}

const named = (name: string, kind: string, on: string, more: Omit<Contender, 'name' | 'script'>): Contender => ({
  name,
  script: [server, kind, on],
  ...more,
});

function lowdbFolder(filled: string): string {
  const own = `${filled}-lowdb`;
  mkdirSync(own);
  writeFileSync(join(own, 'lowdb.json'), readFileSync(join(filled, '.lowdb.json')));
  return own;
}

/** In MiB: the most that a process has had, which Linux keeps. */
function peakOf(pid: number | undefined): number {
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024);
}

try {
  const small = await fill('small', 1000);
  const large = await fill('large', 100_000);

  console.log('POST /api/sys/webhooks, 50 clients: wanted 0.6 of storing nothing');
  console.table(
    await compareLoad(
      [
        named('validated, nothing stored', 'nothing', '', create),
        named('1,000 records', 'concordat', small, create),
        named('lowdb, db.write() for each, 1,000 records', 'lowdb', lowdbFolder(small), create),
      ],
      3,
      4,
    ),
  );
  console.log('the same with more records: wanted 0.9 of the rate with 1,000');
  const [smaller, larger] = [await fill('smaller', 1000), await fill('larger', 100_000)];
  console.table(
    await compareLoad(
      [
        named('1,000 records', 'concordat', smaller, create),
        named('100,000 records', 'concordat', larger, create),
        named('lowdb, db.write() for each, 100,000 records', 'lowdb', lowdbFolder(large), create),
      ],
      3,
      4,
    ),
  );

  console.log('GET /api/sys/webhooks?WebHook_Name=, 100,000 records, 10 clients: wanted at least 0.33 of the loop');
  const list = { path: '/api/sys/webhooks?WebHook_Name=crm%20777', connections: 10 };
  const [looped, listed] = [await fill('looped', 100_000), await fill('listed', 100_000)];
  console.table(
    await compareLoad(
      [named('Express, a loop', 'loop', looped, list), named('the list', 'concordat', listed, list)],
      3,
      4,
    ),
  );

  console.log(
    '100,000 records: opening, wanted at most 3 times JSON.parse; others wait for a snapshot, wanted at most 50 ms; ' +
      'memory, wanted at most 350 MiB',
  );
  const measure = `
    import { readFileSync, rmSync } from 'node:fs';
    import { monitorEventLoopDelay } from 'node:perf_hooks';
    import { LowdbStore } from ${JSON.stringify(join(import.meta.dirname, '../../src/webhooks/store/lowdb-store.ts'))};
    const folder = process.argv[1];
    const started = performance.now();
    const store = await LowdbStore.open(folder);
    const open = performance.now() - started;
    const delays = monitorEventLoopDelay({ resolution: 1 });
    delays.enable();
    await store.backup(folder + '-copy.json');
    delays.disable();
    rmSync(folder + '-copy.json');
    await store.close();
    const text = readFileSync(folder + '/db.json', 'utf8');
    const parsing = performance.now();
    JSON.parse(text);
    console.log(JSON.stringify({ open, parse: performance.now() - parsing, pause: delays.max / 1e6 }));`;
  const times = Array.from({ length: 5 }, () => {
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', measure, large], { encoding: 'utf8' });
    return JSON.parse(output) as { open: number; parse: number; pause: number };
  });
  const ratios = times.map(({ open, parse }) => open / parse).sort((a, b) => a - b);
  // Creating is short, so that there are not many more records; a snapshot is made for each MiB of changes.
  const contender = named('memory', 'concordat', large, { ...create, env: { SNAPSHOT_AFTER: String(2 ** 20) } });
  const running = await startServer(contender);
  await load(running.url, 2, contender);
  await load(running.url, 5, { ...contender, ...list, body: undefined });
  const peak = peakOf(running.child.pid);
  running.child.kill();
  console.table([
    {
      'open / JSON.parse': Number(ratios[2]?.toFixed(2)),
      'longest wait for a snapshot, ms': Math.round(Math.max(...times.map(({ pause }) => pause))),
      'peak memory under load, snapshots included, MiB': peak,
    },
  ]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
