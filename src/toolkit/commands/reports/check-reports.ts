import { explanations } from '../../check/findings/codes.ts';
import type { Explanation } from '../../check/findings/explanation.ts';
import type { CheckReport } from '../../check/index.ts';
import { plainJson } from '../../encoding/plain.ts';
import type { Encoded } from '../../encoding/template.ts';
import type { CommandContext } from '../context.ts';
import type { checkFormats } from './formats.ts';
import { renderGitlab } from './gitlab.ts';
import { renderHtml } from './html.ts';
import { renderJunit } from './junit.ts';
import { fromRepository } from './repository-path.ts';
import { renderSarif } from './sarif.ts';
import { renderCheckSummary } from './summary.ts';

type Format = (typeof checkFormats)[number];

const renderers: Readonly<Record<Format, (report: CheckReport, env: CommandContext['env']) => Encoded<string>>> = {
  junit: renderJunit,
  json: (report) => plainJson(report),
  sarif: ({ findings }, env) =>
    renderSarif(fromRepository(findings, env), (rule) => (explanations as Record<string, Explanation>)[rule]),
  html: renderHtml,
  gitlab: ({ findings }, env) => renderGitlab(fromRepository(findings, env)),
  summary: renderCheckSummary,
};

/** A report of contract tests in one of the formats. */
export function renderReport(format: Format, report: CheckReport, env: CommandContext['env']): Encoded<string> {
  return renderers[format](report, env);
}
