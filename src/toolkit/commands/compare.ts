import type { CompareReport, Difference } from '../check/index.ts';
import { type PlainText, plain, plainJson } from '../encoding/plain.ts';
import { runWith, type ServerOptions, withServerOptions } from './check-options.ts';
import { type ContractOptions, choice, examples, exitCodes, type Register, withContractOptions } from './options.ts';
import { createPaint, inOneLine, type Paint, print, shownCommand } from './output.ts';

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
      print(context.stdout, options.format === 'json' ? plainJson(report) : render(report, paint));
      const ended = report.gone.length > 0 ? exitCodes.failed : exitCodes.fine;
      done(report.differences.length > 0 ? exitCodes.findings : ended);
    });
};

function render(report: CompareReport, paint: Paint): PlainText {
  const { urls, differences, compared, unanswered, gone, notComparable } = report;
  const lines = [
    ...differences.map((difference) => renderDifference(difference, urls, paint)),
    ...notComparable.map(
      ({ operationId, reason }) => plain`successful responses of ${operationId} are not compared: ${reason}\n`,
    ),
    ...gone.map((url) => plain`${paint('red', 'incomplete')} ${url} no longer responds\n`),
  ];
  const count = `${differences.length} ${differences.length === 1 ? 'difference' : 'differences'}`;
  const silent = unanswered > 0 ? `; ${unanswered} requests had no response from either` : '';
  return plain`${lines}${count} between ${urls.join(' and ')}, in ${compared} responses of each${silent}\n`;
}

function renderDifference(difference: Difference, urls: readonly [string, string], paint: Paint): PlainText {
  const { file, line, column, operationId, what, message, pointer, count, answers: responses, curl } = difference;
  const shown = responses.map((response, index) => {
    const result = response ? `${response.status} ${inOneLine(response.body)}` : 'no response';
    return plain`    ${paint('dim', `${urls[index]} → ${result}`)}\n`;
  });
  const times = count > 1 ? `, ${count} times` : '';
  const place = paint('dim', `(${pointer}${times})`);
  return plain`${file}:${line}:${column} ${paint('red', what)} ${operationId} ${message} ${place}
${shown}    ${paint('dim', shownCommand(curl[0], '--format json'))}

`;
}
