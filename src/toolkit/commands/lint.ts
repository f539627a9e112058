import type { Command } from 'commander';
import { hideCredentials } from '../encoding/url.ts';
import {
  type ContractOptions,
  choice,
  examples,
  exitCodes,
  loadOptionsOf,
  type Register,
  specOf,
  withContractArgument,
} from './options.ts';
import { print } from './output.ts';
import { withProgress } from './progress.ts';
import { lintFormats, lintReportFormats } from './reports/formats.ts';
import { collectReports, prepareReports, type ReportTarget, writeReports } from './reports/report-target.ts';

interface LintCommandOptions extends ContractOptions {
  readonly ruleset?: string;
  readonly allowPlugins?: boolean;
  readonly format: (typeof lintFormats)[number];
  readonly report: ReportTarget<(typeof lintReportFormats)[number]>[];
}

export const registerLint: Register = (program, context, done) => {
  withContractArgument(program.command('lint'))
    .description('check a contract: its structure, meaning, examples and links')
    .option('--ruleset <file>', "a ruleset in Redocly's format (default: redocly.yaml, if it exists)")
    .option('--allow-plugins', 'load the plugins of the ruleset, which are code')
    .addOption(choice('--format <format>', 'how to print the findings', lintFormats, 'text'))
    .option(
      '--report <format=file>',
      `write a report to a file: ${lintReportFormats.join(', ')}; may be repeated`,
      collectReports(lintReportFormats),
      [],
    )
    .addHelpText(
      'after',
      examples(
        'concordat lint',
        'concordat lint petstore.yaml --report junit=lint.xml --report sarif=lint.sarif',
        'concordat lint --ruleset rules/strict.yaml',
        'concordat lint --format github   # annotations in a GitHub workflow',
      ),
    )
    .action(async (file: string | undefined, given: LintCommandOptions, command: Command) => {
      const { ruleset, allowPlugins, format, report, ...options } = given;
      const spec = specOf(file, given, command);
      const [{ loadContract }, { lint }, { render, renderLintReport }] = await Promise.all([
        import('../contract/document/load-contract.ts'),
        import('../lint/lint.ts'),
        import('./reports/index.ts'),
      ]);
      await prepareReports(report);
      const findings = await withProgress(context, async ({ step }) => {
        step(`reading ${hideCredentials(spec)}`);
        const load = loadOptionsOf(options);
        const contract = await loadContract(spec, load);
        step(`checking ${contract.operations.length} operations`);
        return lint(contract, { ...load, ruleset, allowPlugins });
      });
      print(context.stdout, render(format, findings, context));
      await writeReports(report, (wanted) => renderLintReport(wanted, findings, context));
      const wrong = findings.some(({ severity }) => severity === 'error');
      done(wrong ? exitCodes.findings : exitCodes.fine);
    });
};
