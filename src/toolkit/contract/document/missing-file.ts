import { readdirSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { similarNames } from './similar-names.ts';
import { displayPath } from './source.ts';

/** Of the contract that is read where none is named. */
const presetName = 'openapi.yaml';
const maxShown = 5;
const contracts = /^[^.].*\.(ya?ml|json)$/i;
/** Files of tools. */
const others =
  /^(package(-lock)?|npm-shrinkwrap|[jt]sconfig.*|composer|biome|pnpm-(lock|workspace)|(docker-)?compose.*|redocly)\.\w+$/i;

/** What to do where the contract's file isn't there. @param path absolute */
export function adviseOnMissing(path: string): string {
  const folder = dirname(path);
  const name = basename(path);
  const names = filesIn(folder)?.filter((file) => contracts.test(file) && !others.test(file));
  if (names === undefined) return `There is no folder ${displayPath(folder)} either. Correct the name`;
  const shown = (files: readonly string[]) => files.map((file) => displayPath(join(folder, file))).join(', ');
  const nameIt = name === presetName ? 'Name the contract with --spec FILE' : 'Correct the name';
  const stems = similarNames(stemOf(name), [...new Set(names.map(stemOf))]);
  const near = stems.flatMap((stem) => names.filter((file) => stemOf(file) === stem));
  if (near.length > 0) return `Did you mean ${shown(near.slice(0, maxShown))}?`;
  if (names.length === 0) return nameIt;
  const more = names.length > maxShown ? ` and ${names.length - maxShown} more` : '';
  return `Its folder has ${shown(names.slice(0, maxShown))}${more}. ${nameIt}`;
}

function stemOf(name: string): string {
  return basename(name, extname(name));
}

/** @returns undefined if there is no such folder */
function filesIn(folder: string): string[] | undefined {
  try {
    return readdirSync(folder).sort();
  } catch {
    return undefined;
  }
}
