import type { Finding } from '../../contract/document/finding.ts';
import { renderGithub } from './github.ts';
import { renderJson } from './json.ts';
import { renderSarif } from './sarif.ts';
import { renderText } from './text.ts';

const renderers = {
  text: renderText,
  json: renderJson,
  sarif: renderSarif,
  github: renderGithub,
} as const;

/** Findings in one of the formats, with a line break in the end. */
export function render(format: keyof typeof renderers, findings: readonly Finding[]): string {
  return renderers[format](findings);
}
