export { CheckError, type CheckErrorCode, checkErrorCodes } from './check-error.ts';
export type { CheckFinding } from './check-finding.ts';
export { type CheckName, checkTitles } from './check-name.ts';
export { type CheckCode, checkCodes, type Explanation, explanations } from './codes.ts';
export { type CompareOptions, type CompareReport, compareServers, type Difference } from './compare/compare-servers.ts';
export type { CoverageReport, OperationCoverage } from './coverage/coverage-report.ts';
export { type CheckOptions, type CheckReport, runChecks } from './run-checks.ts';
export { type MissedSpoiling, type ScoreOptions, type ScoreReport, scoreSuite } from './score/score-suite.ts';
export type { ShownAnswer, ShownRequest } from './shown.ts';
