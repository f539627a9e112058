import type { Contract } from '../contract/document/load-contract.ts';

/** A rule of Concordat's own. In a ruleset it is called `concordat/NAME`. */
export interface Rule {
  readonly name: string;
  readonly severity: 'error' | 'warn';
  /** What a contract has to keep, as a sentence without its end. */
  readonly requires: string;
  /** What to do about a finding. */
  readonly advice: string;
  /** Finds what breaks the rule. Pointers lead into the contract's bundled document. */
  check(contract: Contract): Iterable<Problem>;
}

export interface Problem {
  readonly message: string;
  readonly pointer: string;
}
