import type { CheckName } from '../findings/check-name.ts';

/** How many times something was sent with a valid and with an invalid value. */
export interface Exercised {
  valid: number;
  invalid: number;
}

/** How a parameter was exercised. */
export interface ParameterCoverage extends Exercised {
  readonly in: string;
  readonly name: string;
}

/** How a keyword of a schema was exercised. */
export interface KeywordCoverage extends Exercised {
  readonly keyword: string;
  /** To the keyword in the contract. */
  readonly pointer: string;
  /** `body`, or the parameter: `query/limit`. */
  readonly at: string;
  /** Why it was not exercised with a valid or an invalid value. */
  readonly why?: string | undefined;
}

/** Cases whose responses say nothing about them. */
export interface NotExercised {
  /** `409: a request that nothing is wrong with is refused as well`. */
  readonly reason: string;
  /** What they are, in words. */
  readonly cases: readonly string[];
}

/** How an operation was exercised. */
export interface OperationCoverage {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  /** The checks that apply to it. */
  readonly checks: readonly CheckName[];
  readonly sent: number;
  /** Whether any response was a success. */
  readonly succeeded: boolean;
  /** How many responses had a status, by key of `responses`; undeclared statuses follow. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly parameters: readonly ParameterCoverage[];
  readonly keywords: readonly KeywordCoverage[];
  /** The cases that were refused for another reason than the one that they are about. They don't count as exercised. */
  readonly notExercised: readonly NotExercised[];
  /** Why it was not exercised, or not completely. */
  readonly why?: string | undefined;
}

/** How much of a contract was exercised. */
export interface CoverageReport {
  readonly operations: readonly OperationCoverage[];
  /** How many were exercised, and how many there are. */
  readonly totals: Readonly<
    Record<'operations' | 'statuses' | 'parameters' | 'valid' | 'invalid', readonly [number, number]>
  >;
  /** Of operations, parameters, and keywords with valid and with invalid values. Statuses don't count. */
  readonly percent: number;
}
