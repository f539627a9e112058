import { beforeAll, describe, test } from '@jest/globals';
import { type CheckName, checkTitles } from '../findings/check-name.ts';
import { explanations } from '../findings/codes.ts';
import type { CheckFinding } from '../findings/finding-collector.ts';
import { Plan } from '../plan/plan.ts';
import { type CheckOptions, type CheckReport, runChecks } from '../run-checks.ts';

export interface ContractTestOptions extends Omit<CheckOptions, 'url'> {
  /** Where the server is; asked once, when the tests run. */
  readonly url: () => string | Promise<string>;
  /** In percent: less coverage fails a test of its own. */
  readonly minCoverage?: number | undefined;
}

/** How long the checks may take where there is no budget, in milliseconds. */
const defaultBudgetMs = 120_000;

/**
 * Makes one Jest test for each operation of a contract and each thing that is checked of it. The contract has to be there
 * before, as Jest collects tests synchronously; the server when they run.
 */
export function contractTests({ url, minCoverage, ...options }: ContractTestOptions): void {
  const { contract, budget = defaultBudgetMs } = options;
  let report: CheckReport;
  beforeAll(async () => {
    report = await runChecks({ ...options, url: await url() });
  }, budget + 30_000);
  const plan = new Plan(contract, options);
  for (const operation of plan.operations) {
    const { operationId } = operation;
    describe(operationId, () => {
      for (const check of plan.checksOf(operation))
        test(checkTitles[check], () => assertNone(report, operationId, check));
    });
  }
  if (minCoverage === undefined) return;
  test(`at least ${minCoverage} % of the contract is exercised`, () => {
    const { percent } = report.coverage;
    if (percent < minCoverage) throw new Error(`${percent} % of the contract were exercised, and not ${minCoverage} %`);
  });
}

function assertNone({ findings }: CheckReport, operationId: string, check: CheckName): void {
  const own = findings.filter(
    ({ rule, severity, operations }) =>
      severity === 'error' && explanations[rule].check === check && operations.includes(operationId),
  );
  if (own.length > 0) throw new Error(own.map(describeFinding).join('\n\n'));
}

function describeFinding({ message, rule, file, line, column, pointer, answer, curl, advice }: CheckFinding): string {
  return [
    `${message} (${rule})`,
    `  ${file}:${line}:${column} ${pointer}`,
    `  ${curl}`,
    `  → ${answer ? `${answer.status} ${answer.body}` : 'no answer'}`,
    `  ${advice}`,
  ].join('\n');
}
