import type { CheckCode } from './codes.ts';

/** One way in which a response, or a sequence of them, breaks the contract. Defects of one cause become one finding. */
export interface Defect {
  readonly code: CheckCode;
  /** Continues a sentence that starts with the operation's name: `responds with 500`. */
  readonly message: string;
  /** Into the contract's document. */
  readonly pointer: string;
  /** If it differs from that of the code. */
  readonly severity?: 'error' | 'warning';
}
