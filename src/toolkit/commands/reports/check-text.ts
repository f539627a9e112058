import type { CheckFinding, CheckReport } from '../../check/index.ts';
import { type PlainText, plain } from '../../encoding/plain.ts';
import { inOneLine, type Paint, shownCommand } from '../output.ts';
import { renderCounts } from './count.ts';
import { describeOthers } from './steps.ts';
import { renderLine } from './text.ts';

/**
 * For terminals: the findings, each with a command that repeats it and what to do, the coverage, and at last the counts.
 * @param more lines before the counts
 */
export function renderCheckText(report: CheckReport, paint: Paint, more: PlainText = plain``): PlainText {
  const { findings } = report;
  const shown = findings.map((finding) => plain`${renderLine(finding, paint)}${detailsOf(finding, paint)}\n`);
  return plain`${shown}${renderSummary(report)}${more}${renderReportCounts(report)}`;
}

/** `2 errors, 1 warning, 3 known from the baseline` */
export function renderReportCounts({ findings, known }: CheckReport): PlainText {
  const fromBaseline = known.length === 0 ? '' : `, ${known.length} known from the baseline`;
  return plain`${renderCounts(findings)}${fromBaseline}\n`;
}

function detailsOf({ steps, also, advice, operations, count }: CheckFinding, paint: Paint): PlainText[] {
  const others = operations.slice(1);
  const lines = [
    ...(others.length > 0 || count > 1
      ? [
          `shown by ${count} ${count === 1 ? 'request' : 'requests'}${others.length > 0 ? `, also of ${others.join(', ')}` : ''}`,
        ]
      : []),
    ...describeOthers(also).map(inOneLine),
    ...steps.flatMap(({ command, response }) => [
      shownCommand(command, '--report html=FILE'),
      response ? inOneLine(`→ ${response.status} ${response.body}`) : '→ no response',
    ]),
    advice,
  ];
  return lines.map((line) => plain`    ${paint('dim', line)}\n`);
}

/** A line on the coverage, lines on what it lacks, and one on the run. */
export function renderSummary({ coverage, requests, seconds, seed, url, incomplete }: CheckReport): PlainText {
  const { operations, parameters, valid, invalid, statuses } = coverage.totals;
  const of = ([done, all]: readonly [number, number]) => `${done} of ${all}`;
  const covered =
    `coverage ${coverage.percent} %: operations ${of(operations)}, parameters ${of(parameters)}, ` +
    `keywords ${of(valid)} with valid and ${of(invalid)} with invalid values; statuses seen ${of(statuses)}`;
  const unasked = coverage.operations.filter(({ why }) => why !== undefined);
  const gaps = firstOf(unasked.map(({ operationId, why }) => plain`  ${operationId}: ${why ?? ''}\n`));
  const skipped = renderSkipped(coverage);
  const ended = incomplete ? ', incomplete' : '';
  return plain`${covered}\n${gaps}${skipped}${requests} requests to ${url} in ${seconds} s${ended}, seed ${seed}\n`;
}

/** Lines on the cases whose responses say nothing about them; none where there are none. */
function renderSkipped({ operations }: CheckReport['coverage']): PlainText | '' {
  const skipped = operations.flatMap(({ operationId, notExercised }) =>
    notExercised.map(({ reason, cases }) => ({ operationId, reason, count: cases.length })),
  );
  if (skipped.length === 0) return '';
  const total = skipped.reduce((sum, { count }) => sum + count, 0);
  const lines = skipped.map(({ operationId, reason, count }) => plain`  ${operationId}: ${count}, ${reason}\n`);
  return plain`not exercised: ${total} ${total === 1 ? 'case' : 'cases'}\n${firstOf(lines)}`;
}

const maxLines = 5;

function firstOf(lines: readonly PlainText[]): PlainText {
  const more = lines.length > maxLines ? plain`  and ${lines.length - maxLines} more\n` : '';
  return plain`${lines.slice(0, maxLines)}${more}`;
}
