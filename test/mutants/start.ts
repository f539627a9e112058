import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { type Mutant, mutate } from './mutants.ts';

const inFolder = (name: string): string => join(import.meta.dirname, name);

/** The contract of the library. */
export const libraryContract: string = inFolder('openapi.yaml');

/** The key that the library takes. */
export const libraryKey = { 'X-Api-Key': 'library-key' };

/** The contract of the lending desk. */
export const deskContract: string = inFolder('desk.yaml');

/** Who may sign in at the desk. */
export const clerk = { user: 'clerk', password: 'Quiet please' };

/** The contract of the depot. */
export const depotContract: string = inFolder('depot.yaml');

/** The contract of the bakery. */
export const bakeryContract: string = inFolder('bakery.yaml');

/** The contract of the market. */
export const marketContract: string = inFolder('market.yaml');

export interface StartedServer {
  readonly url: string;
  stop(): void;
}

let started = 0;

/** Runs the library with some mutations. */
export function startLibrary(...mutants: readonly Mutant[]): Promise<StartedServer> {
  return start('library.ts', mutants);
}

/** Runs the lending desk with some mutations. */
export function startDesk(...mutants: readonly Mutant[]): Promise<StartedServer> {
  return start('desk.ts', mutants);
}

/** Runs the depot with some mutations. */
export function startDepot(...mutants: readonly Mutant[]): Promise<StartedServer> {
  return start('depot.ts', mutants);
}

/** Runs the bakery with some mutations. */
export function startBakery(...mutants: readonly Mutant[]): Promise<StartedServer> {
  return start('bakery.ts', mutants);
}

/** Runs the market with some mutations. */
export function startMarket(...mutants: readonly Mutant[]): Promise<StartedServer> {
  return start('market.ts', mutants);
}

async function start(name: string, mutants: readonly Mutant[]): Promise<StartedServer> {
  const source = readFileSync(inFolder(name), 'utf8');
  // A module is made once of each address: the number keeps the records of this one apart.
  const code = `${stripTypeScriptTypes(mutants.reduce(mutate, source))}\n// ${++started}`;
  const { port, close } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  return { url: `http://127.0.0.1:${port}/v1`, stop: close };
}
