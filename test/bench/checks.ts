/** `concordat test` against Schemathesis: how fast, how much memory, and which of them finds a bank of defects. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { githubContract, installContracts, stripeContract } from '../corpus/contracts.ts';
import { freePort } from '../free-port.ts';
import { harmless, type Mutant, mutants, mutate } from '../mutants/mutants.ts';
import { onCore } from './load.ts';
import { median } from './pairs.ts';

const root = join(import.meta.dirname, '../..');
const concordat = join(root, 'dist/src/cli.js');
const venv = join(import.meta.dirname, '.venv');
const schemathesis = join(venv, 'bin/schemathesis');
const webhooks = join(root, 'openapi.yaml');
const library = join(root, 'test/mutants/openapi.yaml');
const folder = mkdtempSync(join(tmpdir(), 'concordat-checks-'));

installContracts();
if (!existsSync(schemathesis)) {
  execFileSync('python3', ['-m', 'venv', venv]);
  execFileSync(join(venv, 'bin/pip'), ['install', '--quiet', '-r', join(import.meta.dirname, 'requirements.txt')]);
}
if (!existsSync(concordat)) execFileSync(process.execPath, [join(root, '.config/build.ts')]);

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly seconds: number;
  /** In MiB. */
  readonly peak: number;
}

/** Runs a command on the second core, to its end. */
async function run(command: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Run> {
  const started = performance.now();
  const [program = '', ...args] = [...onCore(1), ...command];
  const child = spawn(program, args, {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let stdout = '';
  let peak = 0;
  child.stdout.on('data', (data) => (stdout += data));
  // The peak is kept by Linux for as long as the process is there.
  const timer = setInterval(() => (peak = Math.max(peak, peakOf(child))), 50);
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(timer);
  return { code, stdout, seconds: (performance.now() - started) / 1000, peak };
}

function peakOf({ pid }: ChildProcess): number {
  try {
    // Of a process that has ended, and whose end nobody has asked for yet, nothing is said.
    const [, peak = 0] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Math.round(Number(peak) / 1024);
  } catch {
    return 0;
  }
}

/** A server on the first core while something is done with it. */
async function withServer<T>(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  url: string,
  use: (server: ChildProcess) => Promise<T>,
): Promise<T> {
  const [program = '', ...others] = [...onCore(0), process.execPath, ...args];
  const child = spawn(program, others, { cwd: root, env: { ...process.env, ...env }, stdio: 'ignore' });
  try {
    for (let tries = 0; tries < 600; tries++) {
      const isThere = await fetch(url).then(
        () => true,
        () => false,
      );
      if (isThere) return await use(child);
      await wait(50);
    }
    throw new Error(`${url} does not respond`);
  } finally {
    child.kill();
    if (child.exitCode === null) await once(child, 'exit');
  }
}

const password = 'correct horse battery staple';

async function withService<T>(use: (url: string) => Promise<T>): Promise<T> {
  const port = await freePort();
  const data = mkdtempSync(join(folder, 'data-'));
  const env = {
    PORT: String(port),
    DATA_DIR: data,
    ADMIN_PASSWORD: password,
    SIGNIN_DELAY: 'off',
    // Attempts to reach the URLs that the tools invent would take time from both.
    DELIVERIES: 'off',
    LOG_LEVEL: 'silent',
  };
  const url = `http://127.0.0.1:${port}/api`;
  return withServer([join(root, 'src/webhooks/cli.ts'), 'start'], env, url, () => use(url));
}

const ours = (url: string, spec: string, ...more: string[]) => [
  process.execPath,
  concordat,
  'test',
  url,
  '--spec',
  spec,
  ...more,
];
const theirs = (url: string, spec: string, ...more: string[]) => [
  schemathesis,
  'run',
  spec,
  '-u',
  url,
  '-n',
  '50',
  ...more,
];

/** What Schemathesis says of how many requests it has made. */
function casesOf(stdout: string): number {
  return Number(/(\d+) generated/.exec(stdout)?.[1] ?? 0);
}

async function compareSpeed(): Promise<void> {
  await withService(async (url) => {
    const form = new URLSearchParams({ grant_type: 'password', username: 'admin@example.com', password });
    const signedIn = await fetch(`${url}/token`, { method: 'POST', body: form });
    const token = ((await signedIn.json()) as { access_token: string }).access_token;
    const signIn = ['--user', 'admin@example.com'];
    const env = { CONCORDAT_PASSWORD: password };
    const report = join(folder, 'report.json');
    const requests = () => (JSON.parse(readFileSync(report, 'utf8')) as { requests: number }).requests;
    await run(ours(url, webhooks, ...signIn), env);
    const rounds: {
      fixed: number;
      all: number;
      long: number;
      peer: number;
      rate: number;
      longRate: number;
      peerRate: number;
    }[] = [];
    for (let round = 0; round < 3; round++) {
      const fixed = await run(ours(url, webhooks, ...signIn, '--cases', '0'), env);
      const all = await run(ours(url, webhooks, ...signIn, '--report', `json=${report}`), env);
      const rate = requests() / all.seconds;
      const long = await run(ours(url, webhooks, ...signIn, '--cases', '1000', '--report', `json=${report}`), env);
      const longRate = requests() / long.seconds;
      const peer = await run(theirs(url, webhooks, '-H', `Authorization: Bearer ${token}`));
      const times = { fixed: fixed.seconds, all: all.seconds, long: long.seconds, peer: peer.seconds };
      rounds.push({ ...times, rate, longRate, peerRate: casesOf(peer.stdout) / peer.seconds });
    }
    const of = (pick: (one: (typeof rounds)[number]) => number) => Number(median(rounds.map(pick)).toFixed(2));
    console.table([
      {
        what: 'requests/s, as it comes',
        Concordat: of(({ rate }) => rate),
        Schemathesis: of(({ peerRate }) => peerRate),
        ratio: of(({ rate, peerRate }) => rate / peerRate),
        wanted: '≥ 10',
      },
      {
        what: 'requests/s, 1,000 at random for each operation',
        Concordat: of(({ longRate }) => longRate),
        Schemathesis: of(({ peerRate }) => peerRate),
        ratio: of(({ longRate, peerRate }) => longRate / peerRate),
        wanted: '',
      },
      {
        what: 'the deterministic part, s, to 50 examples',
        Concordat: of(({ fixed }) => fixed),
        Schemathesis: of(({ peer }) => peer),
        ratio: of(({ fixed, peer }) => fixed / peer),
        wanted: '≤ 0.1',
      },
    ]);
    const score = await run([process.execPath, concordat, 'score', url, '--spec', webhooks, ...signIn], env);
    console.log(`score on the WebHooks contract, wanted at least 98 %:\n${score.stdout}`);
  });
}

async function measureMemory(): Promise<void> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  await withServer(
    [concordat, 'mock', '--spec', githubContract, '--port', String(port)],
    {},
    `${url}/zen`,
    async () => {
      const { peak, seconds } = await run(ours(url, githubContract, '--cases', '0'));
      console.table([{ "peak memory on GitHub's contract, MiB": peak, wanted: '≤ 300', seconds: Math.round(seconds) }]);
    },
  );
}

/** Stripe's contract: 452 operations, each of which reaches most of 775 schemas, in circles of unions. */
async function measureUnions(): Promise<void> {
  if (!existsSync(stripeContract)) return;
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const mock = [concordat, 'mock', '--spec', stripeContract, '--port', String(port)];
  await withServer(mock, {}, `${url}/`, async (server) => {
    const { peak, seconds } = await run(ours(url, stripeContract, '--cases', '1'));
    console.table([
      { "Stripe's contract, --cases 1": 'seconds', measured: Math.round(seconds), wanted: '≤ 60' },
      { "Stripe's contract, --cases 1": 'peak memory of the tests, MiB', measured: peak, wanted: '≤ 300' },
      { "Stripe's contract, --cases 1": 'peak memory of the mock, MiB', measured: peakOf(server), wanted: '≤ 600' },
    ]);
  });
}

interface Verdict {
  readonly found: boolean;
  readonly seconds: number;
}

async function judge(mutant: Mutant, index: number): Promise<{ concordat: Verdict; schemathesis: Verdict }> {
  const source = readFileSync(join(root, 'test/mutants/library.ts'), 'utf8');
  const file = join(folder, `library-${index}.ts`);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/v1`;
  writeFileSync(file, mutate(source, mutant).replace('server.listen(0,', `server.listen(${port},`));
  const key = 'X-Api-Key: library-key';
  const ask = (command: readonly string[]) =>
    withServer([file], {}, `${url}/status`, async () => {
      const { code, seconds } = await run(command);
      if (code !== 0 && code !== 1) throw new Error(`${mutant.name}: ${command[0]} ended with ${code}`);
      return { found: code === 1, seconds };
    });
  return {
    concordat: await ask(ours(url, library, '--header', key, '--timeout', '2s')),
    schemathesis: await ask(theirs(url, library, '-H', key, '--max-failures', '1', '--request-timeout', '2')),
  };
}

async function compareStrength(): Promise<void> {
  const tools = ['concordat', 'schemathesis'] as const;
  const totals = tools.map((tool) => ({ tool, found: 0, missed: 0, 'false alarms': 0, seconds: 0 }));
  const missed: string[] = [];
  for (const [index, mutant] of [...mutants, ...harmless].entries()) {
    const isDefective = index < mutants.length;
    const verdicts = await judge(mutant, index);
    for (const total of totals) {
      const { found, seconds } = verdicts[total.tool];
      total.seconds += seconds;
      if (isDefective && found) total.found++;
      if (isDefective && !found) total.missed++;
      if (!isDefective && found) total['false alarms']++;
      if (found !== isDefective) missed.push(`${total.tool}: ${isDefective ? 'missed' : 'reported'} "${mutant.name}"`);
    }
  }
  console.log(
    `${mutants.length} defective libraries and ${harmless.length} harmless ones; target: at least 95 % found`,
  );
  console.table(totals.map((total) => ({ ...total, seconds: Math.round(total.seconds) })));
  console.log(missed.join('\n'));
}

/** `node test/bench/checks.ts strength` runs one of them. */
const parts = { speed: compareSpeed, memory: measureMemory, unions: measureUnions, strength: compareStrength };
const [, , only] = process.argv;

try {
  for (const [name, part] of Object.entries(parts)) if (only === undefined || only === name) await part();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
