import type { CheckFinding, CheckReport, OperationCoverage } from '../../check/index.ts';
import { style } from './html-style.ts';

/** One self-contained page with the findings and the coverage. */
export function renderHtml(report: CheckReport): string {
  const { findings, known, url, coverage } = report;
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const verdict =
    errors === 0 ? 'keeps its contract' : `breaks its contract in ${errors} ${errors === 1 ? 'way' : 'ways'}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(url)} ${verdict}</title>
<style>${style}</style>
</head>
<body>
<header class="${errors === 0 ? 'good' : 'bad'}">
<h1>${escapeHtml(url)}<br><strong>${verdict}</strong></h1>
<p>${factsOf(report)}</p>
</header>
<main>
<section aria-labelledby="findings">
<h2 id="findings">Findings <span class="count">${findings.length}</span></h2>
${findings.length === 0 ? '<p class="quiet">None.</p>' : findings.map(cardOf).join('\n')}
${known.length === 0 ? '' : `<details><summary>${known.length} known from the baseline</summary>${known.map(cardOf).join('\n')}</details>`}
</section>
<section aria-labelledby="coverage">
<h2 id="coverage">Coverage <span class="count">${coverage.percent} %</span></h2>
<div class="bars">${barsOf(report)}</div>
${coverage.operations.map(operationOf).join('\n')}
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

function cardOf(finding: CheckFinding): string {
  const { rule, severity, message, file, line, column, pointer, operations, count } = finding;
  const { request, answer: response, curl, advice } = finding;
  const others = operations.length > 1 ? `, also of ${operations.slice(1).map(escapeHtml).join(', ')}` : '';
  return `<article class="${severity}">
<h3>${escapeHtml(message)}</h3>
<p class="place"><code>${rule}</code> <code>${escapeHtml(file)}:${line}:${column}</code> <code>${escapeHtml(pointer)}</code></p>
<p>${escapeHtml(advice)}</p>
<details><summary>Shown by ${count} ${count === 1 ? 'request' : 'requests'}${others}</summary>
<div class="exchange">
<div><h4>Request</h4><pre>${escapeHtml(`${request.method} ${request.url}\n${headersOf(request.headers)}${request.body === undefined ? '' : `\n${request.body}`}`)}</pre></div>
<div><h4>Response</h4><pre>${response ? escapeHtml(`${response.status}\n${headersOf(response.headers)}\n${response.body}`) : 'none'}</pre></div>
</div>
<h4>Repeat it</h4><pre>${escapeHtml(curl)}</pre>
</details>
</article>`;
}

function barsOf({ coverage: { totals } }: CheckReport): string {
  const names = {
    operations: 'operations succeeded',
    parameters: 'parameters sent',
    valid: 'keywords with valid values',
    invalid: 'keywords with invalid values',
    statuses: 'declared statuses seen',
  } as const;
  return (Object.keys(names) as (keyof typeof names)[])
    .map((name) => {
      const [done, all] = totals[name];
      return `<div><meter min="0" max="${Math.max(all, 1)}" value="${all === 0 ? 1 : done}"></meter><b>${done}</b> of ${all} ${names[name]}</div>`;
    })
    .join('\n');
}

function operationOf({
  operationId,
  method,
  path,
  sent,
  statuses,
  parameters,
  keywords,
  why,
  succeeded,
}: OperationCoverage): string {
  const open = keywords.filter(({ valid, invalid }) => valid === 0 || invalid === 0);
  const done = keywords.length - open.length;
  const chips = Object.entries(statuses).map(
    ([status, count]) =>
      `<span class="chip ${count > 0 ? 'seen' : 'unseen'}" title="${count} responses">${escapeHtml(status)}</span>`,
  );
  return `<details class="operation">
<summary><span class="mark ${succeeded ? 'seen' : 'unseen'}">${succeeded ? '✓' : '–'}</span> <b>${escapeHtml(operationId)}</b> <code>${method} ${escapeHtml(path)}</code>
<span class="right">${sent.toLocaleString('en')} requests, ${done} of ${keywords.length} keywords</span></summary>
${why === undefined ? '' : `<p class="why">${escapeHtml(why)}</p>`}
<p>${chips.join(' ')}</p>
${
  parameters.length === 0
    ? ''
    : tableOf(
        'Parameter',
        parameters.map(({ name, in: location, valid, invalid }) => [
          `${location} <b>${escapeHtml(name)}</b>`,
          valid,
          invalid,
          '',
        ]),
      )
}
${
  keywords.length === 0
    ? ''
    : tableOf(
        'Keyword',
        keywords.map(({ keyword, at, pointer, valid, invalid, why: reason }) => [
          `<b>${escapeHtml(keyword)}</b> of ${escapeHtml(at)}<br><code>${escapeHtml(pointer)}</code>`,
          valid,
          invalid,
          escapeHtml(reason ?? ''),
        ]),
      )
}
</details>`;
}

function tableOf(title: string, rows: readonly (readonly [string, number, number, string])[]): string {
  const cell = (count: number) =>
    `<td class="${count > 0 ? 'seen' : 'unseen'}">${count > 0 ? count.toLocaleString('en') : '–'}</td>`;
  const body = rows.map(
    ([name, valid, invalid, why]) => `<tr><td>${name}</td>${cell(valid)}${cell(invalid)}<td>${why}</td></tr>`,
  );
  return `<table><thead><tr><th>${title}</th><th>valid</th><th>invalid</th><th>why not</th></tr></thead><tbody>${body.join('\n')}</tbody></table>`;
}

function headersOf(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
