import type { Finding } from '../../contract/document/finding.ts';

export function countBySeverity(findings: readonly Finding[]): {
  errors: number;
  warnings: number;
} {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return { errors, warnings: findings.length - errors };
}

/** `1 error`, `1,200 errors` */
export function nounOf(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

/** `2 errors, 1 warning` */
export function renderCounts(findings: readonly Finding[]): string {
  const { errors, warnings } = countBySeverity(findings);
  return `${nounOf(errors, 'error')}, ${nounOf(warnings, 'warning')}`;
}
