import type { ScoreReport } from '../check/index.ts';
import { type PlainText, plain, plainJson } from '../encoding/plain.ts';
import { parsePercent, runWith, type ServerOptions, withServerOptions } from './check-options.ts';
import { type ContractOptions, choice, examples, exitCodes, type Register, withContractOptions } from './options.ts';
import { print } from './output.ts';

interface ScoreCommandOptions extends ContractOptions, ServerOptions {
  readonly format: 'text' | 'json';
  readonly minScore?: number;
}

export const registerScore: Register = (program, context, done) => {
  withServerOptions(withContractOptions(program.command('score')))
    .argument('<url>', 'a server that keeps the contract; replaces servers[0].url')
    .description('measure how many defects "concordat test" finds: a proxy injects one fault at a time')
    .addOption(choice('--format <format>', 'how to print the score', ['text', 'json'], 'text'))
    .option('--min-score <percent>', 'exit with 1 if the score is lower', parsePercent)
    .addHelpText('after', examples('concordat score http://127.0.0.1:3000/api --user admin@example.com'))
    .action(async (url: string, options: ScoreCommandOptions) => {
      const { scoreContractTests } = await import('../check/score/score-contract-tests.ts');
      const report = await runWith(context, options, (given) => scoreContractTests({ ...given, url }));
      print(context.stdout, options.format === 'json' ? plainJson(report) : render(report));
      done(report.percent < (options.minScore ?? 0) ? exitCodes.findings : exitCodes.fine);
    });
};

function render({ missed, found, spoilings, percent, seconds }: ScoreReport): PlainText {
  const lines = missed.map(({ operationId, title, pointer }) => plain`missed: ${operationId} ${title} (${pointer})\n`);
  return plain`${lines}${found} of ${spoilings} injected faults were found, ${percent} %, in ${seconds} s\n`;
}
