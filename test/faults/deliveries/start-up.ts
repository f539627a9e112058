/**
 * A store with 100,000 pending deliveries in its journal is killed. It opens in at most three times of what it takes to read and
 * parse that journal, and nothing is missing. Where ten deliveries share an event, there is little to parse, and as much to make.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startProcess } from '../process.ts';

const pending = 100_000;
const repetitions = 5;
const worker = join(import.meta.dirname, 'start-up-worker.ts');

const stores = [
  { name: 'an event each, without an attempt', webhooks: 1, attempts: 0, maxRatio: 3 },
  { name: 'an event each, with a failed attempt', webhooks: 1, attempts: 1, maxRatio: 3 },
  { name: 'ten webhooks an event', webhooks: 10, attempts: 0, maxRatio: 6 },
] as const;

async function fill(folder: string, ...numbers: readonly number[]): Promise<void> {
  const args = [worker, 'fill', folder, ...numbers.map(String)];
  const child: ChildProcess = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout as NonNullable<typeof child.stdout> });
  await Promise.race([once(lines, 'line'), exited]);
  child.kill('SIGKILL');
  await exited;
}

const measure = (mode: string, folder: string): { ms: number; count: number } =>
  JSON.parse(execFileSync(process.execPath, [worker, mode, folder], { encoding: 'utf8' }));

/** The shortest of several times, since others use the machine, too; they take turns. */
function compare(folder: string): { openMs: number; parseMs: number; count: number } {
  const opened: number[] = [];
  const parsed: number[] = [];
  let found = 0;
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const { ms, count } = measure('open', folder);
    opened.push(ms);
    parsed.push(measure('parse', folder).ms);
    found = count;
  }
  return { openMs: Math.min(...opened), parseMs: Math.min(...parsed), count: found };
}

export async function attackAtStart(): Promise<string[]> {
  const root = mkdtempSync(join(tmpdir(), 'concordat-delivery-start-'));
  const wrong: string[] = [];
  try {
    for (const { name, webhooks, attempts, maxRatio } of stores) {
      const folder = join(root, name.replaceAll(/\W/g, '-'));
      mkdirSync(folder, { mode: 0o700 });
      await fill(folder, pending / webhooks, webhooks, attempts);
      const { openMs, parseMs, count } = compare(folder);
      const ratio = openMs / parseMs;
      const began = performance.now();
      const service = await startProcess({ DATA_DIR: folder, DELIVERIES: 'off' });
      const startMs = performance.now() - began;
      await service.stop('SIGKILL');
      const size = statSync(join(folder, 'journal-1.jsonl'), { throwIfNoEntry: false })?.size ?? 0;
      console.log(
        `${name}: ${count} pending, ${(size / 1e6).toFixed(0)} MB; opened in ${Math.round(openMs)} ms, read and parsed in ${Math.round(parseMs)} ms: ` +
          `${ratio.toFixed(2)} times; the service is there after ${Math.round(startMs)} ms`,
      );
      if (count !== pending) wrong.push(`${name}: ${count} of ${pending} are pending`);
      if (ratio > maxRatio) wrong.push(`${name}: opening takes ${ratio.toFixed(2)} times of reading and parsing`);
    }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
  return wrong;
}
