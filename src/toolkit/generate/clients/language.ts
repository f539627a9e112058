import type { Contract } from '../../contract/document/load-contract.ts';

/** The package that a client becomes. */
export interface ClientPackage {
  /** In lower case, of letters, digits and hyphens: what a language writes otherwise it makes of this. */
  readonly name: string;
  /** The contract's version as three numbers, such as `1.2.0`. */
  readonly version: string;
  /** The contract's licence as an SPDX identifier; undefined if it names none that is one. */
  readonly license: string | undefined;
  /** Options for the generator, as they follow `--` on the command line. */
  readonly options: readonly string[];
}

/** What a language couldn't carry over, or carried over in another form. */
export interface ClientNote {
  /** Into the contract's document. */
  readonly pointer: string;
  readonly message: string;
}

/** A client: its files by their path in the output folder, with `/` between folders. */
export interface GeneratedClient {
  readonly files: ReadonlyMap<string, string>;
  readonly notes: readonly ClientNote[];
}

/** A language that clients can be generated in. */
export interface ClientLanguage {
  /** As on the command line. */
  readonly name: string;
  /** What makes the client: `concordat`, or a generator of openapi-generator. */
  readonly generator: string;
  /** How that generator is called, for the table of languages. */
  readonly options: Readonly<Record<string, string>>;
  /** What the client is and what it needs, in one line. */
  readonly description: string;
  /** @throws {GenerateError} */
  generate(contract: Contract, target: ClientPackage): Promise<GeneratedClient>;
}
