import { CodedError } from './coded-error.ts';

/** Why a contract could not be worked with. */
export const contractErrorCodes = {
  /** The file, or a file it references, isn't there or can't be read. */
  unreadable: 'CONTRACT_UNREADABLE',
  /** Not YAML and not JSON. */
  unparsable: 'CONTRACT_UNPARSABLE',
  /** Not an OpenAPI 3.0 or 3.1 document. */
  unsupported: 'CONTRACT_UNSUPPORTED',
  /** A `$ref` that leads nowhere or back to itself. */
  reference: 'CONTRACT_REFERENCE',
  /** A `$ref` to an http address, without leave to follow it. */
  remote: 'CONTRACT_REMOTE',
  /** A schema that can't be compiled, such as one of a type that doesn't exist. */
  schema: 'CONTRACT_SCHEMA',
} as const;

export type ContractErrorCode = (typeof contractErrorCodes)[keyof typeof contractErrorCodes];

/** A place in a file of the contract. Lines and columns count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A contract that can't be worked with at all. The message says what is wrong, where, and what to do. */
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
