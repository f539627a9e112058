import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { CommandContext } from '../src/toolkit/commands/context.ts';
import { runCli } from '../src/toolkit/commands/program.ts';

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A context whose clock stands still, and whose streams nobody reads, but for what is given. */
export function createContext(given: Partial<CommandContext> = {}): CommandContext {
  return {
    stdin: new PassThrough().end(),
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    env: {},
    clock: { now: () => 0, after: () => () => {} },
    untilStopped: () => Promise.reject(new Error('this run would not end')),
    restart: () => {},
    ...given,
  };
}

export interface RunOptions extends Omit<Partial<CommandContext>, 'stdout' | 'stderr'> {
  /** The working directory of the run; it is the test's as well, for as long. */
  readonly cwd?: string;
}

/** Runs the command in this process. */
export async function concordat(args: readonly string[], { cwd, ...given }: RunOptions = {}): Promise<Outcome> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const texts = Promise.all([text(stdout), text(stderr)]);
  const before = process.cwd();
  if (cwd !== undefined) process.chdir(cwd);
  try {
    const code = await runCli(args, createContext({ ...given, stdout, stderr }));
    stdout.end();
    stderr.end();
    const [printed, said] = await texts;
    return { code, stdout: printed, stderr: said };
  } finally {
    process.chdir(before);
  }
}

/** A run of the command in a process of its own. */
export interface SpawnedRun {
  readonly stdout: Readable;
  /** Once it has ended. */
  readonly outcome: Promise<Outcome & { readonly signal: NodeJS.Signals | null }>;
  kill(signal: NodeJS.Signals): void;
}

/** Runs the command as a user would: for what only a process shows. */
export function spawnConcordat(
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): SpawnedRun {
  const cli = join(import.meta.dirname, '../src/cli.ts');
  const child = spawn(process.execPath, [cli, ...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => (stdout += data));
  child.stderr.on('data', (data) => (stderr += data));
  const outcome = new Promise<Outcome & { signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { stdout: child.stdout, outcome, kill: (signal) => child.kill(signal) };
}
