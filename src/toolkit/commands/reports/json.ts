import type { Finding } from '../../contract/document/finding.ts';
import { type PlainText, plainJson } from '../../encoding/plain.ts';
import { countBySeverity } from './count.ts';

/** For programs. */
export function renderJson(findings: readonly Finding[]): PlainText {
  return plainJson({ ...countBySeverity(findings), findings });
}
