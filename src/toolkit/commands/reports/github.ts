import { type PlainText, plain } from '../../encoding/plain.ts';
import { escapeControls } from '../../encoding/printable.ts';
import { renderCounts } from './count.ts';
import { describeSteps, type ReportedFinding } from './steps.ts';

/** In characters: the runner cuts a message of more than 4096. */
const maxMessage = 4000;
const maxBody = 400;

/** Of each severity: GitHub shows no more annotations of a step. */
const maxShown = 10;

/**
 * Annotations of a GitHub workflow, errors first, and a line with their counts.
 * @param last the lines after them
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function renderGithub(
  findings: readonly ReportedFinding[],
  last: PlainText = plain`${renderCounts(findings)}\n`,
): PlainText {
  const bySeverity = (['error', 'warning'] as const).map((wanted) =>
    findings.filter(({ severity }) => severity === wanted),
  );
  const isCut = bySeverity.some(({ length }) => length > maxShown);
  const note = isCut
    ? plain`GitHub shows ${maxShown} errors and ${maxShown} warnings of a step: the others are above\n`
    : '';
  return plain`${bySeverity.flat().map(annotationOf)}${note}${last}`;
}

function annotationOf(finding: ReportedFinding): PlainText {
  const { severity, file, line, column, rule, message, pointer, advice } = finding;
  const properties = { file, line, col: column, title: rule };
  const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  const lines = [
    `${message} (${pointer})`,
    ...describeSteps(finding, maxBody),
    ...(advice === undefined ? [] : [advice]),
  ];
  return plain`::${severity} ${list.join(',')}::${escapeData(lines.join('\n').slice(0, maxMessage).toWellFormed())}\n`;
}

function escapeData(text: string): string {
  return escapeControls(text).replaceAll('%', '%25').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
