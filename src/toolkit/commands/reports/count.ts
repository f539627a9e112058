import type { Finding } from '../../contract/document/finding.ts';

export function countBySeverity(findings: readonly Finding[]): {
  errors: number;
  warnings: number;
} {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return { errors, warnings: findings.length - errors };
}
