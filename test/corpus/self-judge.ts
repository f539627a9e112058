/**
 * Our own two halves judge each other: the contract tests run against the mock, and against a `createApp` whose handlers
 * are the mock's, on each contract. An error that `expected-errors.ts` doesn't explain is a fault of one of them. Run alone
 * with a part of the names: `node test/corpus/self-judge.ts twilio`.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { flagsOfMock, flagsOfTests } from '../../src/toolkit/commands/small-heap.ts';
import { installContracts, listContracts, listPublicContracts } from './contracts.ts';

/** What the contract tests found in one server of ours. */
export interface SelfJudgement {
  readonly requests: number;
  readonly cpuSeconds: number;
  /** The most memory that both halves took together. */
  readonly megabytes: number;
  readonly errors: readonly { readonly rule: string; readonly reason?: string | undefined; readonly message: string }[];
}

export const sides = ['mock', 'app'] as const;
type Side = (typeof sides)[number];

/** What a contract may take. The time is that of the processors, but a hang ends as well. */
const maxSeconds = 60;
const maxMegabytes = 300;
const maxWaitMs = 900_000;

/** Judges one contract in a process of its own. @returns a text if that crashed or didn't end */
export function judgeOurselves(file: string, side: Side, timeout = maxWaitMs): Promise<SelfJudgement | string> {
  const script = join(import.meta.dirname, 'judge-ourselves.ts');
  return new Promise((resolve) => {
    const options = { maxBuffer: 1 << 28, timeout, killSignal: 'SIGKILL' } as const;
    // Those of both commands; of two of a kind, the last one holds.
    const flags = [...flagsOfMock(file), ...flagsOfTests(file)];
    const child = execFile(process.execPath, [...flags, script, file, side], options, (error, stdout, stderr) => {
      if (!error) resolve(JSON.parse(stdout.trim().split('\n').at(-1) as string) as SelfJudgement);
      else resolve(child.signalCode === null ? `crash: ${firstError(stderr)}` : `no end in ${timeout / 1000} s`);
    });
  });
}

function firstError(stderr: string): string {
  return /^\w*Error.*$/m.exec(stderr)?.[0] ?? stderr.slice(-300);
}

/** Judges all contracts whose names have the text in them, and prints a table. @returns whether all is explained */
export async function judgeAll(filter: string): Promise<boolean> {
  // The same contracts in YAML, and one that is too large for this, are left to the other columns.
  const known = listContracts().filter(({ name }) => !/\.yaml$|^github$/.test(name));
  const queue = [...listPublicContracts(), ...known].filter(({ name }) => name.includes(filter));
  const results: { name: string; side: Side; result: SelfJudgement | string }[] = [];
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift())
      for (const side of sides) {
        const result = await judgeOurselves(next.file, side);
        results.push({ name: next.name, side, result });
        console.error(`${next.name} ${side} ${typeof result === 'string' ? result : `${result.cpuSeconds} s`}`);
      }
  };
  await Promise.all([worker(), worker()]);
  results.sort((a, b) => a.name.localeCompare(b.name));
  console.table(results.map(({ name, side, result }) => ({ contract: name, side, ...columnsOf(result) })));
  const judged = results.flatMap(({ name, side, result }) =>
    typeof result === 'string' ? [] : result.errors.map((error) => ({ name, side, ...error })),
  );
  const reasons = Map.groupBy(judged, ({ reason }) => reason ?? 'not explained');
  for (const [reason, errors] of reasons) console.log(`${errors.length} errors: ${reason}`);
  for (const { name, side, rule, message } of reasons.get('not explained') ?? [])
    console.log(`${name} ${side}: ${rule}: ${message.slice(0, 200)}`);
  const failed = results.filter(({ result }) => typeof result === 'string');
  const large = results.filter(({ result }) => typeof result !== 'string' && isLarge(result));
  const clean = results.filter(
    ({ result }) => typeof result !== 'string' && result.errors.every(({ reason }) => reason),
  );
  console.log(
    `${results.length} runs: ${clean.length} without an unexplained error, ${failed.length} crashed or didn't end, ${large.length} took more than ${maxSeconds} s or ${maxMegabytes} MB`,
  );
  return clean.length === results.length;
}

function isLarge({ cpuSeconds, megabytes }: SelfJudgement): boolean {
  return cpuSeconds > maxSeconds || megabytes > maxMegabytes;
}

function columnsOf(result: SelfJudgement | string): object {
  if (typeof result === 'string') return { errors: result };
  const { errors, ...figures } = result;
  const counts = Map.groupBy(
    errors.filter(({ reason }) => reason === undefined),
    ({ rule }) => rule,
  );
  const unexplained = [...counts].map(([rule, { length }]) => `${length} ${rule}`).join(', ');
  return { ...figures, explained: errors.filter(({ reason }) => reason).length, errors: unexplained || 'none' };
}

if (import.meta.main) {
  installContracts();
  process.exitCode = (await judgeAll(process.argv[2] ?? '')) ? 0 : 1;
}
