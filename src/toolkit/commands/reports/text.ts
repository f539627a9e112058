import type { Finding } from '../../contract/document/finding.ts';
import type { Paint } from '../output.ts';
import { countBySeverity } from './count.ts';

/** For people: a place that terminals and editors can open, what is wrong, and the rule that says so. */
export function renderText(findings: readonly Finding[], paint: Paint): string {
  return `${findings.map((finding) => renderLine(finding, paint)).join('')}${renderCounts(findings)}\n`;
}

export function renderLine({ file, line, column, severity, message, rule, pointer }: Finding, paint: Paint): string {
  const label = paint(severity === 'error' ? 'red' : 'yellow', severity);
  return `${file}:${line}:${column} ${label} ${message} ${paint('dim', `(${rule}, ${pointer})`)}\n`;
}

/** `2 errors, 1 warning` */
export function renderCounts(findings: readonly Finding[]): string {
  const { errors, warnings } = countBySeverity(findings);
  return `${count(errors, 'error')}, ${count(warnings, 'warning')}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
