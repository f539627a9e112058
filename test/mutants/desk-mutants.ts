// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the lines of the desk have templates
import type { Mutant } from './mutants.ts';

/** Takes credentials that are nearly right. */
const credentials: Mutant[] = [
  { name: 'the scheme is not looked at', find: "scheme.toLowerCase() !== 'bearer'", replace: "scheme === ''" },
  {
    name: 'a token needs no scheme',
    find: '/^(\\S+) +(\\S+)$/.exec(request.headers.authorization',
    replace:
      '/^(\\S+) +(\\S+)$/.exec(/ /.test(request.headers.authorization ?? "") ? request.headers.authorization as string : `Bearer ${request.headers.authorization}`',
  },
  {
    name: 'a token may be cut',
    find: 'token !== sign(text)',
    replace: 'token.length < 20 || !sign(text).startsWith(token)',
  },
  { name: 'a token may be longer', find: 'token !== sign(text)', replace: '!token.startsWith(sign(text))' },
  {
    name: 'a token may have any case',
    find: 'token !== sign(text)',
    replace:
      'token.toLowerCase() !== sign(text.toLowerCase()).toLowerCase() && token.toLowerCase() !== sign(text.replace("CLERK", "clerk")).toLowerCase()',
  },
  {
    name: 'bearer alone is fine',
    find: "  if (scheme.toLowerCase() !== 'bearer')",
    replace:
      "  if (/^bearer *$/i.test(request.headers.authorization ?? '')) return;\n  if (scheme.toLowerCase() !== 'bearer')",
  },
  { name: 'the signature is not looked at', find: 'token !== sign(text)', replace: "text === ''" },
  {
    name: 'notes take any token',
    find: '  authorize(request);\n  if (kind',
    replace: "  if (child !== 'notes' || request.headers.authorization === undefined) authorize(request);\n  if (kind",
  },
];

/** Loses, repeats or mixes up what is in lists. */
const lists: Mutant[] = [
  { name: 'a cursor skips a member', find: 'Number(cursor.slice(6))) + 1;', replace: 'Number(cursor.slice(6))) + 2;' },
  { name: 'a cursor repeats a member', find: 'Number(cursor.slice(6))) + 1;', replace: 'Number(cursor.slice(6)));' },
  {
    name: 'the last page is missing',
    find: 'start + limit < all.length ?',
    replace: 'start + limit + 1 < all.length ?',
  },
  {
    name: 'a cursor is ignored',
    find: 'cursor === null ? 0 :',
    replace: "cursor !== 'none' ? 0 :",
  },
  { name: 'the link skips a page', find: '&page=${page + 1}>', replace: '&page=${page + 2}>' },
  { name: 'the link leads to the same page', find: '&page=${page + 1}>', replace: '&page=${page}>' },
  { name: 'the link ends too early', find: 'page * size < all.length ?', replace: '(page + 1) * size < all.length ?' },
  {
    name: 'pages overlap',
    find: 'all.slice((page - 1) * size, page * size)',
    replace: 'all.slice((page - 1) * (size - 1), (page - 1) * (size - 1) + size)',
  },
  {
    name: 'pages begin at two',
    find: 'all.slice((page - 1) * size, page * size)',
    replace: 'all.slice(page * size, (page + 1) * size)',
  },
  { name: 'members are not sorted', find: "sorted(kept, sort?.replace('-', '')", replace: 'sorted(kept, undefined' },
  { name: 'members are sorted in one direction', find: "sort?.startsWith('-') === true", replace: 'false' },
  { name: 'loans are not sorted', find: 'sorted(kept, by,', replace: 'sorted(kept, undefined,' },
  { name: 'loans are sorted in one direction', find: "direction === 'desc')", replace: 'false)' },
  { name: 'loans descend by default', find: "['asc', 'desc']) ?? 'asc'", replace: "['asc', 'desc']) ?? 'desc'" },
  {
    name: 'a page is sorted, not the list',
    find: 'const items = all.slice(start, start + limit);',
    replace:
      "const items = sorted(kept.slice(start, start + limit), sort?.replace('-', ''), sort?.startsWith('-') === true);",
  },
  {
    name: 'the search finds all',
    find: "q === null || String(member['name'])",
    replace: "true || String(member['name'])",
  },
  { name: 'the level is ignored', find: "level === undefined || member['level'] === level", replace: 'true' },
  {
    name: 'the lower bound is ignored',
    find: ".filter((member) => Number(member['visits']) >= minVisits)",
    replace: '',
  },
  { name: 'three members by default', find: "'limit', 5, 1, 20", replace: "'limit', 3, 1, 20" },
  { name: 'ten members by default', find: "'limit', 5, 1, 20", replace: "'limit', 10, 1, 20" },
];

/** Loses or mixes up records. */
const records: Mutant[] = [
  {
    name: 'a loan may name nobody',
    find: "  if (!members.has(Number(fields['memberId']))) throw new Refusal(404, 'memberId');\n",
    replace: '',
  },
  {
    name: 'Location names the member before',
    find: 'Location: `/v1/members/${id}`',
    replace: 'Location: `/v1/members/${id - 1}`',
  },
  {
    name: 'Location leads to the list',
    find: 'Location: `/v1/members/${id}`',
    replace: "Location: '/v1/members'",
  },
  { name: 'Location names nothing', find: 'Location: `/v1/members/${id}`', replace: 'Location: `/v1/member/${id}`' },
  {
    name: 'a phone is never removed',
    find: '    if (value === null) delete merged[name];',
    replace: "    if (value === null) merged[name] = name === 'phone' ? merged[name] : undefined;",
  },
  {
    name: 'null is never merged',
    find: '    if (value === null) delete merged[name];',
    replace: '    if (value === null) continue;',
  },
  {
    name: 'an address is replaced',
    find: 'isObject(value) ? mergePatch(merged[name], value) : value',
    replace: 'value',
  },
  {
    name: 'a patch is lost',
    find: '  members.set(id, member);\n  return { status: 200',
    replace: '  return { status: 200',
  },
  {
    name: 'a patch changes the first member',
    find: '  members.set(id, member);\n  return { status: 200',
    replace:
      '  members.set(id, member);\n  const [first] = members.keys();\n  if (first !== undefined && first !== id) members.set(first, { ...members.get(first), name: member["name"] });\n  return { status: 200',
  },
  {
    name: 'a patch creates a member anew',
    find: '  const member = mergePatch(found(members.get(id)), patch);',
    replace: '  const member = { ...mergePatch(found(members.get(id)), patch), created: new Date().toISOString() };',
  },
  {
    name: 'an address may be of two members',
    find: "  if (isTaken(fields['email'])) throw new Refusal(409, 'email');\n",
    replace: '',
  },
  {
    name: 'ids are counted',
    find: '  const id = ++last;\n  const member',
    replace: '  const id = members.size + 1;\n  const member',
  },
  {
    name: 'a delete takes the members before as well',
    find: '    members.delete(id);\n',
    replace: '    for (const other of members.keys()) if (other <= id) members.delete(other);\n',
  },
  {
    name: 'a delete of a loan takes those of the member',
    find: '  loans.delete(id);\n',
    replace: "  for (const [other, { memberId }] of loans) if (memberId === loan['memberId']) loans.delete(other);\n",
  },
  {
    name: 'a loan is of the first member',
    find: 'const loan = { ...fields, id, state',
    replace: 'const loan = { ...fields, memberId: [...members.keys()][0], id, state',
  },
];

/** Loses the offset of a time, or takes times that RFC 3339 refuses. */
const times: Mutant[] = [
  {
    name: 'offsets are dropped',
    find: "const loan = { ...fields, id, state: 'open' };",
    replace:
      "const loan = { ...fields, ...('due' in fields && { due: String(fields['due']).replace(/[+-]\\d\\d:\\d\\d$/, 'Z') }), id, state: 'open' };",
  },
  {
    name: 'offsets without a colon are fine',
    find: '[+-]\\d\\d:\\d\\d)$/.exec',
    replace: '[+-]\\d\\d:?\\d\\d)$/.exec',
  },
  { name: 'a time needs no zone', find: '[+-]\\d\\d:\\d\\d)$/.exec', replace: '[+-]\\d\\d:\\d\\d)?$/.exec' },
  { name: 'hour 24 is fine', find: 'Number(hour) < 24', replace: 'Number(hour) <= 24' },
];

/** Fails where a value is taken. */
const faults: Mutant[] = [
  {
    name: 'a taken address fails',
    find: "throw new Refusal(409, 'email')",
    replace: "throw new Error('unique constraint')",
  },
];

/** Ignores whom something belongs to, or stores nothing. */
const structure: Mutant[] = [
  {
    name: 'notes of all members are listed',
    find: 'filter((note) => note.memberId === memberId)',
    replace: 'filter(() => memberId > 0)',
  },
  {
    name: 'a note is read below any member',
    find: "  if (method === 'GET' && note.memberId !== memberId) throw new Refusal(404, 'note');\n",
    replace: '',
  },
  {
    name: 'a note is deleted below any member',
    find: "  if (method === 'DELETE' && note.memberId !== memberId) throw new Refusal(404, 'note');\n",
    replace: '',
  },
  {
    name: 'notes of nobody are taken',
    find: "  check(fields, noteRules, ['text']);\n  found(members.get(memberId));",
    replace: "  check(fields, noteRules, ['text']);",
  },
  {
    name: 'notes survive their member',
    find: '    for (const [noteId, note] of notes) if (note.memberId === id) notes.delete(noteId);\n',
    replace: '',
  },
  {
    name: 'a note goes to another member',
    find: 'const note = { ...fields, id, memberId };',
    replace: 'const note = { ...fields, id, memberId: [...members.keys()][0] as number };',
  },
  { name: 'a deleted note stays', find: '  notes.delete(id);\n', replace: '' },
  {
    name: 'a new shelf is not stored',
    find: '  shelves.set(code, shelf);',
    replace: '  if (status === 200) shelves.set(code, shelf);',
  },
  {
    name: 'a shelf is not replaced',
    find: '  shelves.set(code, shelf);',
    replace: '  if (status === 201) shelves.set(code, shelf);',
  },
  {
    name: 'a shelf is merged',
    find: 'const shelf = { ...fields, code };',
    replace: 'const shelf = { ...shelves.get(code), ...fields, code };',
  },
  {
    name: 'a shelf changes all others',
    find: '  shelves.set(code, shelf);',
    replace:
      '  shelves.set(code, shelf);\n  for (const [other, one] of shelves) shelves.set(other, { ...one, room: shelf["room"] });',
  },
  {
    name: 'a shelf is stored under another code',
    find: '  shelves.set(code, shelf);',
    replace: '  shelves.set(code.slice(0, 2), shelf);',
  },
  { name: 'a deleted shelf stays', find: 'if (!shelves.delete(code))', replace: 'if (!shelves.has(code))' },
];

/** Invalid requests that get the refusal of a value that is taken, if it is. */
const unique: Mutant[] = [
  {
    name: 'a name of a taken address is not looked at',
    find: "  check(fields, memberRules, ['name', 'email']);\n",
    replace:
      "  if (isObject(fields) && isTaken(fields['email'])) throw new Refusal(409, 'email');\n  check(fields, { ...memberRules, name: (value) => typeof value === 'string' }, ['name', 'email']);\n",
  },
];

/** Defective variants of the lending desk, by what is wrong with them. */
export const deskKinds = { credentials, lists, records, times, faults, structure, unique } as const;

/** Variants of the lending desk that keep the contract. */
export const harmlessDesks: readonly Mutant[] = [
  {
    name: 'whom a loan names becomes a member',
    find: "if (!members.has(Number(fields['memberId']))) throw new Refusal(404, 'memberId');",
    replace:
      "const known = Number(fields['memberId']);\n  if (!members.has(known)) members.set(known, { id: known, name: 'New', email: `new${known}@example.org`, level: 'reader', visits: 0, joined: '2026-01-01T00:00:00Z', created: '2026-01-01T00:00:00Z' });\n  last = Math.max(last, known % 100_000);",
  },
  {
    name: 'a member that is not there is a conflict',
    find: "throw new Refusal(404, 'memberId')",
    replace: "throw new Refusal(409, 'memberId')",
  },
  {
    name: 'a member that is not there cannot be processed',
    find: "throw new Refusal(404, 'memberId')",
    replace: "throw new Refusal(422, 'memberId')",
  },
  {
    name: 'times are read in UTC',
    find: '...fields, id };\n  members',
    replace:
      "...fields, ...('joined' in fields && { joined: new Date(String(fields['joined'])).toISOString() }), id };\n  members",
  },
  {
    name: 'the newest members are first',
    find: 'const kept = [...members.values()]\n',
    replace: 'const kept = [...members.values()].reverse()\n',
  },
  {
    name: 'cursors differ each time',
    find: 'const next = start + limit < all.length ? `after-${items.at(-1)?.[',
    replace: 'const next = start + limit < all.length ? `after-${"0".repeat(++last % 7)}${items.at(-1)?.[',
  },
  {
    name: 'there is a cursor after the last page',
    find: 'const next = start + limit < all.length ?',
    replace: 'const next = items.length > 0 ?',
  },
  {
    name: 'some members are hidden',
    find: 'const kept = [...members.values()]\n',
    replace: "const kept = [...members.values()].filter((member) => Number(member['id']) % 3 > 0)\n",
  },
  {
    name: 'Location is absolute',
    find: 'Location: `/v1/members/${id}`',
    replace: 'Location: `http://${request.headers.host}/v1/members/${id}`',
  },
  { name: 'Location is relative', find: 'Location: `/v1/members/${id}`', replace: 'Location: `members/${id}`' },
  { name: 'the link is absolute', find: 'Link: `</v1/loans', replace: 'Link: `<http://desk.example/v1/loans' },
  {
    name: 'a PUT of a shelf has no content',
    find: 'return { status, body: shelf };',
    replace: 'return { status: 204 };',
  },
  {
    name: 'a PUT of a shelf is always 201',
    find: 'return { status, body: shelf };',
    replace: 'return { status: 201, body: shelf };',
  },
  {
    name: 'no token is forbidden',
    find: "throw new Refusal(401, 'scheme')",
    replace: "throw new Refusal(403, 'scheme')",
  },
  {
    name: 'a patch stores times of whole seconds',
    find: '  const member = mergePatch(found(members.get(id)), patch);',
    replace:
      "  const member = mergePatch(found(members.get(id)), patch);\n  member['created'] = `${String(member['created']).slice(0, 19)}.000Z`;",
  },
  {
    name: 'a patch stores times in another zone',
    find: '  const member = mergePatch(found(members.get(id)), patch);',
    replace:
      "  const member = mergePatch(found(members.get(id)), patch);\n  member['created'] = new Date(Date.parse(String(member['created'])) + 3_600_000).toISOString().replace('Z', '+01:00');",
  },
  {
    name: 'a removed phone is null',
    find: '    if (value === null) delete merged[name];',
    replace: '    if (value === null) merged[name] = null;',
  },
  {
    name: 'the search finds words that begin alike',
    find: "String(member['name']).toLowerCase().includes(q.toLowerCase())",
    replace:
      "String(member['name']).toLowerCase().split(' ').some((word) => word.startsWith(q.toLowerCase().slice(0, 3)))",
  },
  {
    name: 'a list is behind by a moment',
    find: "  if (request.method === 'GET') return listMembers(query);",
    replace:
      "  if (request.method === 'GET' && ++last % 200 === 0) throw new Refusal(503, 'later', { 'Retry-After': '0' });\n  if (request.method === 'GET') return listMembers(query);",
  },
  {
    name: 'notes of a member that is gone are none',
    find: '    found(members.get(memberId));\n    const own',
    replace: '    const own',
  },
  {
    name: 'has a header more',
    find: '  response.writeHead(status);',
    replace: "  response.setHeader('X-Request-Id', String(Math.random()));\n  response.writeHead(status);",
  },
  {
    name: 'a member with loans stays',
    find: '    found(members.get(id));\n    members.delete',
    replace:
      "    found(members.get(id));\n    if ([...loans.values()].some((loan) => loan['memberId'] === id)) throw new Refusal(409, 'loans');\n    members.delete",
  },
  {
    name: 'fractions of a second are dropped',
    find: '...fields, id };\n  members',
    replace:
      "...fields, ...('joined' in fields && { joined: String(fields['joined']).replace(/\\.\\d+/, '') }), id };\n  members",
  },
];
