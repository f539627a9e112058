import type { Finding } from '../../contract/document/finding.ts';
import { type PlainText, plain } from '../../encoding/plain.ts';
import type { Paint } from '../output.ts';
import { renderCounts } from './count.ts';

/** For people: a place that terminals and editors can open, what is wrong, and the rule that says so. */
export function renderText(findings: readonly Finding[], paint: Paint): PlainText {
  return plain`${findings.map((finding) => renderLine(finding, paint))}${renderCounts(findings)}\n`;
}

export function renderLine(finding: Finding, paint: Paint): PlainText {
  const { file, line, column, severity, message, rule, pointer } = finding;
  const label = paint(severity === 'error' ? 'red' : 'yellow', severity);
  return plain`${file}:${line}:${column} ${label} ${message} ${paint('dim', `(${rule}, ${pointer})`)}\n`;
}
