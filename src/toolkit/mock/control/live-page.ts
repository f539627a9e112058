import { createHash } from 'node:crypto';

const style = `
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
  body { margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
  h1 { font-size: 1.3rem; }
  table { border-collapse: collapse; width: 100%; }
  th, td { border-bottom: 1px solid #8884; padding: .3rem .6rem; text-align: left; vertical-align: top; }
  td.url, td.errors { overflow-wrap: anywhere; }
  .number, .status, .ms { font-variant-numeric: tabular-nums; text-align: right; }
  tr.refused .status { color: #c0392b; font-weight: 600; }
  p.none { color: #888; }
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
<h1>Requests</h1>
<p><button id="reset">Forget all requests and records</button> <span id="connection">connecting …</span></p>
<table>
  <thead><tr><th class="number">#</th><th>time</th><th>method</th><th>target</th><th>operation</th><th class="status">status</th><th class="ms">ms</th><th>result</th></tr></thead>
  <tbody id="requests"></tbody>
</table>
<p class="none" id="none">No requests yet.</p>
<script>${script}</script>
</html>
`;
