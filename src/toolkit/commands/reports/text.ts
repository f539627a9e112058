import type { Finding } from '../../contract/finding.ts';
import { paint } from '../output.ts';
import { countBySeverity } from './count.ts';

/** For people: a place that terminals and editors can open, what is wrong, and the rule that says so. */
export function renderText(findings: readonly Finding[]): string {
  const lines = findings.map(({ file, line, column, severity, message, rule, pointer }) => {
    const label = paint(severity === 'error' ? 'red' : 'yellow', severity);
    return `${file}:${line}:${column} ${label} ${message} ${paint('dim', `(${rule}, ${pointer})`)}\n`;
  });
  const { errors, warnings } = countBySeverity(findings);
  return `${lines.join('')}${count(errors, 'error')}, ${count(warnings, 'warning')}\n`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
