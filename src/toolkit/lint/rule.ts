import type { Contract } from '../contract/document/load-contract.ts';

/** A rule of ours, next to those of Redocly. In a ruleset its name is `concordat/` and `name`. */
export interface Rule {
  readonly name: string;
  readonly severity: 'error' | 'warn';
  /** Finds what breaks the rule; pointers lead into the contract's bundled document. */
  check(contract: Contract): Iterable<Problem>;
}

export interface Problem {
  readonly message: string;
  readonly pointer: string;
}
