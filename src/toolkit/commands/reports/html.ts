import { createHash } from 'node:crypto';
import type { CheckFinding, CheckReport } from '../../check/index.ts';
import { type Html, html } from '../../encoding/html.ts';
import { Encoded } from '../../encoding/template.ts';
import { countBySeverity, nounOf } from './count.ts';
import { renderCoverage } from './html-coverage.ts';
import { renderFinding } from './html-finding.ts';
import { script } from './html-script.ts';
import { style } from './html-style.ts';

const sourceOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** The page runs its own script and no other, and loads nothing, whatever is in it. */
const contentSecurityPolicy = [
  "default-src 'none'",
  `script-src ${sourceOf(script)}`,
  `style-src ${sourceOf(style)}`,
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const none = html``;

/** One self-contained page with the findings and the coverage. */
export function renderHtml(report: CheckReport): Html {
  const { findings, known, url } = report;
  const { errors } = countBySeverity(findings);
  const title = report.api.title || url;
  const verdict = verdictOf(errors, report);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} ${verdict}</title>
${new Encoded('html', `<style>${style}</style>`)}
</head>
<body>
<a class="skip" href="#findings">To the findings</a>
<div class="top ${errors === 0 ? 'good' : 'bad'}"><div class="width">
<p class="eyebrow">Contract test report</p>
<h1>${title} <small>${report.api.version}</small></h1>
<p class="verdict"><strong>${errors === 0 ? '✓' : '✗'} ${verdict}</strong> <code class="quiet">${url}</code></p>
<p class="facts">${factsOf(report)}</p>
${report.incomplete ? html`<p class="notice">The run is incomplete: it ended before all requests were sent.</p>` : none}
<ul class="tiles">${tilesOf(report)}</ul>
</div></div>
${findings.length + known.length === 0 ? none : barOf(report)}
<main class="width">
<section aria-labelledby="findings">
<h2 id="findings">Findings <span class="count">${findings.length.toLocaleString('en')}</span></h2>
${findings.length === 0 ? html`<p class="empty">No findings${known.length > 0 ? ' but the known ones' : ''}.</p>` : none}
<p class="empty" id="nothing" hidden="">No finding matches these filters.</p>
${groupsOf(findings, report)}
${known.length === 0 ? none : html`<details class="known"><summary>${known.length} known from the baseline</summary>${groupsOf(known, report)}</details>`}
</section>
${renderCoverage(report)}
</main>
${new Encoded('html', `<script>${script}</script>`)}
</body>
</html>
`;
}

function verdictOf(errors: number, { known, incomplete }: CheckReport): string {
  if (errors > 0) return `breaks its contract in ${nounOf(errors, 'way')}`;
  if (countBySeverity(known).errors > 0) return 'breaks its contract in known ways only';
  return incomplete ? 'has no errors so far' : 'keeps its contract';
}

function factsOf({ requests, seconds, seed, date }: CheckReport): Html {
  const time = html`<span><time datetime="${date}">${formatDate(date)}</time></span>`;
  return html`${time}<span>${nounOf(requests, 'request')} in ${seconds} s</span><span>seed ${seed}</span>`;
}

function formatDate(date: string): string {
  const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
  return `${format.format(new Date(date))} UTC`;
}

function tilesOf({ findings, known, coverage }: CheckReport): Html[] {
  const { errors, warnings } = countBySeverity(findings);
  const tile = (kind: string, number: string, name: string) =>
    html`<li class="${kind}"><b>${number}</b><span>${name}</span></li>`;
  const format = (count: number) => count.toLocaleString('en');
  return [
    tile(errors > 0 ? 'bad' : 'good', format(errors), errors === 1 ? 'error' : 'errors'),
    tile(warnings > 0 ? 'warn' : 'good', format(warnings), warnings === 1 ? 'warning' : 'warnings'),
    ...(known.length > 0 ? [tile('', format(known.length), 'known from the baseline')] : []),
    tile('', `${coverage.percent} %`, 'of the contract exercised'),
  ];
}

/** Shown by the script, which does what it says. */
function barOf({ findings, known }: CheckReport): Html {
  const { errors, warnings } = countBySeverity(findings);
  const choice = (value: string, text: string, checked = none) =>
    html`<label><input type="radio" name="severity" value="${value}"${checked}>${text}</label>`;
  const operations = [...Map.groupBy([...findings, ...known], operationOf)].map(
    ([id, own]) => html`<option value="${id}">${id} (${own.length})</option>`,
  );
  return html`<div class="bar" role="search" hidden=""><div class="width">
<input type="search" id="search" placeholder="Search the findings (press /)" aria-label="Search the findings" aria-keyshortcuts="/" autocomplete="off">
<fieldset><legend>Severity</legend>${choice('all', 'All', html` checked=""`)}${choice('error', nounOf(errors, 'error'))}${choice('warning', nounOf(warnings, 'warning'))}</fieldset>
<select id="operation" aria-label="Operation" autocomplete="off"><option value="">All operations</option>${operations}</select>
<button type="button" id="reset">Reset</button>
<span class="shown" role="status"></span>
</div></div>
`;
}

function groupsOf(findings: readonly CheckFinding[], { url, coverage }: CheckReport): Html[] {
  return [...Map.groupBy(findings, operationOf)].map(([id, own]) => {
    const operation = coverage.operations.find(({ operationId }) => operationId === id);
    const path = operation
      ? html`<code><span class="method">${operation.method}</span> ${operation.path}</code> <span class="quiet">${id}</span>`
      : html`${id}`;
    return html`<section class="group" data-operation="${id}">
<h3>${path} <span class="count">${own.length}</span></h3>
${own.map((finding) => renderFinding(finding, url))}</section>
`;
  });
}

function operationOf({ operations }: CheckFinding): string {
  return operations[0] ?? '';
}
