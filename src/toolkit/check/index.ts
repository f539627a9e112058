export type { Mismatch } from './compare/compare-responses.ts';
export { type CompareOptions, type CompareReport, compareServers } from './compare/compare-servers.ts';
export type { Difference, NotComparable } from './compare/comparison.ts';
export type {
  CoverageReport,
  Exercised,
  KeywordCoverage,
  NotExercised,
  OperationCoverage,
  ParameterCoverage,
} from './coverage/coverage-report.ts';
export { type CheckName, checkTitles } from './findings/check-name.ts';
export { type CheckCode, checkCodes, explanations } from './findings/codes.ts';
export type { Explanation } from './findings/explanation.ts';
export type { CheckFinding, FindingStep, RelatedFinding } from './findings/finding-collector.ts';
export type { ShownRequest, ShownResponse } from './findings/shown-exchange.ts';
export { CheckError, type CheckErrorCode, checkErrorCodes } from './http/check-error.ts';
export type { SentRequest } from './http/client.ts';
export type { IdentityOptions } from './http/identity.ts';
export type { PlanOptions } from './plan/plan.ts';
export type { RunOptions } from './run/open-session.ts';
export { type CheckOptions, type CheckReport, runChecks } from './run-checks.ts';
export {
  type MissedFault,
  type ScoreOptions,
  type ScoreReport,
  scoreContractTests,
} from './score/score-contract-tests.ts';
