import { join } from 'node:path';
import type { Contract } from '../contract/document/load-contract.ts';
import { withinStack } from '../contract/document/overflow.ts';
import { compareFiles, type FileState, writeFiles } from './files.ts';
import { runOpenapiGenerator } from './openapi-generator.ts';
import { makeSkeleton } from './skeleton.ts';
import { makeTypes } from './types.ts';

/** All files that can be generated, without their `.ts`. */
export const generatedFiles = ['types', 'server', 'enums'] as const;

/** A file that can be generated, without its `.ts`. */
export type GeneratedFile = (typeof generatedFiles)[number];

/** What {@link generate} writes, and where. */
export interface GenerateOptions {
  /** The folder for the files; created if it is missing. */
  readonly out: string;
  /** Default: all. */
  readonly only?: readonly GeneratedFile[];
  /** Only compare with the existing files, and write nothing. Default: false. */
  readonly check?: boolean;
}

/**
 * Generates typed code from a contract: `types.ts`, `server.ts` and `enums.ts`. Either all files are written, or none.
 * @returns the state of each file: `written` or `unchanged`; with `check`, `unchanged`, `missing` or `stale`
 * @throws {GenerateError} with a `code` of `generateErrorCodes`
 * @example
 * ```ts
 * import { generate, loadContract } from 'concordat';
 *
 * const contract = await loadContract('openapi.yaml');
 * const files = await generate(contract, { out: 'generated', check: true });
 * const stale = files.filter(({ state }) => state !== 'unchanged').map(({ path }) => path);
 * ```
 */
export async function generate(
  contract: Contract,
  { out, only = generatedFiles, check = false }: GenerateOptions,
): Promise<FileState[]> {
  const templated = generatedFiles.filter((file) => file !== 'types' && only.includes(file));
  const [types, texts] = await Promise.all([
    only.includes('types') ? withinStack(contract.uri, () => makeTypes(contract)) : undefined,
    templated.length === 0 ? [] : withinStack(contract.uri, () => renderTemplates(contract, templated)),
  ]);
  const files = new Map<string, string>();
  if (types !== undefined) files.set('types.ts', types);
  for (const [index, file] of templated.entries()) files.set(`${file}.ts`, texts[index] ?? '');
  return check ? compareFiles(out, files) : writeFiles(out, files);
}

async function renderTemplates(contract: Contract, files: readonly GeneratedFile[]): Promise<string[]> {
  return runOpenapiGenerator(makeSkeleton(contract), join(import.meta.dirname, 'templates'), files);
}
