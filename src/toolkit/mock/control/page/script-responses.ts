/** Starts scenarios, and sets the next response of an operation. */
export const responsesScript = `
  let known = [];
  const nextField = (name) => byId('next-' + name);
  const showScenarios = (names) => {
    const message = make('span', { className: 'quiet', role: 'status' });
    const play = (name) => attempt(message, async () => {
      await ask('POST', 'scenario', JSON.stringify({ name }));
      tell(message, name + ' is played, from its start and with its records');
    });
    const buttons = names.map((name) => make('button', { onclick: () => play(name) }, name));
    if (names.length === 0) tell(message, 'The mock was started without one: --scenario FILE adds it.');
    byId('scenarios').replaceChildren(...buttons, message);
  };
  const showChoices = () => {
    const chosen = known.find(({ operationId }) => operationId === nextField('operation').value);
    const responses = chosen?.responses ?? [];
    const statuses = responses.filter(({ status }) => /^[2-5][0-9][0-9]$/.test(status));
    byId('next-statuses').replaceChildren(...statuses.map(({ status, description }) => make('option', { value: status, label: status + ' ' + description })));
    const { value } = nextField('status');
    const names = responses.filter(({ status }) => value === '' || status === value || !/^[0-9]+$/.test(status)).flatMap(({ examples }) => examples);
    setOptions(nextField('example'), [['', names.length === 0 ? 'none has a name' : 'as usual'], ...[...new Set(names)].map((name) => [name, name])]);
  };
  const loadResponses = () => attempt(byId('responses-message'), async () => {
    showScenarios(await ask('GET', 'scenarios'));
    known = await ask('GET', 'operations');
    setOptions(nextField('operation'), [['', 'whichever is asked next'], ...known.map(({ operationId, method, path }) => [operationId, operationId + ' – ' + method + ' ' + path])]);
    showChoices();
  });
  nextField('operation').onchange = showChoices;
  nextField('status').oninput = showChoices;
  const readNext = () => {
    const numberOf = (name) => (nextField(name).value.trim() === '' ? undefined : Number(nextField(name).value));
    const textOf = (name) => nextField(name).value || undefined;
    const body = nextField('body').value.trim();
    const fields = { operationId: textOf('operation'), status: numberOf('status'), example: textOf('example'), times: numberOf('times'), delay: numberOf('delay'), fault: textOf('fault') };
    try {
      return { ...fields, ...(body !== '' && { body: JSON.parse(body) }) };
    } catch (error) {
      throw new Error('the body is not JSON: ' + error.message);
    }
  };
  byId('next').onsubmit = (event) => {
    event.preventDefault();
    const message = nextField('message');
    attempt(message, async () => {
      const next = readNext();
      await ask('POST', 'next', JSON.stringify(next));
      tell(message, 'set for ' + (next.operationId ?? 'whichever operation is asked next'));
    });
  };
`;
