import { createHash } from 'node:crypto';
import type { CheckFinding, CheckReport, OperationCoverage } from '../../check/index.ts';
import { type Html, html } from '../../encoding/html.ts';
import { Encoded } from '../../encoding/template.ts';
import { style } from './html-style.ts';

/** The page runs no script and loads nothing, whatever is in it. */
const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const none = html``;

/** One self-contained page with the findings and the coverage. */
export function renderHtml(report: CheckReport): Html {
  const { findings, known, url, coverage } = report;
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const verdict =
    errors === 0 ? 'keeps its contract' : `breaks its contract in ${errors} ${errors === 1 ? 'way' : 'ways'}`;
  const baseline = html`<details><summary>${known.length} known from the baseline</summary>${known.map(cardOf)}</details>`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${url} ${verdict}</title>
${new Encoded('html', `<style>${style}</style>`)}
</head>
<body>
<header class="${errors === 0 ? 'good' : 'bad'}">
<h1>${url}<br><strong>${verdict}</strong></h1>
<p>${factsOf(report)}</p>
</header>
<main>
<section aria-labelledby="findings">
<h2 id="findings">Findings <span class="count">${findings.length}</span></h2>
${findings.length === 0 ? html`<p class="quiet">None.</p>` : findings.map(cardOf)}
${known.length === 0 ? none : baseline}
</section>
<section aria-labelledby="coverage">
<h2 id="coverage">Coverage <span class="count">${coverage.percent} %</span></h2>
<div class="bars">${barsOf(report)}</div>
${coverage.operations.map(operationOf)}
</section>
</main>
</body>
</html>
`;
}

function factsOf({ requests, seconds, seed, incomplete }: CheckReport): string {
  const ended = incomplete ? '; the run is incomplete' : '';
  return `${requests.toLocaleString('en')} requests in ${seconds} s, seed ${seed}${ended}`;
}

function cardOf(finding: CheckFinding): Html {
  const { rule, severity, message, file, line, column, pointer, operations, count } = finding;
  const { request, answer: response, curl, advice } = finding;
  const others = operations.length > 1 ? `, also of ${operations.slice(1).join(', ')}` : '';
  const sent = `${request.method} ${request.url}\n${headersOf(request.headers)}`;
  const body = request.body === undefined ? '' : `\n${request.body}`;
  const received = response ? `${response.status}\n${headersOf(response.headers)}\n${response.body}` : 'none';
  return html`<article class="${severity}">
<h3>${message}</h3>
<p class="place"><code>${rule}</code> <code>${file}:${line}:${column}</code> <code>${pointer}</code></p>
<p>${advice}</p>
<details><summary>Shown by ${count} ${count === 1 ? 'request' : 'requests'}${others}</summary>
<div class="exchange">
<div><h4>Request</h4><pre>${sent}${body}</pre></div>
<div><h4>Response</h4><pre>${received}</pre></div>
</div>
<h4>Repeat it</h4><pre>${curl}</pre>
</details>
</article>
`;
}

function barsOf({ coverage: { totals } }: CheckReport): Html[] {
  const names = {
    operations: 'operations succeeded',
    parameters: 'parameters sent',
    valid: 'keywords with valid values',
    invalid: 'keywords with invalid values',
    statuses: 'declared statuses seen',
  } as const;
  return (Object.keys(names) as (keyof typeof names)[]).map((name) => {
    const [done, all] = totals[name];
    const value = all === 0 ? 1 : done;
    return html`<div><meter min="0" max="${Math.max(all, 1)}" value="${value}"></meter><b>${done}</b> of ${all} ${names[name]}</div>
`;
  });
}

function operationOf(operation: OperationCoverage): Html {
  const { operationId, method, path, sent, statuses, parameters, keywords, why, succeeded } = operation;
  const open = keywords.filter(({ valid, invalid }) => valid === 0 || invalid === 0);
  const done = keywords.length - open.length;
  const chips = Object.entries(statuses).map(
    ([status, count]) =>
      html`<span class="chip ${count > 0 ? 'seen' : 'unseen'}" title="${count} responses">${status}</span> `,
  );
  const parameterRows = parameters.map(({ name, in: location, valid, invalid }) =>
    rowOf(html`${location} <b>${name}</b>`, valid, invalid),
  );
  const keywordRows = keywords.map(({ keyword, at, pointer, valid, invalid, why: reason }) =>
    rowOf(html`<b>${keyword}</b> of ${at}<br><code>${pointer}</code>`, valid, invalid, reason),
  );
  return html`<details class="operation">
<summary><span class="mark ${succeeded ? 'seen' : 'unseen'}">${succeeded ? '✓' : '–'}</span> <b>${operationId}</b> <code>${method} ${path}</code>
<span class="right">${sent.toLocaleString('en')} requests, ${done} of ${keywords.length} keywords</span></summary>
${why === undefined ? none : html`<p class="why">${why}</p>`}
<p>${chips}</p>
${tableOf('Parameter', parameterRows)}
${tableOf('Keyword', keywordRows)}
</details>
`;
}

function tableOf(title: string, rows: readonly Html[]): Html {
  if (rows.length === 0) return none;
  return html`<table><thead><tr><th>${title}</th><th>valid</th><th>invalid</th><th>why not</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function rowOf(name: Html, valid: number, invalid: number, why = ''): Html {
  const cell = (count: number) =>
    html`<td class="${count > 0 ? 'seen' : 'unseen'}">${count > 0 ? count.toLocaleString('en') : '–'}</td>`;
  return html`<tr><td>${name}</td>${cell(valid)}${cell(invalid)}<td>${why}</td></tr>
`;
}

function headersOf(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');
}
