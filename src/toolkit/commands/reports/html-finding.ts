import type { CheckFinding, FindingStep } from '../../check/index.ts';
import { type Html, html } from '../../encoding/html.ts';
import { nounOf } from './count.ts';
import { indentJson } from './json-lines.ts';
import { requestLine, statusOf } from './steps.ts';

const copyButton = html`<button type="button" class="copy">Copy</button>`;

/** @param server its URL, whose origin is left out where space is short */
export function renderFinding(finding: CheckFinding, server: string): Html {
  const { rule, severity, message, file, line, column, pointer, fingerprint, advice } = finding;
  const id = `f-${fingerprint}`;
  return html`<article class="${severity}" id="${id}">
<header><span class="badge">${severity === 'error' ? 'Error' : 'Warning'}</span><h4>${message}</h4><a class="link" href="${`#${id}`}" aria-label="Link to this finding" title="Link to this finding">#</a></header>
<p class="place"><code>${rule}</code><code>${file}:${line}:${column}</code><code>${pointer}</code></p>
<p class="advice">${advice}</p>
${renderSteps(finding, server)}${renderOthers(finding)}</article>
`;
}

function renderOthers({ also }: CheckFinding): Html {
  if (also.length === 0) return html``;
  const items = also.map(
    ({ message, rule, pointer }) => html`<li>${message} <code>${rule}</code> <code>${pointer}</code></li>\n`,
  );
  return html`<details class="also"><summary>It explains ${also.length} more</summary><ul>
${items}</ul></details>
`;
}

function renderSteps(finding: CheckFinding, server: string): Html {
  const { steps } = finding;
  const last = steps.at(-1);
  if (!last) return html``;
  const copyAll = html`<p><button type="button" class="copy" data-all="">Copy all ${steps.length} commands</button></p>`;
  return html`<details><summary><span class="exchange">${requestLine(last.request, server)} → ${statusOf(last)}</span> · ${describeCount(finding, steps.length)}</summary>
<ol class="steps">
${steps.map((step, index) => renderStep(step, steps.length > 1 ? index + 1 : undefined, server))}</ol>
${steps.length > 1 ? copyAll : html``}</details>
`;
}

function describeCount({ count, operations }: CheckFinding, steps: number): string {
  const others = operations.length > 1 ? `, also of ${operations.slice(1).join(', ')}` : '';
  const times = `shown by ${nounOf(count, 'request')}${others}`;
  return steps > 1 ? `the last of ${steps} steps, ${times}` : times;
}

function renderStep(step: FindingStep, number: number | undefined, server: string): Html {
  const { request, response, command } = step;
  const title = html`<p class="step"><b>${number ?? ''}</b><span><span class="exchange">${requestLine(request, server)} → ${statusOf(step)}</span> <span class="quiet">${step.operation}</span></span></p>
`;
  const sent = messageOf(`${request.method} ${request.url}`, request.headers, request.body);
  const received = response ? messageOf(statusOf(step), response.headers, response.body) : html`none`;
  return html`<li>${number === undefined ? html`` : title}<div class="panes">
${renderPane('Request', sent)}${renderPane('Response', received)}</div>
${renderPane('Command', html`${command}`, 'command')}</li>
`;
}

function renderPane(title: string, text: Html, kind = 'json'): Html {
  return html`<div class="pane"><p>${title}${copyButton}</p><pre class="${kind}">${text}</pre></div>
`;
}

function messageOf(start: string, headers: Readonly<Record<string, string>>, body = ''): Html {
  const lines = Object.entries(headers).map(([name, value]) => html`\n${name}: ${value}`);
  return html`${start}${lines}${body === '' ? '' : `\n\n${indentJson(body)}`}`;
}
