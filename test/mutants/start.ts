import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { type Mutant, mutate } from './mutants.ts';

const source = readFileSync(join(import.meta.dirname, 'library.ts'), 'utf8');

/** The contract of the library. */
export const libraryContract: string = join(import.meta.dirname, 'openapi.yaml');

/** The key that the library takes. */
export const libraryKey = { 'X-Api-Key': 'library-key' };

export interface StartedLibrary {
  readonly url: string;
  stop(): void;
}

let started = 0;

/** Runs the library with some mutations. */
export async function startLibrary(...mutants: readonly Mutant[]): Promise<StartedLibrary> {
  // A module is made once of each address: the number keeps the books of this one apart.
  const code = `${stripTypeScriptTypes(mutants.reduce(mutate, source))}\n// ${++started}`;
  const { port, close } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  return { url: `http://127.0.0.1:${port}/v1`, stop: close };
}
