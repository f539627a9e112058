import { createHash } from 'node:crypto';

const style = `
  :root { color-scheme: light dark; --text: #16191d; --quiet: #57606a; --back: #f5f6f8; --card: #fff; --line: #d9dee4; --bad: #b3261e; --good: #0f6b3e; --link: #0b57d0; }
  @media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --quiet: #9aa7b4; --back: #0e1216; --card: #161b21; --line: #2d3640; --bad: #ff9c94; --good: #5fd396; --link: #8ab4ff; } }
  body { margin: 1.5rem auto; max-width: 76rem; padding: 0 1.5rem; font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; color: var(--text); background: var(--back); }
  header { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; margin-bottom: 1rem; }
  h1 { font-size: 1.5rem; letter-spacing: -.015em; margin: 0; }
  #connection { color: var(--quiet); flex: 1; }
  button { font: inherit; font-size: .875rem; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: .35rem .8rem; cursor: pointer; }
  button:hover { border-color: var(--quiet); }
  :focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
  main { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
  table { border-collapse: collapse; width: 100%; font-size: .875rem; }
  th { color: var(--quiet); font-size: .8125rem; }
  th, td { border-bottom: 1px solid var(--line); padding: .5rem .8rem; text-align: left; vertical-align: top; }
  tbody tr:last-child td { border-bottom: 0; }
  td.method, td.url { font: .8125rem/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
  td.method { font-weight: 700; }
  td.url, td.errors { overflow-wrap: anywhere; }
  .number, .status, .ms { font-variant-numeric: tabular-nums; text-align: right; }
  .number, .time, .ms { color: var(--quiet); }
  td.status { color: var(--good); font-weight: 650; }
  tr.refused .status { color: var(--bad); }
  p.none { color: var(--quiet); text-align: center; margin: 2rem; }
`;

/** All that was sent is shown as text nodes. */
const script = `
  const rows = document.getElementById('requests');
  const show = (entry) => {
    const row = rows.insertRow(0);
    row.className = entry.status >= 400 ? 'refused' : '';
    const cells = [
      ['number', entry.number], ['time', entry.time.slice(11, 23)], ['method', entry.method], ['url', entry.url],
      ['operation', entry.operationId ?? '–'], ['status', entry.status], ['ms', entry.ms],
      ['errors', entry.errors.join('; ') || (entry.operationId ? 'keeps the contract' : 'is not in the contract')],
    ];
    for (const [name, text] of cells) {
      const cell = row.insertCell();
      cell.className = name;
      cell.textContent = text;
    }
    while (rows.rows.length > 1000) rows.deleteRow(-1);
    document.getElementById('none').hidden = true;
  };
  const clear = () => {
    rows.replaceChildren();
    document.getElementById('none').hidden = false;
  };
  document.getElementById('reset').onclick = async () => {
    await fetch('reset', { method: 'POST' });
    clear();
  };
  const events = new EventSource('requests/stream');
  events.onopen = () => {
    clear();
    document.getElementById('connection').textContent = 'live';
  };
  events.onmessage = ({ data }) => show(JSON.parse(data));
  events.onerror = () => {
    document.getElementById('connection').textContent = events.readyState === EventSource.CLOSED
      ? 'the mock lets no more readers in: close another page of it, and reload'
      : 'the mock does not respond; trying again …';
  };
`;

const sourceOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** @see https://www.w3.org/TR/CSP3/ */
export const contentSecurityPolicy: string = [
  "default-src 'none'",
  `script-src ${sourceOf(script)}`,
  `style-src ${sourceOf(style)}`,
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** A page that shows the requests live. It loads nothing from elsewhere. */
export const livePage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<title>Requests – Concordat mock</title>
<style>${style}</style>
<header><h1>Requests</h1><span id="connection">connecting …</span><button id="reset">Forget all requests and records</button></header>
<main>
<table>
  <thead><tr><th class="number">#</th><th>time</th><th>method</th><th>target</th><th>operation</th><th class="status">status</th><th class="ms">ms</th><th>result</th></tr></thead>
  <tbody id="requests"></tbody>
</table>
<p class="none" id="none">No requests yet.</p>
</main>
<script>${script}</script>
</html>
`;
