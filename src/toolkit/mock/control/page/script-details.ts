/** What an opened row shows, and what can be done with it. */
export const detailsScript = `
  const list = (pairs) => make('dl', {}, ...pairs.flatMap(([name, value]) => [make('dt', {}, name), make('dd', {}, value)]));
  /** JSON in lines, if that changes nothing but the blanks. */
  const inLines = (text) => {
    try {
      const value = JSON.parse(text);
      return JSON.stringify(value) === text ? JSON.stringify(value, null, 2) : text;
    } catch {
      return text;
    }
  };
  const showBody = (body) => {
    if (!body) return [make('p', { className: 'quiet' }, 'No body.')];
    const size = body.length.toLocaleString('en') + (body.text === undefined ? ' bytes, not shown' : body.isCut ? ' in all; only the first 16 Ki are kept' : '');
    return [
      body.text === undefined || body.isCut ? make('p', { className: 'quiet' }, size) : undefined,
      body.text === undefined ? undefined : make('pre', { tabIndex: 0 }, inLines(body.text)),
    ];
  };
  const showSide = (title, { headers, body }) =>
    make('section', { 'aria-label': title }, make('h2', {}, title), list(headers), make('h3', {}, 'Body'), ...showBody(body));
  const copy = async (text, message, fallback) => {
    try {
      await navigator.clipboard.writeText(text);
      tell(message, 'copied');
    } catch {
      // Only over HTTPS and on this machine do browsers let a page write there.
      fallback.hidden = false;
      fallback.focus();
      getSelection().selectAllChildren(fallback);
      tell(message, 'copy it from here:');
    }
  };
  /** What browsers set themselves. */
  const forbidden = /^(accept-charset|accept-encoding|access-control-request-.*|connection|content-encoding|content-length|cookie2?|date|dnt|expect|host|keep-alive|origin|referer|sec-.*|te|trailer|transfer-encoding|upgrade|user-agent|via)$/i;
  const replay = async (entry, { request: { headers, body }, hidden }, message) => {
    if (body && (body.text === undefined || body.isCut))
      throw new Error(body.isCut ? 'can not be sent again: only the start of its body is kept' : 'can not be sent again: its body is not text');
    const isHidden = (name) => hidden.includes(name);
    const sent = headers.filter(([name]) => !forbidden.test(name)).map(([name, value]) => [name, isHidden(name) ? value.replace('…', 'hidden') : value]);
    const notes = hidden.map((name) => /^cookie$/i.test(name) ? 'without ' + name + ', which a page can not set' : 'with "hidden" in place of the value of ' + name);
    if (body?.hasHidden) notes.push('with … for what is hidden in its body');
    if (entry.url.includes('…')) notes.push('with … for what is hidden or cut in its target');
    const response = await fetch(location.origin + entry.url, {
      method: entry.method,
      headers: sent,
      body: body?.text,
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'manual',
      signal: AbortSignal.timeout(30_000),
    });
    await response.arrayBuffer();
    const status = response.type === 'opaqueredirect' ? 'a redirect' : response.status;
    tell(message, 'sent again' + (notes.length > 0 ? ', ' + notes.join(', ') : '') + ': ' + status);
  };
  const origins = { scenario: 'a scenario, or a next response that was set', state: 'the records', contract: "the contract's examples and schemas" };
  const showDetails = (entry, details) => {
    const { operation, record, errors, origin, curl } = details;
    const message = make('span', { className: 'quiet', role: 'status' });
    const command = make('pre', { tabIndex: 0, hidden: true }, curl);
    const facts = [
      ['operation', operation ? operation.operationId + (operation.summary && ' – ' + operation.summary) : 'none: the target is not in the contract'],
      operation && ['in the contract', make('code', { title: operation.pointer }, operation.place)],
      record && ['record', make('button', { onclick: () => openRecord(record, entry.session) }, record.path + (record.id === undefined ? '' : ' ' + record.id))],
      origin && ['response from', origins[origin]],
      entry.session && ['session', entry.session],
      ['time', entry.time + ', ' + entry.ms + ' ms'],
    ];
    const places = errors.map(({ message: text, place, pointer }) => make('li', {}, text + ' ', make('code', { title: pointer }, place)));
    return [
      make('div', { className: 'bar' },
        make('button', { onclick: () => copy(curl, message, command) }, 'Copy as curl'),
        make('button', { onclick: () => attempt(message, () => replay(entry, details, message)) }, 'Replay'),
        message),
      command,
      list(facts.filter(Boolean)),
      errors.length > 0 ? make('section', { className: 'bad' }, make('h3', {}, 'Errors, and where the contract says so'), make('ul', {}, ...places)) : '',
      make('div', { className: 'sides' }, showSide('Request', details.request), showSide('Response', details.response)),
    ];
  };
`;
