import type { CompareReport, Difference } from '../check/index.ts';
import { runWith, type ServerOptions, withServerOptions } from './check-options.ts';
import { type ContractOptions, choice, examples, exitCodes, type Register, withContractOptions } from './options.ts';
import { createPaint, inOneLine, type Paint } from './output.ts';

interface CompareCommandOptions extends ContractOptions, ServerOptions {
  readonly format: 'text' | 'json';
}

export const registerCompare: Register = (program, context, done) => {
  withServerOptions(withContractOptions(program.command('compare')))
    .argument('<first>', 'one server; replaces servers[0].url')
    .argument('<second>', 'the other server')
    .description('send the same requests to two servers and show where they differ; it writes data to both')
    .addOption(choice('--format <format>', 'how to print the differences', ['text', 'json'], 'text'))
    .addHelpText(
      'after',
      examples(
        'concordat compare http://127.0.0.1:4010 http://127.0.0.1:3000/api --user admin@example.com',
        'concordat compare http://127.0.0.1:4010 http://127.0.0.1:8080 --spec petstore.yaml --format json',
      ),
    )
    .action(async (first: string, second: string, options: CompareCommandOptions) => {
      const { compareServers } = await import('../check/compare/compare-servers.ts');
      const report = await runWith(context, options, (given) => compareServers({ ...given, urls: [first, second] }));
      const paint = createPaint(context.stdout, context.env);
      context.stdout.write(options.format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : render(report, paint));
      const ended = report.gone.length > 0 ? exitCodes.failed : exitCodes.fine;
      done(report.differences.length > 0 ? exitCodes.findings : ended);
    });
};

function render({ urls, differences, compared, unanswered, gone, notComparable }: CompareReport, paint: Paint): string {
  const lines = [
    ...differences.map((difference) => renderDifference(difference, urls, paint)),
    ...notComparable.map(
      ({ operationId, reason }) => `successful responses of ${operationId} are not compared: ${reason}\n`,
    ),
    ...gone.map((url) => `${paint('red', 'incomplete')} ${url} no longer responds\n`),
  ];
  const count = `${differences.length} ${differences.length === 1 ? 'difference' : 'differences'}`;
  const silent = unanswered > 0 ? `; ${unanswered} requests had no response from either` : '';
  return `${lines.join('')}${count} between ${urls.join(' and ')}, in ${compared} responses of each${silent}\n`;
}

function renderDifference(difference: Difference, urls: readonly [string, string], paint: Paint): string {
  const { file, line, column, operationId, what, message, pointer, count, answers: responses, curl } = difference;
  const shown = responses.map(
    (response, index) =>
      `    ${paint('dim', `${urls[index]} → ${response ? `${response.status} ${inOneLine(response.body)}` : 'no response'}`)}\n`,
  );
  const times = count > 1 ? `, ${count} times` : '';
  return (
    `${file}:${line}:${column} ${paint('red', what)} ${operationId} ${message} ${paint('dim', `(${pointer}${times})`)}\n` +
    `${shown.join('')}    ${paint('dim', inOneLine(curl[0]))}\n\n`
  );
}
