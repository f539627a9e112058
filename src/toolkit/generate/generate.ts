import { join } from 'node:path';
import type { Contract } from '../contract/document/load-contract.ts';
import { compareFiles, type FileState, writeFiles } from './files.ts';
import { runOpenapiGenerator } from './openapi-generator.ts';
import { makeSkeleton } from './skeleton.ts';
import { makeTypes } from './types.ts';

export const generatedFiles = ['types', 'server', 'enums'] as const;

/** A file that can be generated, without its `.ts`. */
export type GeneratedFile = (typeof generatedFiles)[number];

export interface GenerateOptions {
  /** The folder for the files; made where it is missing. */
  readonly out: string;
  /** Default: all. */
  readonly only?: readonly GeneratedFile[];
  /** Write nothing, only compare with what is there. Default: false. */
  readonly check?: boolean;
}

/**
 * Makes typed code of a contract: `types.ts`, `server.ts` and `enums.ts`. All of it, or nothing, is written.
 * @returns what each file is now, or with `check`, was found to be
 * @throws {GenerateError}
 */
export async function generate(
  contract: Contract,
  { out, only = generatedFiles, check = false }: GenerateOptions,
): Promise<FileState[]> {
  const templated = generatedFiles.filter((part) => part !== 'types' && only.includes(part));
  const [types, texts] = await Promise.all([
    only.includes('types') ? makeTypes(contract) : undefined,
    templated.length === 0 ? [] : makeTemplated(contract, templated),
  ]);
  const files = new Map<string, string>();
  if (types !== undefined) files.set('types.ts', types);
  for (const [index, part] of templated.entries()) files.set(`${part}.ts`, texts[index] ?? '');
  return check ? compareFiles(out, files) : writeFiles(out, files);
}

async function makeTemplated(contract: Contract, names: readonly GeneratedFile[]): Promise<string[]> {
  return runOpenapiGenerator(makeSkeleton(contract), join(import.meta.dirname, 'templates'), names);
}
