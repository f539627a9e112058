/**
 * Random schemas and hostile bodies of a megabyte, sent to servers and mocks whose heap is small: nothing else may wait for
 * more than 50 ms, or for twice as long as `JSON.parse` takes on the body, and no process may end. `node test/faults/validation.ts [minutes] [seed] [first round]`
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filled, hostileBodies } from './hostile-bodies.ts';
import { randomContract } from './random-contract.ts';

const minutes = Number(process.argv[2] ?? 1);
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000);
const firstRound = Number(process.argv[4] ?? 0);
const maxMs = 50;
/** For one request at a time, and for many. Prism takes 64 MB. */
const maxHeapMb = { app: 128, mock: 192, flooded: 256 };
const folder = mkdtempSync(join(tmpdir(), 'concordat-validation-'));

interface Running {
  readonly child: ChildProcess;
  readonly url: string;
  readonly meter: string;
}

async function start(kind: 'app' | 'mock', file: string, heapMb = maxHeapMb[kind]): Promise<Running> {
  const args = [`--max-old-space-size=${heapMb}`, join(import.meta.dirname, 'validation-server.ts'), kind, file];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', process.env['DEBUG'] ? 'inherit' : 'ignore'],
  });
  const ended = once(child, 'exit').then(() => {
    throw new Error(`the ${kind} did not start on ${file}`);
  });
  const [line] = await Promise.race([once(child.stdout, 'data'), ended]);
  return { child, ...(JSON.parse(String(line)) as { url: string; meter: string }) };
}

const post = (url: string, body: string) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    signal: AbortSignal.timeout(60_000),
  }).then(async (response) => {
    await response.arrayBuffer();
    return response.status;
  });
const read = async (meter: string) =>
  Number(await (await fetch(meter, { signal: AbortSignal.timeout(10_000) })).text());

const parseMs = async (meter: string, body: string) =>
  Number(await (await fetch(meter, { method: 'POST', body })).text());

const worst = new Map<string, { ms: number; where: string }>();
const statuses = new Map<number, number>();
let requests = 0;
let violations = 0;

/** @param place by which it can be found again */
function violate(place: string, name: string, what: string): void {
  violations++;
  if (violations <= 10) console.log(`VIOLATION ${place}, ${name}: ${what}`);
}

async function attack(round: number, end: number): Promise<void> {
  const { document, schemas } = randomContract(seed * 1000 + round);
  const file = join(folder, `${round}.json`);
  writeFileSync(file, JSON.stringify(document));
  const kind = round % 2 === 0 ? 'app' : 'mock';
  let running = await start(kind, file);
  for (const [index, given] of schemas.entries()) {
    const place = `${kind}, round ${round}, operation ${index}`;
    const url = () => `${running.url}/${index}`;
    for (const [name, make] of hostileBodies) {
      if (Date.now() > end) break;
      try {
        // Compiling a schema is done once, and not measured.
        for (const body of ['1', '{}', '[]', '[1,[],{}]', '{"a":1}']) await post(url(), body);
        await read(running.meter);
        const body = make();
        const allowed = Math.max(maxMs, 2 * (await parseMs(running.meter, body)));
        let status = await post(url(), body);
        let ms = await read(running.meter);
        // What is done once, such as loading Prism or compiling the validator that pauses, isn't counted.
        if (ms > allowed) {
          status = await post(url(), body);
          ms = await read(running.meter);
        }
        requests++;
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (ms > (worst.get(name)?.ms ?? 0))
          worst.set(name, { ms, where: `${kind}, ${JSON.stringify(given).slice(0, 200)}` });
        if (ms > allowed) violate(place, name, `others waited for ${ms.toFixed(0)} ms`);
        if (status >= 500 && status !== 503) violate(place, name, `status ${status}`);
      } catch (error) {
        violate(place, name, String(error));
        running.child.kill('SIGKILL');
        running = await start(kind, file);
      }
    }
  }
  running.child.kill('SIGKILL');
  // The mock keeps an accepted body until Prism has made its response.
  if (kind === 'mock' || Date.now() > end) return;
  running = await start(kind, file, maxHeapMb.flooded);
  await flood(`${kind}, round ${round}`, `${running.url}/0`);
  running.child.kill('SIGKILL');
}

/** Many large bodies at once, of which only a few may be parsed at a time. */
async function flood(place: string, url: string): Promise<void> {
  const body = filled('[]');
  const sent = Array.from({ length: 60 }, () => post(url, body));
  for (const { status, reason } of (await Promise.allSettled(sent)) as { status: string; reason?: unknown }[]) {
    requests++;
    if (status === 'rejected') violate(place, '60 large bodies at once', String(reason));
  }
}

console.log(
  `seed ${seed}, ${minutes} min, heap of ${maxHeapMb.app} MB, with Prism ${maxHeapMb.mock} MB, flooded ${maxHeapMb.flooded} MB`,
);
const end = Date.now() + minutes * 60_000;
try {
  for (let round = firstRound; Date.now() < end; round++) await attack(round, end);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const [name, { ms, where }] of [...worst].sort((a, b) => b[1].ms - a[1].ms))
  console.log(`${ms.toFixed(0).padStart(5)} ms  ${name.padEnd(38)} ${where.slice(0, 110)}`);
const counted = [...statuses].sort().map(([status, count]) => `${count} × ${status}`);
console.log(`${requests} requests: ${counted.join(', ')}; ${violations} violations`);
process.exitCode = violations > 0 ? 1 : 0;
