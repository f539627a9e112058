/** The mock against Prism's command: the same requests to both, in turn. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { githubContract, installContracts, prismCommand } from '../corpus/contracts.ts';
import { freePort } from '../free-port.ts';
import { onCore } from './load.ts';
import { median } from './pairs.ts';

installContracts();
const root = join(import.meta.dirname, '../..');
const autocannon = join(import.meta.dirname, 'node_modules/autocannon/autocannon.js');

interface Mocker {
  readonly name: 'Concordat' | 'Prism';
  readonly args: (contract: string, port: number) => readonly string[];
}

const mockers: readonly Mocker[] = [
  {
    name: 'Concordat',
    args: (contract, port) => [
      join(root, 'dist/src/cli.js'),
      'mock',
      contract,
      '--port',
      String(port),
      '--records',
      '100',
    ],
  },
  { name: 'Prism', args: (contract, port) => [prismCommand, 'mock', contract, '--port', String(port)] },
];

interface Running {
  readonly child: ChildProcess;
  readonly url: string;
  /** From the start of the process to its first response, in seconds. */
  readonly start: number;
}

const headers = { authorization: 'Bearer x', 'content-type': 'application/json' };

async function start(mocker: Mocker, contract: string, path: string): Promise<Running> {
  const port = await freePort();
  const began = performance.now();
  const [program = process.execPath, ...args] = [...onCore(0), process.execPath, ...mocker.args(contract, port)];
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'], cwd: root });
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 3000; tries++) {
    const response = await fetch(url + path, { headers }).catch(() => undefined);
    if (response?.ok) return { child, url, start: Math.round((performance.now() - began) / 10) / 100 };
    await wait(10);
  }
  throw new Error(`${mocker.name} does not respond to ${path}`);
}

interface Load {
  readonly perSecond: number;
  /** In milliseconds. */
  readonly p99: number;
}

async function load(url: string, path: string, body?: object, isRefused = false): Promise<Load> {
  const sent = body === undefined ? [] : ['-m', 'POST', '-b', JSON.stringify(body)];
  const named = Object.entries(headers).flatMap(([key, value]) => ['-H', `${key}=${value}`]);
  const options = ['--json', '-c', '10', '-d', '4', ...sent, ...named, url + path];
  const [program = process.execPath, ...args] = [...onCore(1), process.execPath, autocannon, ...options];
  const { stdout } = await promisify(execFile)(program, args);
  const measured = JSON.parse(stdout) as Record<'2xx' | '4xx' | 'non2xx' | 'errors' | 'duration', number> & {
    requests: { total: number };
    latency: { p99: number };
  };
  const { requests, duration, latency, errors } = measured;
  const unexpected = isRefused ? measured['2xx'] + measured.non2xx - measured['4xx'] : measured.non2xx;
  if (unexpected + errors > 0)
    throw new Error(`${path}: ${unexpected} unexpected responses, ${errors} requests failed`);
  return { perSecond: requests.total / duration, p99: latency.p99 };
}

/** User and system time so far, in clock ticks. */
function cpuOf({ pid }: ChildProcess): number {
  const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ').slice(11, 13) ?? [];
  return Number(user) + Number(system);
}

function peakOf({ child: { pid } }: Running): number {
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024);
}

interface Target {
  readonly path: string;
  readonly body?: object;
  readonly isRefused?: boolean;
  readonly wanted: string;
}

async function compare(
  contract: string,
  targets: readonly Target[],
  memoryWanted: string,
  startWanted: string,
): Promise<void> {
  const rounds = 3;
  const starts: Record<string, number[]> = { Concordat: [], Prism: [] };
  const rates = targets.map((): Record<string, Load[]> => ({ Concordat: [], Prism: [] }));
  const peaks: Record<string, number> = {};
  for (let round = 0; round < rounds; round++) {
    for (const mocker of mockers) {
      const running = await start(mocker, contract, targets[0]?.path as string);
      try {
        starts[mocker.name]?.push(running.start);
        for (const [index, { path, body, isRefused }] of targets.entries())
          rates[index]?.[mocker.name]?.push(await load(running.url, path, body, isRefused));
        peaks[mocker.name] = Math.max(peaks[mocker.name] ?? 0, peakOf(running));
      } finally {
        running.child.kill();
        await once(running.child, 'exit');
      }
    }
  }
  const ratioOf = (ours: readonly number[], theirs: readonly number[]) =>
    Number(median(ours.map((value, index) => value / (theirs[index] as number))).toFixed(2));
  const rows = targets.flatMap(({ path, body, isRefused, wanted }, index) => {
    const [ours, theirs] = [rates[index]?.['Concordat'] ?? [], rates[index]?.['Prism'] ?? []];
    const figures = (pick: (measured: Load) => number) => [ours.map(pick), theirs.map(pick)] as const;
    const row = (what: string, [a, b]: readonly [number[], number[]], goal: string) => ({
      what: `${what} ${body ? 'POST' : 'GET'} ${path}${isRefused ? ', refused' : ''}`,
      Concordat: Math.round(median(a) * 10) / 10,
      Prism: Math.round(median(b) * 10) / 10,
      ratio: ratioOf(a, b),
      wanted: goal,
    });
    return [
      row(
        'requests/s',
        figures(({ perSecond }) => perSecond),
        wanted,
      ),
      row(
        'P99, ms',
        figures(({ p99 }) => Math.max(p99, 0.5)),
        '≤ 0.33',
      ),
    ];
  });
  const [oursStart, theirsStart] = [starts['Concordat'] as number[], starts['Prism'] as number[]];
  const [oursPeak, theirsPeak] = [peaks['Concordat'] as number, peaks['Prism'] as number];
  console.table([
    ...rows,
    {
      what: 'start to first response, s',
      Concordat: median(oursStart),
      Prism: median(theirsStart),
      ratio: ratioOf(oursStart, theirsStart),
      wanted: startWanted,
    },
    {
      what: 'peak memory, MiB',
      Concordat: oursPeak,
      Prism: theirsPeak,
      ratio: Number((oursPeak / theirsPeak).toFixed(2)),
      wanted: memoryWanted,
    },
  ]);
}

const webhook = { BusinessId: 12345, Name: 'Bookings to CRM', Action: 6, URL: 'https://crm.example/hooks/bookings' };

console.log("the WebHooks contract, Concordat's mock and Prism's command, 10 clients");
await compare(
  join(root, 'openapi.yaml'),
  [
    { path: '/sys/webhooks/87654321', wanted: '≥ 6' },
    { path: '/sys/webhooks?size=25', wanted: '≥ 6' },
    { path: '/sys/webhooks?size=25&orderBy=Name&dir=-1&WebHook_Active=true', wanted: '≥ 6' },
    { path: '/sys/webhooks', body: { ...webhook, Name: '' }, isRefused: true, wanted: '≥ 6' },
    { path: '/sys/webhooks', body: webhook, wanted: '≥ 5' },
  ],
  '≤ 1',
  '',
);
console.log("GitHub's contract, the same");
await compare(
  githubContract,
  [
    { path: '/zen', wanted: '≥ 60' },
    { path: '/repos/octocat/hello-world', wanted: '≥ 50' },
  ],
  '≤ 0.5',
  '≤ 0.25',
);

console.log('10,000 records, which were created, to a hundred: the time of a read, and of a filtered list');
const mocker = mockers[0] as Mocker;
const [few, many] = await Promise.all([1, 2].map(() => start(mocker, join(root, 'openapi.yaml'), '/sys/webhooks')));
if (few && many) {
  const create = async ({ url }: Running, BusinessId: number) => {
    const body = JSON.stringify({ ...webhook, BusinessId });
    const response = await fetch(`${url}/sys/webhooks`, { method: 'POST', headers, body });
    return ((await response.json()) as { Value: { Id: number } }).Value.Id;
  };
  /** The same query in as many spellings as there are requests, so that no list is ready. */
  const readLists = async ({ url, child }: Running) => {
    const requests = 2000;
    const before = cpuOf(child);
    for (let count = 0; count < requests; count++) {
      const path = `/sys/webhooks?size=${20 + (count % 5)}&WebHook_Business=${1 + Math.floor(count / 5)}`;
      await (await fetch(url + path, { headers })).arrayBuffer();
    }
    return cpuOf(child) - before;
  };
  const ids = { few: 0, many: 0 };
  for (let count = 0; count < 100; count++) ids.few = await create(few, 1 + count);
  for (let count = 0; count < 10_000; count += 50)
    ids.many = (await Promise.all(Array.from({ length: 50 }, (_, index) => create(many, 1 + count + index)))).at(
      -1,
    ) as number;
  const times: { few: number; many: number }[] = [];
  const lists: { few: number; many: number }[] = [];
  for (let round = 0; round < 3; round++) {
    const small = await load(few.url, `/sys/webhooks/${ids.few}`);
    const large = await load(many.url, `/sys/webhooks/${ids.many}`);
    times.push({ few: 1 / small.perSecond, many: 1 / large.perSecond });
    lists.push({ few: await readLists(few), many: await readLists(many) });
  }
  few.child.kill();
  many.child.kill();
  const ratio = (measured: readonly { few: number; many: number }[]) =>
    Number(median(measured.map((time) => time.many / time.few)).toFixed(2));
  console.table([
    { what: 'one record', ratio: ratio(times), wanted: '≤ 1.5' },
    { what: 'a list filtered by a property, CPU time', ratio: ratio(lists), wanted: '≤ 3' },
  ]);
}
