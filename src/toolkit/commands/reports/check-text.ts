import type { CheckFinding, CheckReport } from '../../check/index.ts';
import { inOneLine, type Paint } from '../output.ts';
import { renderCounts, renderLine } from './text.ts';

/** For terminals: the findings, each with a command that repeats it and what to do, and the coverage. */
export function renderCheckText(report: CheckReport, paint: Paint): string {
  const shown = report.findings.map((finding) => renderLine(finding, paint) + detailsOf(finding, paint));
  return `${shown.join('\n')}${shown.length > 0 ? '\n' : ''}${renderCounts(report.findings)}${knownOf(report)}\n${summaryOf(report)}`;
}

function detailsOf({ curl, answer: response, advice, operations, count }: CheckFinding, paint: Paint): string {
  const others = operations.slice(1);
  const lines = [
    ...(others.length > 0 || count > 1
      ? [`shown by ${count} requests${others.length > 0 ? `, also of ${others.join(', ')}` : ''}`]
      : []),
    inOneLine(curl),
    response ? inOneLine(`→ ${response.status} ${response.body}`) : '→ no response',
    advice,
  ];
  return lines.map((line) => `    ${paint('dim', line)}\n`).join('');
}

function knownOf({ known }: CheckReport): string {
  return known.length === 0 ? '' : `, ${known.length} known from the baseline`;
}

/** A line on the coverage, and one on the run. */
function summaryOf({ coverage, requests, seconds, seed, url, incomplete }: CheckReport): string {
  const { operations, parameters, valid, invalid, statuses } = coverage.totals;
  const of = ([done, all]: readonly [number, number]) => `${done} of ${all}`;
  const covered =
    `coverage ${coverage.percent} %: operations ${of(operations)}, parameters ${of(parameters)}, ` +
    `keywords ${of(valid)} with valid and ${of(invalid)} with invalid values; statuses seen ${of(statuses)}`;
  const unasked = coverage.operations.filter(({ why }) => why !== undefined);
  const gaps = unasked.slice(0, 5).map(({ operationId, why }) => `  ${operationId}: ${why}\n`);
  const more = unasked.length > 5 ? `  and ${unasked.length - 5} more\n` : '';
  const ended = incomplete ? ', incomplete' : '';
  return `${covered}\n${gaps.join('')}${more}${requests} requests to ${url} in ${seconds} s${ended}, seed ${seed}\n`;
}
