import type { CheckCode } from './codes.ts';

/** One way in which a response, or a sequence of them, breaks the contract. Defects of one cause become one finding. */
export interface Defect {
  readonly code: CheckCode;
  /** Goes on from the operation's name: `responds with 500`. */
  readonly message: string;
  /** Into the contract's document. */
  readonly pointer: string;
  /** Where it is not the one of the code. */
  readonly severity?: 'error' | 'warning';
}
