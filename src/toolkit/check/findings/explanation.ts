import type { CheckName } from './check-name.ts';

/** What a code of a finding means. */
export interface Explanation {
  readonly check: CheckName;
  readonly title: string;
  /** What was seen, and why it is wrong. */
  readonly text: string;
  /** What to do about it. */
  readonly advice: string;
  /** What says so. */
  readonly see?: string;
  /** Default: error. Warnings are told, and don't fail a run. */
  readonly severity?: 'error' | 'warning';
}
