/**
 * Filters, copies and colours what the page has. It makes no markup: texts of a contract and a server are only read, as text.
 * Without it, the page shows all findings.
 */
export const script = `
'use strict';
const one = (selector, from = document) => from.querySelector(selector);
const all = (selector, from = document) => [...from.querySelectorAll(selector)];
document.documentElement.classList.add('scripted');
const bar = one('.bar');
if (bar) {
  bar.hidden = false;
  const [search, operation, shown, empty] = ['#search', '#operation', '.shown', '#nothing'].map((selector) => one(selector));
  const findings = all('article').map((article) => ({ article, text: undefined, known: article.closest('.known') !== null }));
  const groups = all('.group').map((group) => ({ group, findings: findings.filter(({ article }) => group.contains(article)) }));
  const total = findings.filter(({ known }) => !known).length;
  const filter = () => {
    const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const severity = one('[name=severity]:checked').value;
    const wanted = operation.value;
    for (const finding of findings) {
      const { article } = finding;
      if (words.length > 0) finding.text ??= article.textContent.toLowerCase();
      finding.shows = (severity === 'all' || article.classList.contains(severity))
        && (wanted === '' || article.closest('.group').dataset.operation === wanted)
        && words.every((word) => finding.text.includes(word));
      article.hidden = !finding.shows;
    }
    for (const { group, findings } of groups) group.hidden = !findings.some(({ shows }) => shows);
    const count = findings.filter(({ shows, known }) => shows && !known).length;
    const [some, every] = [count, total].map((number) => number.toLocaleString('en'));
    shown.textContent = count === total ? every + ' shown' : some + ' of ' + every + ' shown';
    empty.hidden = count > 0 || total === 0;
  };
  const reset = () => {
    search.value = '';
    operation.value = '';
    one('[name=severity][value=all]').checked = true;
    filter();
  };
  let waiting;
  search.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 80);
  });
  bar.addEventListener('change', filter);
  one('#reset').addEventListener('click', reset);
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !/^(INPUT|SELECT)$/.test(event.target.tagName)) {
      event.preventDefault();
      search.focus();
    } else if (event.key === 'Escape' && event.target === search) reset();
  });
  const follow = () => {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (!target || target.tagName !== 'ARTICLE') return;
    if (target.hidden) reset();
    for (const details of [target.closest('.known'), one('details', target)]) if (details) details.open = true;
    target.scrollIntoView();
  };
  addEventListener('hashchange', follow);
  // A browser keeps the fields over a reload.
  filter();
  follow();
}

const copy = (text) => {
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  const isCopied = document.execCommand('copy');
  area.remove();
  return isCopied;
};
document.addEventListener('click', async ({ target }) => {
  const button = target.closest?.('.copy');
  if (!button) return;
  const from = button.dataset.all === undefined ? [one('pre', button.closest('.pane'))] : all('.command', button.closest('details'));
  const text = from.map(({ textContent }) => textContent).join('\\n');
  const said = button.dataset.said ??= button.textContent;
  // Pages that are not read over https have no clipboard.
  const isCopied = await Promise.resolve(navigator.clipboard?.writeText(text).then(() => true)).catch(() => false) || copy(text);
  button.focus();
  button.textContent = isCopied ? 'Copied' : 'Not copied';
  setTimeout(() => { button.textContent = said; }, 1500);
});

if (globalThis.CSS?.highlights) {
  const kinds = ['name', 'string', 'number'].map((kind) => [kind, new Highlight()]);
  for (const [kind, highlight] of kinds) CSS.highlights.set(kind, highlight);
  const tokens = /("(?:[^"\\\\]|\\\\.)*"(?=:))|("(?:[^"\\\\]|\\\\.)*")|(-?\\d[\\d.eE+-]*|true|false|null)/g;
  const paint = (pre) => {
    const node = pre.lastChild;
    const start = node?.data.search(/^[[{]/m) ?? -1;
    if (start < 0) return;
    tokens.lastIndex = start;
    for (let match = tokens.exec(node.data); match; match = tokens.exec(node.data)) {
      const range = new StaticRange({ startContainer: node, startOffset: match.index, endContainer: node, endOffset: tokens.lastIndex });
      kinds[match[1] ? 0 : match[2] ? 1 : 2][1].add(range);
    }
  };
  document.addEventListener('toggle', ({ target }) => {
    if (target.dataset.painted !== undefined || !target.matches('article details')) return;
    target.dataset.painted = '';
    for (const pre of all('.json', target)) paint(pre);
  }, true);
}
`;
