import { type PlainText, plain } from '../../encoding/plain.ts';
import { escapeLine } from '../../encoding/printable.ts';
import { type CheckName, checkTitles } from '../findings/check-name.ts';
import { explanations } from '../findings/codes.ts';
import type { CheckFinding } from '../findings/finding-collector.ts';
import { Plan } from '../plan/plan.ts';
import { type CheckOptions, type CheckReport, runChecks } from '../run-checks.ts';

/** What {@link contractTests} tests. */
export interface ContractTestOptions extends Omit<CheckOptions, 'url'> {
  /** Where the server is. A function is called once, when the tests run, and may start it. */
  readonly url: string | (() => string | Promise<string>);
  /** In percent. Adds a test that fails if the coverage is lower. */
  readonly minCoverage?: number | undefined;
}

/** What a test runner has to define tests with. */
export interface Runner {
  describe(name: string, define: () => void): void;
  test(name: string, run: () => void): void;
  /** @param timeoutMs how long it may take */
  beforeAll(run: () => Promise<void>, timeoutMs: number): void;
}

/** How long the run may take if it has no budget. */
const defaultBudgetMs = 120_000;

/**
 * Defines one test for each operation and check. Runners collect tests before they run them, so the contract has to be loaded
 * before; the server has to run only when the tests do.
 */
export function defineContractTests(runner: Runner, { url, minCoverage, ...options }: ContractTestOptions): void {
  const { describe, test, beforeAll } = runner;
  const { contract, budget = defaultBudgetMs } = options;
  let report: CheckReport;
  beforeAll(async () => {
    report = await runChecks({ ...options, url: typeof url === 'string' ? url : await url() });
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
  if (own.length === 0) return;
  const error = new Error(own.map((finding) => describeFinding(finding).text).join('\n\n'));
  // Runners print the stack, which leads to no line of the project.
  error.stack = `${error.name}: ${error.message}`;
  throw error;
}

function describeFinding(finding: CheckFinding): PlainText {
  const { message, rule, file, line, column, pointer, steps, also, advice } = finding;
  const sent = steps.map(({ command, response }) => {
    const received = response ? `${response.status} ${response.body}` : 'no response';
    return plain`\n  ${command}\n  → ${received}`;
  });
  const others = also.map((other) => plain`\n  also: ${other.message}`);
  return plain`${message} (${rule})
  ${file}:${line}:${column} ${pointer}${sent}${others}
  ${advice}`;
}
