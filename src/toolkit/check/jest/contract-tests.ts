import { beforeAll, describe, test } from '@jest/globals';
import { type PlainText, plain } from '../../encoding/plain.ts';
import { escapeLine } from '../../encoding/printable.ts';
import { type CheckName, checkTitles } from '../findings/check-name.ts';
import { explanations } from '../findings/codes.ts';
import type { CheckFinding } from '../findings/finding-collector.ts';
import { Plan } from '../plan/plan.ts';
import { type CheckOptions, type CheckReport, runChecks } from '../run-checks.ts';

/** What {@link contractTests} tests. */
export interface ContractTestOptions extends Omit<CheckOptions, 'url'> {
  /** Where the server is. It is called once, when the tests run. */
  readonly url: () => string | Promise<string>;
  /** In percent. Adds a test that fails if the coverage is lower. */
  readonly minCoverage?: number | undefined;
}

/** How long the run may take if it has no budget. */
const defaultBudgetMs = 120_000;

/**
 * Defines one Jest test for each operation and check. Jest collects tests synchronously, so the contract has to be
 * loaded before; the server has to run only when the tests do.
 * @example
 * ```ts
 * import { contractTests, loadContract } from 'concordat/jest';
 *
 * const contract = await loadContract('openapi.yaml');
 * contractTests({ contract, url: () => 'http://127.0.0.1:8080', minCoverage: 90 });
 * ```
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
    describe(escapeLine(operationId), () => {
      for (const check of plan.checksOf(operation))
        test(checkTitles[check], () => assertNone(report, operationId, check));
    });
  }
  if (minCoverage === undefined) return;
  test(`at least ${minCoverage} % of the contract is exercised`, () => {
    const { percent } = report.coverage;
    if (percent < minCoverage)
      throw new Error(`${percent} % of the contract was exercised, which is less than ${minCoverage} %`);
  });
}

function assertNone({ findings }: CheckReport, operationId: string, check: CheckName): void {
  const own = findings.filter(
    ({ rule, severity, operations }) =>
      severity === 'error' && explanations[rule].check === check && operations.includes(operationId),
  );
  if (own.length > 0) throw new Error(own.map((finding) => describeFinding(finding).text).join('\n\n'));
}

function describeFinding(finding: CheckFinding): PlainText {
  const { message, rule, file, line, column, pointer, answer, curl, advice } = finding;
  const response = answer ? `${answer.status} ${answer.body}` : 'no response';
  return plain`${message} (${rule})
  ${file}:${line}:${column} ${pointer}
  ${curl}
  → ${response}
  ${advice}`;
}
