import type { CheckReport, OperationCoverage } from '../../check/index.ts';
import { type Html, html } from '../../encoding/html.ts';

const none = html``;

export function renderCoverage({ coverage }: CheckReport): Html {
  return html`<section aria-labelledby="coverage">
<h2 id="coverage">Coverage <span class="count">${coverage.percent} %</span></h2>
<div class="bars">${barsOf(coverage.totals)}</div>
${coverage.operations.map(operationOf)}
</section>
`;
}

function barsOf(totals: CheckReport['coverage']['totals']): Html[] {
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
    return html`<div><progress max="${Math.max(all, 1)}" value="${value}" aria-label="${names[name]}"></progress><b>${done}</b> of ${all} ${names[name]}</div>
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
  const mark = succeeded
    ? html`<span class="seen" title="succeeded">✓</span>`
    : html`<span class="why" title="never succeeded">✗</span>`;
  return html`<details class="operation">
<summary>${mark} <b>${operationId}</b> <code class="quiet">${method} ${path}</code>
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
  return html`<div class="scroll"><table><thead><tr><th>${title}</th><th>valid</th><th>invalid</th><th>why not</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function rowOf(name: Html, valid: number, invalid: number, why = ''): Html {
  const cell = (count: number) =>
    html`<td class="${count > 0 ? 'seen' : 'unseen'}">${count > 0 ? count.toLocaleString('en') : '–'}</td>`;
  return html`<tr><td>${name}</td>${cell(valid)}${cell(invalid)}<td>${why}</td></tr>
`;
}
