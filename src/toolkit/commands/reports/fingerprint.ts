import { createHash } from 'node:crypto';
import type { ReportedFinding } from './steps.ts';

/** A fingerprint of each finding: that of the contract tests, else one of what lint says, and where. No two are the same. */
export function fingerprintsOf(findings: readonly ReportedFinding[]): string[] {
  const seen = new Map<string, number>();
  return findings.map(({ fingerprint, rule, file, pointer, message }) => {
    const key = fingerprint ?? [rule, file, pointer, message].join('\n');
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    return fingerprint !== undefined && count === 0 ? fingerprint : hash(count === 0 ? key : `${key}\n${count}`);
  });
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
