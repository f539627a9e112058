import type { Finding } from '../../contract/document/finding.ts';
import { countBySeverity } from './count.ts';

/** For programs. */
export function renderJson(findings: readonly Finding[]): string {
  return `${JSON.stringify({ ...countBySeverity(findings), findings }, null, 2)}\n`;
}
