import { join } from 'node:path';
import type { Contract } from '../../contract/document/load-contract.ts';
import { withinStack } from '../../contract/document/overflow.ts';
import type { FileState } from '../files.ts';
import { checkOccupied, placeClient } from './client-files.ts';
import { describePackage } from './client-package.ts';
import { findLanguage } from './index.ts';
import type { ClientNote } from './language.ts';

/** What {@link generateClient} writes, and where. */
export interface GenerateClientOptions {
  /** One of `clientLanguages` by its name. */
  readonly language: string;
  /** The folder for the client; created if it is missing. */
  readonly out: string;
  /** The name of the package. Default: made of the contract's title. */
  readonly name?: string | undefined;
  /** Only compare with the existing files, and write nothing. Default: false. */
  readonly check?: boolean;
  /** Whether files in the folder that weren't generated may be overwritten. Default: false. */
  readonly force?: boolean;
  /** Options for the generator, as they follow `--` on the command line. Default: none. */
  readonly options?: readonly string[];
}

/** What {@link generateClients} writes, and where. */
export interface GenerateClientsOptions extends Omit<GenerateClientOptions, 'language' | 'out'> {
  /** Some of `clientLanguages` by their names. */
  readonly languages: readonly string[];
  /** The folder for the clients: each is in a folder of its own there, with the name of its language. */
  readonly out: string;
}

/** The client that {@link generateClient} wrote. */
export interface ClientResult {
  /** `written`, `unchanged` or `removed`; with `check`, `unchanged`, `missing` or `stale`. */
  readonly files: readonly FileState[];
  /** What the language couldn't carry over from the contract. */
  readonly notes: readonly ClientNote[];
}

/**
 * Generates a client from a contract: a package with every operation, typed. Either all files are written, or none.
 * @throws {GenerateError} with a `code` of `generateErrorCodes`: `unknownLanguage`, `occupied` if the folder has files that
 * weren't generated, and those of the language's generator
 * @example
 * ```ts
 * import { generateClient, loadContract } from 'concordat';
 *
 * const contract = await loadContract('openapi.yaml');
 * const { files, notes } = await generateClient(contract, { language: 'typescript', out: 'client' });
 * for (const { pointer, message } of notes) console.log(await contract.locate(pointer), message);
 * console.log(`${files.length} files`);
 * ```
 */
export async function generateClient(
  contract: Contract,
  { language, out, ...shared }: GenerateClientOptions,
): Promise<ClientResult> {
  const [result] = await generateAll(contract, [{ language, out }], shared);
  return result as ClientResult;
}

/**
 * Generates clients from a contract in several languages, in little more time than the slowest of them takes alone.
 * @returns what {@link generateClient} does, in the order of the languages
 * @throws {GenerateError} as {@link generateClient}; nothing is written then
 * @example
 * ```ts
 * import { generateClients, loadContract } from 'concordat';
 *
 * const contract = await loadContract('openapi.yaml');
 * // clients/python and clients/go
 * await generateClients(contract, { languages: ['python', 'go'], out: 'clients' });
 * ```
 */
export function generateClients(
  contract: Contract,
  { languages, out, ...shared }: GenerateClientsOptions,
): Promise<ClientResult[]> {
  const targets = languages.map((language) => ({ language, out: join(out, language) }));
  return generateAll(contract, targets, shared);
}

async function generateAll(
  contract: Contract,
  targets: readonly Pick<GenerateClientOptions, 'language' | 'out'>[],
  { name, check = false, force = false, options = [] }: Omit<GenerateClientOptions, 'language' | 'out'>,
): Promise<ClientResult[]> {
  const languages = targets.map(({ language }) => findLanguage(language));
  const target = describePackage(contract.document, name, options);
  const made = await Promise.all(
    languages.map(async (language) => {
      if (language.generator === 'concordat' && languages.length > 1) await openapiGeneratorRuns();
      return withinStack(contract.uri, () => language.generate(contract, target));
    }),
  );
  const clients = made.map((client, index) => ({ ...client, ...(targets[index] as (typeof targets)[number]) }));
  if (!check && !force) for (const { out, language, files } of clients) await checkOccupied(out, language, files);
  const results: ClientResult[] = [];
  for (const { out, language, files, notes } of clients)
    results.push({ files: await placeClient(out, language, files, { check }), notes });
  return results;
}

/** It has a process of its own, which starts in the next turn, and needs longer than what is made here meanwhile. */
async function openapiGeneratorRuns(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
}
