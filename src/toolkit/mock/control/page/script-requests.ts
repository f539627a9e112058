/** The table of requests: live, filtered, opened. */
export const requestsScript = `
  const rows = byId('requests');
  const shown = new Map();
  const operations = new Set();
  let clearedUpTo = 0;
  const filters = ['search', 'filter-status', 'filter-operation', 'filter-session'].map(byId);
  const isWanted = ({ entry, text }) => {
    const [search, status, operation, session] = filters.map(({ value }) => value);
    return text.includes(search.trim().toLowerCase())
      && String(entry.status).startsWith(status)
      && (operation === '' || 'is ' + (entry.operationId ?? '') === operation)
      && (session === '' || 'is ' + (entry.session ?? '') === session);
  };
  const filter = (one) => {
    one.row.hidden = !isWanted(one);
    if (one.details) one.details.hidden = one.row.hidden;
  };
  const showCount = () => {
    const none = byId('none');
    none.hidden = [...shown.values()].some(({ row }) => !row.hidden);
    none.textContent = shown.size === 0 ? 'No requests yet.' : 'No request matches the filters.';
  };
  const remove = (one) => {
    one.row.remove();
    one.details?.remove();
    shown.delete(one.entry.number);
  };
  const clear = () => {
    for (const one of [...shown.values()]) remove(one);
    showCount();
  };
  const toggle = (one) => {
    const isOpen = one.details !== undefined;
    one.row.classList.toggle('opened', !isOpen);
    one.button.setAttribute('aria-expanded', !isOpen);
    if (isOpen) {
      one.details.remove();
      one.details = undefined;
      return;
    }
    const cell = make('td', { colSpan: 8 }, 'reading …');
    one.details = make('tr', { className: 'details' }, cell);
    one.row.after(one.details);
    attempt(cell, async () => {
      const details = await ask('GET', 'requests/' + one.entry.number);
      cell.replaceChildren(...showDetails(one.entry, details));
    });
  };
  const addOption = (known, filterId, value, text) => {
    if (known.has(value)) return false;
    known.add(value);
    byId(filterId).append(make('option', { value: 'is ' + value }, text));
    return true;
  };
  const show = (entry) => {
    if (entry.number <= clearedUpTo || shown.has(entry.number)) return;
    const button = make('button', { className: 'open', 'aria-expanded': 'false', title: 'Show what was sent' }, String(entry.number));
    const result = entry.errors.join('; ') || (entry.operationId ? 'keeps the contract' : 'is not in the contract');
    const cells = [
      ['number', button], ['time', entry.time.slice(11, 23)], ['method', entry.method], ['url', entry.url],
      ['operation', entry.operationId ?? '–'], ['status', String(entry.status)], ['ms', String(entry.ms)], ['errors', result],
    ];
    const row = make('tr', { className: entry.status >= 400 ? 'request refused' : 'request' },
      ...cells.map(([className, child]) => make('td', { className }, child)));
    const text = [entry.number, entry.method, entry.url, entry.operationId, entry.status, entry.session, result].join(' ').toLowerCase();
    const one = { entry, row, button, text, details: undefined };
    row.onclick = ({ target }) => {
      // Who marks a text wants to copy it.
      if (target === button || String(getSelection()) === '') toggle(one);
    };
    shown.set(entry.number, one);
    addOption(operations, 'filter-operation', entry.operationId ?? '', entry.operationId ?? 'not in the contract');
    if (addOption(sessions, 'filter-session', entry.session ?? '', entry.session ?? 'no session') && entry.session)
      byId('sessions').append(make('option', { value: entry.session }));
    filter(one);
    rows.prepend(row);
    if (shown.size > 1000) remove(shown.values().next().value);
    if (!row.hidden || shown.size === 1) showCount();
  };
  for (const field of filters)
    field.oninput = () => {
      for (const one of shown.values()) filter(one);
      showCount();
    };
  rows.onkeydown = (event) => {
    if (!event.target.classList.contains('open') || !/^Arrow(Up|Down)$/.test(event.key)) return;
    const buttons = [...rows.querySelectorAll('tr:not([hidden]) > td > .open')];
    buttons[buttons.indexOf(event.target) + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
    event.preventDefault();
  };
  byId('clear').onclick = () => {
    clearedUpTo = Math.max(clearedUpTo, ...shown.keys());
    clear();
  };
  byId('reset').onclick = () => attempt(byId('connection'), async () => {
    await ask('POST', 'reset');
    clear();
  });
  const events = new EventSource('requests/stream');
  events.onopen = () => {
    clear();
    tell(byId('connection'), 'live');
  };
  events.onmessage = ({ data }) => show(JSON.parse(data));
  events.onerror = () => tell(byId('connection'), events.readyState === EventSource.CLOSED
    ? 'the mock lets no more readers in: close another page of it, and reload'
    : 'the mock does not respond; trying again …', true);
`;
