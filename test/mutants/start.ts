import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Mutant, mutate } from './mutants.ts';

const source = readFileSync(join(import.meta.dirname, 'library.ts'), 'utf8');

/** The contract of the library. */
export const libraryContract: string = join(import.meta.dirname, 'openapi.yaml');

/** The key that the library takes. */
export const libraryKey = { 'X-Api-Key': 'library-key' };

export interface StartedLibrary {
  readonly url: string;
  stop(): Promise<void>;
}

/** Runs the library with some mutations in a process of its own. @param folder where its source is put */
export async function startLibrary(folder: string, ...mutants: readonly Mutant[]): Promise<StartedLibrary> {
  const file = join(folder, 'library.ts');
  writeFileSync(file, mutants.reduce(mutate, source));
  const child: ChildProcess = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  const { port } = JSON.parse(String(line)) as { port: number };
  return {
    url: `http://127.0.0.1:${port}/v1`,
    stop: async () => {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}
