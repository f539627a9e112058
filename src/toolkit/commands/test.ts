import type { CheckReport } from '../check/index.ts';
import { type PlainText, plain } from '../encoding/plain.ts';
import {
  parseCount,
  parsePercent,
  parseTime,
  readBaseline,
  runWith,
  type ServerOptions,
  withServerOptions,
} from './check-options.ts';
import type { CommandContext } from './context.ts';
import { type ContractOptions, choice, examples, exitCodes, type Register, withContractOptions } from './options.ts';
import { createPaint, print } from './output.ts';
import { checkFormats } from './reports/formats.ts';
import { collectReports, prepareReports, type ReportTarget, writeReports } from './reports/report-target.ts';
import { flagsOfTests } from './small-heap.ts';

interface TestCommandOptions extends ContractOptions, ServerOptions {
  readonly budget?: number;
  readonly cases?: number;
  readonly format: 'text' | 'github';
  readonly report: ReportTarget<(typeof checkFormats)[number]>[];
  readonly baseline?: string;
  readonly minCoverage?: number;
  readonly strict?: boolean;
}

export const registerTest: Register = (program, context, done) => {
  withServerOptions(withContractOptions(program.command('test')))
    .argument('<url>', 'the server; replaces servers[0].url')
    .description('test whether a running server keeps its contract; it writes data')
    .option(
      '--budget <time>',
      'the maximum duration of the run; without --cases, random requests use all of it',
      parseTime,
    )
    .option(
      '--cases <number>',
      'random requests for each operation (default: 300, or no limit with --budget)',
      parseCount,
    )
    .addOption(choice('--format <format>', 'how to print the findings', ['text', 'github'], 'text'))
    .option(
      '--report <format=file>',
      `write a report to a file: ${checkFormats.join(', ')}; may be repeated`,
      collectReports(checkFormats),
      [],
    )
    .option('--strict', 'it is an error if the contract declares no refusals at all, not a warning')
    .option('--baseline <file>', 'a json report of an earlier run, whose findings do not fail this one')
    .option('--min-coverage <percent>', 'exit with 1 if less of the contract is exercised', parsePercent)
    .addHelpText(
      'after',
      examples(
        'concordat test http://127.0.0.1:3000/api --user admin@example.com',
        "concordat test http://127.0.0.1:8080 --spec petstore.yaml --header 'X-Api-Key: secret' --budget 30s",
        'concordat test http://127.0.0.1:8080 --report html=report.html --report junit=report.xml',
      ),
    )
    .action(async (url: string, options: TestCommandOptions) => {
      context.restart(...flagsOfTests(options.spec));
      await prepareReports(options.report);
      const stopping = new AbortController();
      void context.untilStopped().then(
        () => stopping.abort(),
        () => {},
      );
      const report = await run(context, url, options, stopping.signal);
      const { minCoverage = 0 } = options;
      const isLow = report.coverage.percent < minCoverage;
      const low = isLow ? plain`The coverage of ${report.coverage.percent} % is below ${minCoverage} %\n` : plain``;
      const wasStopped = report.incomplete && stopping.signal.aborted;
      const stopped = wasStopped ? plain`The run was ended before its time\n` : plain``;
      const more = plain`${stopped}${low}`;
      print(context.stdout, await rendered(report, options.format, context, more));
      const { renderReport } = await import('./reports/check-reports.ts');
      await writeReports(options.report, (format) => renderReport(format, report, context.env));
      const wrong = report.findings.some(({ severity }) => severity === 'error');
      done(wrong || isLow ? exitCodes.findings : wasStopped ? exitCodes.failed : exitCodes.fine);
    });
};

async function run(
  context: CommandContext,
  url: string,
  options: TestCommandOptions,
  signal: AbortSignal,
): Promise<CheckReport> {
  const { runChecks } = await import('../check/run-checks.ts');
  const { cases, strict } = options;
  const started = context.clock.now();
  const baseline = options.baseline === undefined ? undefined : await readBaseline(options.baseline);
  return runWith(context, options, (given) => {
    const budget = options.budget && budgetOf(options.budget, started, context.clock.now());
    return runChecks({ ...given, url, budget, cases, baseline, strict, signal });
  });
}

/** What is left of a budget: starting the process, loading the contract and writing the reports are a part of the time. */
function budgetOf(budget: number, started: number, now: number): number {
  return Math.max(1, budget - Math.min(started, budget / 20) - (now - started) - budget / 40);
}

async function rendered(
  report: CheckReport,
  format: 'text' | 'github',
  { stdout, env }: CommandContext,
  more: PlainText,
): Promise<PlainText> {
  const { renderCheckText, renderReportCounts, renderSummary } = await import('./reports/check-text.ts');
  if (format === 'text') return renderCheckText(report, createPaint(stdout, env), more);
  const [{ renderGithub }, { fromRepository }] = await Promise.all([
    import('./reports/github.ts'),
    import('./reports/repository-path.ts'),
  ]);
  const last = plain`${renderSummary(report)}${more}${renderReportCounts(report)}`;
  return renderGithub(fromRepository(report.findings, env), last);
}
