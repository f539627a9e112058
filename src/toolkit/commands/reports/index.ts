import type { Finding } from '../../contract/document/finding.ts';
import type { PlainText } from '../../encoding/plain.ts';
import type { Paint } from '../output.ts';
import { renderGithub } from './github.ts';
import { renderJson } from './json.ts';
import { renderSarif } from './sarif.ts';
import { renderText } from './text.ts';

const renderers = {
  text: renderText,
  json: renderJson,
  sarif: (findings: readonly Finding[]) => renderSarif(findings),
  github: renderGithub,
} as const;

/** Findings in one of the formats, with a line break in the end. @param paint colours the text for people */
export function render(format: keyof typeof renderers, findings: readonly Finding[], paint: Paint): PlainText {
  return renderers[format](findings, paint);
}
