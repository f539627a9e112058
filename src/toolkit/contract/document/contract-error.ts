import { CodedError } from './coded-error.ts';

/** The codes of {@link ContractError}. */
export const contractErrorCodes = {
  /** The file, or a file that it references, does not exist or can't be read. */
  unreadable: 'CONTRACT_UNREADABLE',
  /** The file is neither YAML nor JSON. */
  unparsable: 'CONTRACT_UNPARSABLE',
  /** The file is not an OpenAPI 3.0 or 3.1 document. */
  unsupported: 'CONTRACT_UNSUPPORTED',
  /** A `$ref` can't be resolved, or refers to itself. */
  reference: 'CONTRACT_REFERENCE',
  /** A `$ref` is an http(s) URL, and `allowRemote` is off. */
  remote: 'CONTRACT_REMOTE',
  /** A `$ref` names a file outside of the project; see `root` of `LoadOptions`. */
  outside: 'CONTRACT_OUTSIDE',
  /** The contract is too large or nested too deeply, as it is written or once its YAML aliases are expanded. */
  limit: 'CONTRACT_LIMIT',
  /** A schema can't be compiled, such as one with a type that does not exist. */
  schema: 'CONTRACT_SCHEMA',
} as const;

/** One of {@link contractErrorCodes}. */
export type ContractErrorCode = (typeof contractErrorCodes)[keyof typeof contractErrorCodes];

/** A position in a file of the contract. Lines and columns count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * A contract can't be used. The message names the file, line, column and pointer, if they are known.
 * @example
 * ```ts
 * import { ContractError, contractErrorCodes, loadContract } from 'concordat';
 *
 * await loadContract('openapi.yaml').catch((error) => {
 *   if (error instanceof ContractError && error.code === contractErrorCodes.unreadable) return undefined;
 *   throw error;
 * });
 * ```
 */
export class ContractError extends CodedError<ContractErrorCode> {
  override readonly name = 'ContractError';
  readonly position: Position | undefined;
  readonly pointer: string | undefined;

  constructor(
    code: ContractErrorCode,
    message: string,
    { position, pointer, cause }: { position?: Position; pointer?: string; cause?: unknown } = {},
  ) {
    const place = [position && `${position.file}:${position.line}:${position.column}`, pointer].filter(Boolean);
    super(code, place.length === 0 ? message : `${place.join(' ')}: ${message}`, { cause });
    this.position = position;
    this.pointer = pointer;
  }
}
