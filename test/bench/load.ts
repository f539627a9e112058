import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { median } from './pairs.ts';

export interface Contender {
  readonly name: string;
  /** A script that prints its address as JSON when it listens, with its arguments. */
  readonly script: readonly [file: string, ...args: string[]];
  readonly env?: NodeJS.ProcessEnv;
  readonly path: string;
  readonly connections?: number;
  /** A POST with this body; a GET without. */
  readonly body?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Rate {
  readonly name: string;
  /** The median over the rounds. */
  readonly perSecond: number;
  /** To the first contender, round by round. */
  readonly ratio: number;
  readonly range: string;
}

/** Server and load shall not compete: each has a core of its own, where the system has a command for that. */
export const onCore = (core: number) => (process.platform === 'linux' ? ['taskset', '-c', String(core)] : []);
const autocannon = join(import.meta.dirname, 'node_modules/autocannon/autocannon.js');

export interface RunningServer {
  readonly child: ChildProcess;
  readonly url: string;
}

export async function startServer({ script, env }: Pick<Contender, 'script' | 'env'>): Promise<RunningServer> {
  const [program = process.execPath, ...args] = [...onCore(0), process.execPath, ...script];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...env } });
  const [line] = await once(child.stdout, 'data');
  const { port } = JSON.parse(String(line)) as { port: number };
  return { child, url: `http://127.0.0.1:${port}` };
}

/** Requests per second over so many seconds. */
export async function load(url: string, seconds: number, contender: Contender): Promise<number> {
  const { name, path, connections = 50, body, headers = {} } = contender;
  const sent = body === undefined ? [] : ['-m', 'POST', '-b', body];
  const named = Object.entries(headers).flatMap(([key, value]) => ['-H', `${key}=${value}`]);
  const options = ['--json', '-c', String(connections), '-d', String(seconds), ...sent, ...named, url + path];
  const [program = process.execPath, ...args] = [...onCore(1), process.execPath, autocannon, ...options];
  const { stdout } = await promisify(execFile)(program, args);
  const { requests, duration, non2xx, errors } = JSON.parse(stdout) as {
    requests: { total: number };
    duration: number;
    non2xx: number;
    errors: number;
  };
  if (non2xx + errors > 0) throw new Error(`${name}: ${non2xx} responses are not 2xx, ${errors} requests failed`);
  return requests.total / duration;
}

/**
 * Puts load on each in turn, so that what the machine does to one it does to the others.
 * @returns the requests per second of each contender, round by round
 */
export async function measureLoad(
  contenders: readonly Contender[],
  rounds: number,
  seconds: number,
): Promise<number[][]> {
  const rates = contenders.map((): number[] => []);
  const servers = await Promise.all(contenders.map(startServer));
  try {
    for (const [index, contender] of contenders.entries()) await load(servers[index]?.url as string, 3, contender);
    for (let round = 0; round < rounds; round++) {
      for (const [index, contender] of contenders.entries()) {
        rates[index]?.push(await load(servers[index]?.url as string, seconds, contender));
      }
    }
  } finally {
    for (const { child } of servers) child.kill();
  }
  return rates;
}

/** Rates beside those of the same rounds of another contender: the median of their ratios, and its range. */
export function ratioTo(base: readonly number[] | undefined, rates: readonly number[]): Pick<Rate, 'ratio' | 'range'> {
  const ratios = rates.map((rate, round) => rate / (base?.[round] as number));
  const show = (value: number) => value.toFixed(2);
  return {
    ratio: Number(show(median(ratios))),
    range: `${show(Math.min(...ratios))}–${show(Math.max(...ratios))}`,
  };
}

export async function compareLoad(contenders: readonly Contender[], rounds: number, seconds: number): Promise<Rate[]> {
  const all = await measureLoad(contenders, rounds, seconds);
  return all.map((rates, index) => ({
    name: contenders[index]?.name as string,
    perSecond: Math.round(median(rates)),
    ...ratioTo(all[0], rates),
  }));
}
