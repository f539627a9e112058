/** The records of a collection, each of which can be changed as JSON. */
export const recordsScript = `
  const collection = byId('collection');
  const collectionPath = byId('collection-path');
  const recordsMessage = byId('records-message');
  const collectionUrl = () => 'state/' + encodeURIComponent(collectionPath.value.trim());
  const titleOf = (json) => {
    const texts = Object.entries(JSON.parse(json)).filter(([, value]) => typeof value === 'string' && value !== '');
    const [, title = ''] = texts.find(([name]) => /name|title|label|subject|summary/i.test(name)) ?? texts.find(([name]) => !/id$/i.test(name)) ?? [];
    return title.slice(0, 100);
  };
  const showRecord = ({ id, json }, isOpen = false) => {
    const text = make('textarea', { value: json, spellcheck: false, rows: Math.min(30, json.split('\\n').length + 1), 'aria-label': 'Record ' + id });
    const message = make('span', { className: 'quiet', role: 'status' });
    const title = make('span', { className: 'quiet' }, titleOf(json));
    const url = () => collectionUrl() + '/' + encodeURIComponent(id);
    const save = async () => {
      const saved = await ask('PUT', url(), text.value);
      text.value = saved.json;
      title.textContent = titleOf(saved.json);
      tell(message, 'saved');
    };
    const remove = async () => {
      await ask('DELETE', url());
      element.remove();
      tell(recordsMessage, 'deleted ' + id);
    };
    const element = make('details', { className: 'record', open: isOpen },
      make('summary', {}, make('code', {}, id), ' ', title),
      text,
      make('div', { className: 'bar' },
        make('button', { onclick: () => attempt(message, save) }, 'Save'),
        make('button', { onclick: () => attempt(message, remove) }, 'Delete'),
        message));
    return element;
  };
  const showAdd = () => {
    const text = make('textarea', { value: '{\\n  \\n}', spellcheck: false, 'aria-label': 'New record' });
    const message = make('span', { className: 'quiet', role: 'status' });
    const add = async () => {
      const added = await ask('POST', collectionUrl(), text.value);
      element.after(showRecord(added));
      tell(message, 'added ' + added.id);
    };
    const element = make('details', { className: 'record', id: 'add' },
      make('summary', {}, 'Add a record'),
      make('p', { className: 'quiet' }, 'What is left out is filled in.'),
      text,
      make('div', { className: 'bar' }, make('button', { onclick: () => attempt(message, add) }, 'Add'), message));
    return element;
  };
  const loadRecords = (openId) => attempt(recordsMessage, async () => {
    byId('records').replaceChildren();
    if (collectionPath.value.includes('{')) {
      tell(recordsMessage, 'Give values for the variables of the path.');
      collectionPath.focus();
      return;
    }
    const records = await ask('GET', collectionUrl());
    byId('records').replaceChildren(showAdd(), ...records.map((record) => showRecord(record, record.id === openId)));
    tell(recordsMessage, records.length === 1 ? '1 record' : records.length + ' records');
    byId('records').querySelector('[open]')?.scrollIntoView({ block: 'center' });
  });
  const loadCollections = (wanted, openId) => attempt(recordsMessage, async () => {
    const collections = await ask('GET', 'collections');
    if (collections.length === 0) {
      tell(recordsMessage, 'No resource of the contract is stateful.');
      return;
    }
    setOptions(collection, collections.map(({ path, count }) => [path, count === undefined ? path : path + ' (' + count + ')']));
    if (wanted !== undefined) collection.value = wanted;
    if (wanted !== undefined || collectionPath.value === '') collectionPath.value = wanted ?? collection.value;
    await loadRecords(openId);
  });
  const openRecord = ({ path, id }, session = '') => {
    sessionField.value = otherSessionField.value = session;
    collectionPath.value = path;
    selectTab(byId('tab-records'), path, id);
  };
  collection.onchange = () => {
    collectionPath.value = collection.value;
    loadRecords();
  };
  collectionPath.onchange = () => loadRecords();
  byId('refresh').onclick = () => loadCollections();
`;
