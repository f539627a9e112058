import type { Position } from './contract-error.ts';

/** Something that is wrong in a contract, and where. */
export interface Finding extends Position {
  /** The rule that found it. */
  readonly rule: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** A JSON pointer into `file`, as a URI fragment: `#/paths/~1pets/get`. */
  readonly pointer: string;
}
