import type { Finding } from '../../contract/document/finding.ts';
import type { PlainText } from '../../encoding/plain.ts';
import type { Encoded } from '../../encoding/template.ts';
import type { CommandContext } from '../context.ts';
import { createPaint, type Paint } from '../output.ts';
import type { lintFormats, lintReportFormats } from './formats.ts';
import { renderGithub } from './github.ts';
import { renderGitlab } from './gitlab.ts';
import { renderJson } from './json.ts';
import { renderLintJunit } from './lint-junit.ts';
import { fromRepository } from './repository-path.ts';
import { renderSarif } from './sarif.ts';
import { renderSummaryPage } from './summary.ts';
import { renderText } from './text.ts';

type PrintedFormat = (typeof lintFormats)[number];
type ReportFormat = (typeof lintReportFormats)[number];

const renderers: Readonly<Record<PrintedFormat, (findings: readonly Finding[], paint: Paint) => PlainText>> = {
  text: renderText,
  json: renderJson,
  sarif: (findings) => renderSarif(findings),
  github: (findings) => renderGithub(findings),
  junit: renderLintJunit,
  gitlab: renderGitlab,
};

/** The formats whose readers look files up from the folder of the repository. */
const fromRoot: readonly string[] = ['sarif', 'github', 'gitlab'];

/** The findings of lint in one of the formats, with a line break in the end. */
export function render(format: PrintedFormat, findings: readonly Finding[], context: ReportContext): PlainText {
  const located = fromRoot.includes(format) ? fromRepository(findings, context.env) : findings;
  return renderers[format](located, createPaint(context.stdout, context.env));
}

/** The same as a report in a file. */
export function renderLintReport(
  format: ReportFormat,
  findings: readonly Finding[],
  context: ReportContext,
): Encoded<string> {
  return format === 'summary' ? renderSummaryPage('Lint', findings) : render(format, findings, context);
}

type ReportContext = Pick<CommandContext, 'stdout' | 'env'>;
