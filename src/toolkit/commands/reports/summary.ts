import type { CheckReport } from '../../check/index.ts';
import { type Html, html } from '../../encoding/html.ts';
import { Encoded } from '../../encoding/template.ts';
import { shownCommand } from '../output.ts';
import { nounOf, renderCounts } from './count.ts';
import { indentJson } from './json-lines.ts';
import { describeOthers, type ReportedFinding, statusOf } from './steps.ts';

const maxRows = 200;
/** In characters: GitHub takes a summary of 1 MiB at most, and shows none that is longer. */
const maxDetails = 300_000;
/** Of a response, in characters. */
const maxBody = 800;

/**
 * Findings for the page of a job, as HTML in Markdown: nothing in it is left to Markdown, where texts of others could be
 * links and pictures.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary
 */
export function renderSummaryPage(
  title: string,
  findings: readonly ReportedFinding[],
  facts: readonly string[] = [],
): Html {
  const errorsFirst = findings.toSorted((a, b) => a.severity.localeCompare(b.severity));
  const rows = errorsFirst.slice(0, maxRows).map(rowOf);
  const more = findings.length - rows.length;
  const table = html`<table>
<tr><th>Severity</th><th>Finding</th><th>Rule</th><th>Place</th></tr>
${rows}</table>
${more > 0 ? html`<p>and ${more} more</p>\n` : html``}`;
  return html`<h3>${line(title)}: ${renderCounts(findings)}</h3>
${facts.length === 0 ? html`` : html`<p>${line(facts.join(' · '))}</p>\n`}${findings.length === 0 ? html`` : table}${detailsOf(errorsFirst)}
`;
}

export function renderCheckSummary({ api, url, findings, known, coverage, requests, seconds }: CheckReport): Html {
  return renderSummaryPage(api.title || url, findings, [
    `coverage ${coverage.percent} %`,
    `${nounOf(requests, 'request')} to ${url} in ${seconds} s`,
    ...(known.length > 0 ? [`${known.length} known from the baseline`] : []),
  ]);
}

function rowOf({ severity, message, rule, file, line: number, column }: ReportedFinding): Html {
  const label = severity === 'error' ? '🔴 Error' : '🟡 Warning';
  const place = `${file}:${number}:${column}`;
  return html`<tr><td>${label}</td><td>${line(message)}</td><td><code>${line(rule)}</code></td><td><code>${line(place)}</code></td></tr>
`;
}

function detailsOf(findings: readonly ReportedFinding[]): Html[] {
  let length = 0;
  return findings.map(renderDetails).filter(({ text }) => {
    length += text.length;
    return length <= maxDetails;
  });
}

function renderDetails(finding: ReportedFinding): Html {
  const { steps = [] } = finding;
  if (steps.length === 0) return html``;
  const exchanges = steps.map((step) => {
    const body = indentJson(step.response?.body ?? '');
    const shown = body.length > maxBody ? `${body.slice(0, maxBody).toWellFormed()}…` : body;
    const command = shownCommand(step.command, 'the HTML report');
    return html`<pre>${line(`${command}\n\n${`→ ${statusOf(step)}\n${shown}`.trimEnd()}`)}</pre>`;
  });
  return html`<details><summary>${line(finding.message)}</summary>${describeOthers(finding.also).map((text) => html`<p>${line(text)}</p>`)}${exchanges}<p>${line(finding.advice ?? '')}</p></details>
`;
}

/** A line break in a value could be followed by an empty line, which ends HTML in Markdown. */
function line(text: string): Html {
  return new Encoded('html', html`${text}`.text.replaceAll('\n', '&#10;'));
}
