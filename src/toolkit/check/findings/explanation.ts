import type { CheckName } from './check-name.ts';

/** What the code of a finding means. */
export interface Explanation {
  readonly check: CheckName;
  readonly title: string;
  /** What was observed, and why it is wrong. */
  readonly text: string;
  /** What to do about it. */
  readonly advice: string;
  /** The section of the specification. */
  readonly see?: string;
  /** Warnings are reported and don't fail a run. Default: error. */
  readonly severity?: 'error' | 'warning';
}

/** The specifications that most explanations refer to. */
export const openapi = 'https://spec.openapis.org/oas/v3.1.1.html';
export const http = 'https://www.rfc-editor.org/rfc/rfc9110';
