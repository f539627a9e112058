import { hideCredentials } from '../encoding/url.ts';
import {
  type ContractOptions,
  choice,
  examples,
  exitCodes,
  loadOptionsOf,
  type Register,
  withContractOptions,
} from './options.ts';
import { createPaint, print } from './output.ts';
import { withProgress } from './progress.ts';

const formats = ['text', 'json', 'sarif', 'github'] as const;

interface LintCommandOptions extends ContractOptions {
  readonly ruleset?: string;
  readonly allowPlugins?: boolean;
  readonly format: (typeof formats)[number];
}

export const registerLint: Register = (program, context, done) => {
  withContractOptions(program.command('lint'))
    .description('check a contract: its structure, meaning, examples and links')
    .option('--ruleset <file>', "a ruleset in Redocly's format (default: redocly.yaml, if it exists)")
    .option('--allow-plugins', 'load the plugins of the ruleset, which are code')
    .addOption(choice('--format <format>', 'how to print the findings', formats, 'text'))
    .addHelpText(
      'after',
      examples(
        'concordat lint',
        'concordat lint --spec petstore.yaml --format sarif > lint.sarif',
        'concordat lint --ruleset rules/strict.yaml',
        'concordat lint --format github   # annotations in a GitHub workflow',
      ),
    )
    .action(async ({ spec, ruleset, allowPlugins, format, ...options }: LintCommandOptions) => {
      const [{ loadContract }, { lint }, { render }] = await Promise.all([
        import('../contract/document/load-contract.ts'),
        import('../lint/lint.ts'),
        import('./reports/index.ts'),
      ]);
      const findings = await withProgress(context, async ({ step }) => {
        step(`reading ${hideCredentials(spec)}`);
        const load = loadOptionsOf(options);
        const contract = await loadContract(spec, load);
        step(`checking ${contract.operations.length} operations`);
        return lint(contract, { ...load, ruleset, allowPlugins });
      });
      print(context.stdout, render(format, findings, createPaint(context.stdout, context.env)));
      const wrong = findings.some(({ severity }) => severity === 'error');
      done(wrong ? exitCodes.findings : exitCodes.fine);
    });
};
