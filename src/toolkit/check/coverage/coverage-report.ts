import type { CheckName } from '../findings/check-name.ts';

/** How often something was sent, valid and invalid. */
export interface Exercised {
  valid: number;
  invalid: number;
}

export interface ParameterCoverage extends Exercised {
  readonly in: string;
  readonly name: string;
}

export interface KeywordCoverage extends Exercised {
  readonly keyword: string;
  /** Where it stands in the contract. */
  readonly pointer: string;
  /** The parameter it is about, or `body`. */
  readonly at: string;
  /** Why something of it was not exercised. */
  readonly why?: string | undefined;
}

export interface OperationCoverage {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  /** What was checked of it. */
  readonly checks: readonly CheckName[];
  readonly sent: number;
  /** Whether it has ever answered with success. */
  readonly succeeded: boolean;
  /** By the keys of `responses`; those that came and aren't declared follow. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly parameters: readonly ParameterCoverage[];
  readonly keywords: readonly KeywordCoverage[];
  /** Why the operation was not exercised, or not in all. */
  readonly why?: string | undefined;
}

/** What of a contract was exercised. */
export interface CoverageReport {
  readonly operations: readonly OperationCoverage[];
  /** How much of it, of how much there is. */
  readonly totals: Readonly<
    Record<'operations' | 'statuses' | 'parameters' | 'valid' | 'invalid', readonly [number, number]>
  >;
  /** In percent: of operations, parameters and keywords with valid and with invalid values. Statuses don't count. */
  readonly percent: number;
}
