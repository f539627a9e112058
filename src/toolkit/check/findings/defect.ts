import type { CheckCode } from './codes.ts';

/** One way in which a response, or a sequence of them, breaks the contract. Defects of one cause become one finding. */
export interface Defect {
  readonly code: CheckCode;
  /** Continues a sentence that starts with the operation's name: `responds with 500`. For readers only: see `about`. */
  readonly message: string;
  /** Into the contract's document. */
  readonly pointer: string;
  /** If it differs from that of the code. */
  readonly severity?: 'error' | 'warning';
  /** What its cause is recognized by. */
  readonly about?: DefectSubject | undefined;
}

/** What a defect is about, in parts. */
export interface DefectSubject {
  /** The same for all that have one cause, whatever operation and status: a media type, the first line of a stack trace. */
  readonly kind?: string;
  /** Properties that have to be in a response, and aren't. */
  readonly missing?: readonly string[];
  /** Not a single property: several fields of a record, or the record, which is another one. */
  readonly extent?: 'fields' | 'record' | undefined;
}
