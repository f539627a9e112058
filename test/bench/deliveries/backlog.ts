import { execFileSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type DeliveringService, fixed, onServiceCore, type Receiver, sampleBody } from '../delivery-load.ts';
import { liveMemory, reserveInspector } from '../heap.ts';
import { median } from '../pairs.ts';
import type { StartService } from './start-service.ts';

const pending = 100_000;
const count = 20_000;
const rounds = 5;

async function startObserved(startService: StartService, receiver: Receiver) {
  const inspector = await reserveInspector();
  const service = await startService({ WEBHOOK_CONCURRENCY: '50', NODE_OPTIONS: inspector.options });
  await service.createWebHook(1, 6, `${receiver.url}/fast/one`);
  await service.createWebHook(1, 7, 'http://127.0.0.1:9/dead');
  return { service, memory: () => liveMemory(service.process.child.pid as number, inspector.port) };
}

/** What 100,000 deliveries that wait for a dead endpoint do to others, to memory and to the start. */
export async function measureBacklog(receiver: Receiver, startService: StartService): Promise<void> {
  const without = await startObserved(startService, receiver);
  const beside = await startObserved(startService, receiver);
  await beside.service.postEvents(pending, 1, 7);
  const deliver = async (service: DeliveringService) => (await service.deliver(receiver, count, 6, 1)).perSecond;
  await deliver(without.service);
  await deliver(beside.service);
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const rate = await deliver(without.service);
    ratios.push((await deliver(beside.service)) / rate);
  }
  const held = (await beside.memory()) - (await without.memory());
  await without.service.stop();
  // So that the start has to read the journal.
  await beside.service.stop('SIGKILL');
  const starts = measureStarts(beside.service.dataDir);
  console.log(`${pending} deliveries pending to a dead endpoint`);
  console.table([
    {
      'rate of others / without (≥ 0.9)': fixed(median(ratios)),
      range: `${fixed(Math.min(...ratios))}–${fixed(Math.max(...ratios))}`,
      'bytes each, above the body (≤ 1024)': Math.round(held / pending - sampleBody.length),
      'opening / parsing the same files (≤ 3)': fixed(median(starts.map(({ open, parse }) => open / parse))),
      'opening, ms': Math.round(median(starts.map(({ open }) => open))),
    },
  ]);
}

/** Opens the store as a start does, beside reading and parsing each line of its files; five times, each with a copy. */
function measureStarts(dataDir: string): { open: number; parse: number }[] {
  const store = join(import.meta.dirname, '../../../src/webhooks/store/lowdb-store.ts');
  const measure = `
    import { readdirSync, readFileSync } from 'node:fs';
    import { LowdbStore } from ${JSON.stringify(store)};
    const folder = process.argv[1];
    const names = readdirSync(folder).filter((name) => /^(db\\.json|journal-.*\\.jsonl)$/.test(name));
    const parseAll = () => {
      const lines = [];
      for (const name of names)
        for (const line of readFileSync(folder + '/' + name, 'utf8').split('\\n'))
          if (line.startsWith('[') && line.length > 1) lines.push(JSON.parse(line.replace(/,$/, '')));
      return lines;
    };
    const parsing = performance.now();
    let lines = parseAll();
    const parse = performance.now() - parsing;
    lines = undefined;
    const opening = performance.now();
    const store = await LowdbStore.open(folder);
    const open = performance.now() - opening;
    if ((await store.deliveries.pending()).count < ${pending}) throw new Error('deliveries are missing');
    await store.close();
    console.log(JSON.stringify({ open, parse }));`;
  return Array.from({ length: 5 }, () => {
    const copy = `${dataDir}-copy`;
    cpSync(dataDir, copy, { recursive: true });
    const [program = '', ...args] = onServiceCore(process.execPath, '--input-type=module', '-e', measure, copy);
    const output = execFileSync(program, args, { encoding: 'utf8' });
    rmSync(copy, { recursive: true });
    return JSON.parse(output) as { open: number; parse: number };
  });
}
