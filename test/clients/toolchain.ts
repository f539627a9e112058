import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Where the packages of the languages stay between runs. */
export const cacheFolder =
  process.env['CLIENTS_CACHE'] ?? join(import.meta.dirname, '../../node_modules/.cache/concordat-clients');

/** Of Go's commands. */
export const goEnvironment = { GOFLAGS: '-buildvcs=false', GOCACHE: join(cacheFolder, 'go') };

/** A client that was generated: its contract's short name, its package's name and its folder. */
export interface ClientFolder {
  readonly scenario: 'webhooks' | 'parcels';
  readonly folder: string;
}

/** How the clients of a language are compiled, and its scenarios run. */
export interface Toolchain {
  readonly language: string;
  /** Commands that it needs, as `name --version` or in the language's own way. */
  readonly needs: readonly (readonly string[])[];
  /**
   * Compiles the clients and the scenarios.
   * @param work an empty folder
   * @returns the command that runs a scenario
   */
  build(work: string, clients: readonly ClientFolder[]): Promise<(scenario: string) => readonly string[]>;
}

const run = promisify(execFile);

/** Runs a command; what it printed last is the error if it fails, and all of it the `output` of that. */
export async function execute(
  cwd: string,
  [command = '', ...words]: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  try {
    const { stdout } = await run(command, words, { cwd, env: { ...process.env, ...env }, maxBuffer: 1 << 26 });
    return stdout;
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as { stdout?: string; stderr?: string; message: string };
    const output = `${stdout}${stderr}`.trim();
    throw Object.assign(new Error(`${command} ${words[0] ?? ''}:\n${output.slice(-4000) || message}`), { output });
  }
}

/** The tool of a language that is missing; undefined if it has all. */
export async function missingTool({ needs }: Toolchain): Promise<string | undefined> {
  for (const command of needs)
    try {
      await execute('.', command);
    } catch {
      return command[0];
    }
  return undefined;
}

export function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** The program that the README of a client shows first. @param fence the word after its fence */
export function firstCallOf(folder: string, fence: string): string {
  const text = readFileSync(join(folder, 'README.md'), 'utf8');
  const code = text.split(`\n\`\`\`${fence}\n`)[1]?.split('\n```')[0];
  if (code === undefined) throw new Error(`${folder}/README.md shows no first call`);
  return `${code}\n`;
}
