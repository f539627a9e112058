import type { Contract } from '../../contract/document/load-contract.ts';
import { withinStack } from '../../contract/document/overflow.ts';
import type { FileState } from '../files.ts';
import { placeClient } from './client-files.ts';
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
  { language: wanted, out, name, check = false, force = false, options = [] }: GenerateClientOptions,
): Promise<ClientResult> {
  const language = findLanguage(wanted);
  const target = describePackage(contract.document, name, options);
  const { files, notes } = await withinStack(contract.uri, () => language.generate(contract, target));
  return { files: await placeClient(out, language.name, files, { check, force }), notes };
}
