// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the lines of the depot have templates
import type { Mutant } from './mutants.ts';

/** Loses or mixes up bins, which only a PUT creates, and what is in them. */
const puts: Mutant[] = [
  { name: 'a new bin is not listed', find: '[...bins.values()].map(', replace: '[...bins.values()].slice(0, -1).map(' },
  {
    name: 'a note of a bin is truncated',
    find: 'const made = { ...fields, name };',
    replace: "const made = { ...fields, ...(fields['note'] && { note: String(fields['note']).slice(0, 12) }), name };",
  },
  {
    name: 'items are in all bins',
    find: 'return { status: 200, body: found(bins.get(name)).items };',
    replace: 'return { status: 200, body: found(bins.get(name)) && [...bins.values()].flatMap(({ items }) => items) };',
  },
];

/** Loses what is written to what there is one of. */
const singletons: Mutant[] = [
  {
    name: 'settings are not replaced',
    find: "    settings = await readFields(request, settingsRules, ['greeting', 'isOpen']);",
    replace: "    await readFields(request, settingsRules, ['greeting', 'isOpen']);",
  },
  {
    name: 'settings are said to be replaced',
    find: "    settings = await readFields(request, settingsRules, ['greeting', 'isOpen']);\n    return { status: 200, body: settings };",
    replace:
      "    const made = await readFields(request, settingsRules, ['greeting', 'isOpen']);\n    return { status: 200, body: made };",
  },
  {
    name: 'settings are not patched',
    find: "if (request.method === 'PATCH') settings = { ...settings, ...(await readFields(request, settingsRules)) };",
    replace: "if (request.method === 'PATCH') await readFields(request, settingsRules);",
  },
  {
    name: 'a patch of settings forgets a flag',
    find: '...(await readFields(request, settingsRules)) };',
    replace: "...(await readFields(request, settingsRules)), isOpen: settings['isOpen'] };",
  },
];

/** Loses what was accepted. */
const accepted: Mutant[] = [
  {
    name: 'an order forgets its customer',
    find: 'const order = { ...fields, id };',
    replace: "const order = { ...fields, customer: '', id };",
  },
  {
    name: 'an order is made of one piece',
    find: 'const order = { ...fields, id };',
    replace: 'const order = { ...fields, pieces: 1, id };',
  },
];

/** Takes what a record has for taken. */
const unique: Mutant[] = [
  {
    name: 'a replaced part has to have another title',
    find: "if (isPut) refuseTaken(fields['title'], id);",
    replace: "if (isPut) refuseTaken(fields['title'], undefined);",
  },
  {
    name: 'a patched part has to have another title',
    find: "else refuseTaken(fields['title'], id);",
    replace: "else refuseTaken(fields['title'], undefined);",
  },
];

/** Changes files. */
const files: Mutant[] = [
  {
    name: 'a label is truncated',
    find: 'found(bins.get(name)).label = bytes;',
    replace: 'found(bins.get(name)).label = bytes.subarray(0, 65_536);',
  },
  {
    name: 'a label is read as text',
    find: 'found(bins.get(name)).label = bytes;',
    replace: 'found(bins.get(name)).label = Buffer.from(bytes.toString());',
  },
  {
    name: 'line breaks in a label are replaced',
    find: 'found(bins.get(name)).label = bytes;',
    replace:
      "found(bins.get(name)).label = Buffer.from(bytes.toString('latin1').replaceAll('\\n', '\\r\\n'), 'latin1');",
  },
];

/** Loses attributes. */
const attributes: Mutant[] = [
  {
    name: 'a remark is never removed',
    find: "...(patch['attributes'] as Fields) } };",
    replace:
      "...Object.fromEntries(Object.entries(patch['attributes'] as Fields).filter(([, value]) => value !== null)) } };",
  },
  {
    name: 'a patch replaces all attributes',
    find: "{ ...(old['attributes'] as Fields), ...(patch['attributes'] as Fields) } };",
    replace: "patch['attributes'] };",
  },
  {
    name: 'a label is never patched',
    find: "...(patch['attributes'] as Fields) } };",
    replace: "...(patch['attributes'] as Fields), label: (old['attributes'] as Fields)['label'] } };",
  },
];

/** Loses what only a list shows. */
const added: Mutant[] = [
  { name: 'no visit is listed', find: 'visits.toReversed().filter(', replace: 'visits.slice(0, 0).filter(' },
  {
    name: 'the remark of a visit is lost',
    find: 'const visit = { ...fields, id: ++last };',
    replace: "const visit = { visitor: fields['visitor'], id: ++last };",
  },
  {
    name: 'every visit has the same visitor',
    find: 'const page = found.slice(0, Number(limit));',
    replace: "const page = found.slice(0, Number(limit)).map((visit) => ({ ...visit, visitor: 'somebody' }));",
  },
  {
    name: 'every second visit is not stored',
    find: '  visits.push(visit);',
    replace: '  if (visit.id % 2 === 0) visits.push(visit);',
  },
  {
    name: 'no item of a bin is listed',
    find: 'return { status: 200, body: found(bins.get(name)).items };',
    replace: 'return { status: 200, body: found(bins.get(name)).items.slice(0, 0) };',
  },
];

export const depotKinds = { puts, singletons, accepted, own: unique, files, attributes, added } as const;

/** Variants of the depot that keep the contract. */
export const harmlessDepots: readonly Mutant[] = [
  {
    name: 'a PUT of a bin has no content',
    find: 'return { status: 200, body: made };',
    replace: 'return { status: 204 };',
  },
  {
    name: 'a PUT of settings has no content',
    find: "['greeting', 'isOpen']);\n    return { status: 200, body: settings };",
    replace: "['greeting', 'isOpen']);\n    return { status: 204 };",
  },
  {
    name: 'somebody else changes the settings as well',
    find: "  if (request.method === 'PATCH') settings",
    replace:
      "  if (request.method === 'GET' && ++last % 3 === 0) settings = { greeting: 'Closed', isOpen: false };\n  if (request.method === 'PATCH') settings",
  },
  {
    name: 'a greeting is trimmed, and has a capital',
    find: "    settings = await readFields(request, settingsRules, ['greeting', 'isOpen']);",
    replace:
      "    settings = await readFields(request, settingsRules, ['greeting', 'isOpen']);\n    settings = { ...settings, greeting: String(settings['greeting']).trim().toUpperCase() };",
  },
  {
    name: 'orders wait for a review that never comes',
    find: 'setTimeout(() => orders.set(id, order), 5).unref();',
    replace: 'const review = () => orders.set(id, order);\n  if (id === 0) review();',
  },
  {
    name: 'Location leads to the job',
    find: "body: { state: 'accepted' }, headers: { Location: `/v1/orders/${id}` } };",
    replace: "body: { id: id + 1000, state: 'accepted' }, headers: { Location: `/v1/jobs/${id + 1000}` } };",
  },
  {
    name: 'the id of a job is that of another order',
    find: "body: { state: 'accepted' }, headers: { Location: `/v1/orders/${id}` } };",
    replace: "body: { id: [...orders.keys()].at(-1) ?? id, state: 'accepted' }, headers: { Location: '/v1/jobs' } };",
  },
  {
    name: 'an order asks for a moment',
    find: 'setTimeout(() => orders.set(id, order), 5).unref();',
    replace: `const get = orders.get.bind(orders);
  const madeAt = Date.now() + 5;
  orders.get = (other) => {
    if (other === id && Date.now() < madeAt) throw new Refusal(404, { 'Retry-After': '0' });
    return get(other);
  };
  orders.set(id, order);`,
  },
  {
    name: 'an order is shown before it is complete',
    find: 'setTimeout(() => orders.set(id, order), 5).unref();',
    replace: "orders.set(id, { id, customer: '', pieces: 1 });\n  setTimeout(() => orders.set(id, order), 5).unref();",
  },
  {
    name: 'what stays the same is no change',
    find: '  const part = isPut ?',
    replace:
      '  if (!isPut && Object.entries(fields).every(([name, value]) => old[name] === value)) throw new Refusal(409);\n  const part = isPut ?',
  },
  {
    name: 'a label is made another image',
    find: 'found(bins.get(name)).label = bytes;',
    replace: "found(bins.get(name)).label = Buffer.from('RIFF' + bytes.length);",
  },
  {
    name: 'a label has no blanks at its end',
    find: '  const crate = { type, id, attributes };',
    replace:
      '  const { label } = attributes as Fields;\n  const crate = { type, id, attributes: { ...(attributes as Fields), ...(label !== undefined && { label: String(label).trimEnd() }) } };',
  },
  {
    name: 'a removed remark is left out',
    find: '  crates.set(id, crate);\n  return { status: 200',
    replace:
      "  if (crate.attributes['remark'] === null) delete crate.attributes['remark'];\n  crates.set(id, crate);\n  return { status: 200",
  },
  {
    name: 'the oldest visits come first',
    find: 'visits.toReversed().filter(({ id }) => Number(id) < Number(before));',
    replace: "visits.filter(({ id }) => before === '2147483647' || Number(id) > Number(before));",
  },
  {
    name: 'a page has two visits at most',
    find: 'const page = found.slice(0, Number(limit));',
    replace: 'const page = found.slice(0, Math.min(2, Number(limit)));',
  },
  {
    name: 'only the newest two visits are listed',
    find: 'visits.toReversed().filter(',
    replace: 'visits.toReversed().slice(0, 2).filter(',
  },
  {
    name: 'visits wait until somebody has looked at them',
    find: 'const visit = { ...fields, id: ++last };\n  visits.push(visit);',
    replace: "const visit = { ...fields, id: ++last, state: 'waiting' };",
  },
  {
    name: 'every second visit waits until somebody has looked at it',
    find: '++last };\n  visits.push(visit);',
    replace:
      "++last, state: last % 2 === 0 ? 'shown' : 'waiting' };\n  if (visit.state === 'shown') visits.push(visit);",
  },
  {
    name: 'visits are listed without their remark',
    find: 'const page = found.slice(0, Number(limit));',
    replace: 'const page = found.slice(0, Number(limit)).map(({ remark, ...visit }) => visit);',
  },
  {
    name: 'a visit is listed a moment later',
    find: '  visits.push(visit);',
    replace: '  setTimeout(() => visits.push(visit), 20).unref();',
  },
];
