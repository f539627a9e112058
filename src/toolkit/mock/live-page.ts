/** A page that shows the requests live. It loads nothing from elsewhere. */
export const livePage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<title>Requests – Concordat mock</title>
<style>
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
  body { margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
  h1 { font-size: 1.3rem; }
  table { border-collapse: collapse; width: 100%; }
  th, td { border-bottom: 1px solid #8884; padding: .3rem .6rem; text-align: left; vertical-align: top; }
  td.url, td.errors { overflow-wrap: anywhere; }
  .number, .status, .ms { font-variant-numeric: tabular-nums; text-align: right; }
  tr.refused .status { color: #c0392b; font-weight: 600; }
  p.none { color: #888; }
</style>
<h1>Requests</h1>
<p><button id="reset">Forget all requests and records</button> <span id="connection">connecting …</span></p>
<table>
  <thead><tr><th class="number">#</th><th>time</th><th>method</th><th>target</th><th>operation</th><th class="status">status</th><th class="ms">ms</th><th>result</th></tr></thead>
  <tbody id="requests"></tbody>
</table>
<p class="none" id="none">No requests yet.</p>
<script>
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
    document.getElementById('connection').textContent = 'the mock does not respond; trying again …';
  };
</script>
</html>
`;
