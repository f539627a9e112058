/** A change of one line of a server. */
export interface Mutant {
  readonly name: string;
  /** Occurs once in its source. */
  readonly find: string;
  readonly replace: string;
  /** Whether some requests get no response. */
  readonly hangs?: true;
}

/** Accepts what the contract excludes. */
const lax: Mutant[] = [
  {
    name: 'a title may be empty',
    find: 'title: (value) => isText(value, 1, 120)',
    replace: 'title: (value) => isText(value, 0, 120)',
  },
  {
    name: 'a title may have 200 characters',
    find: 'title: (value) => isText(value, 1, 120)',
    replace: 'title: (value) => isText(value, 1, 200)',
  },
  {
    name: 'a title may be a number',
    find: "  typeof value === 'string' && length(value) >= min && length(value) <= max",
    replace: '  length(String(value)) >= min && length(String(value)) <= max',
  },
  { name: 'a subtitle may be of any length', find: 'isText(value, 0, 200)', replace: 'isText(value, 0, 5000)' },
  { name: 'an ISBN may have something after it', find: '/^97[89][0-9]{10}$/', replace: '/^97[89][0-9]{10}/' },
  { name: 'any genre is accepted', find: 'genres.includes(value as string)', replace: "typeof value === 'string'" },
  { name: 'a book may have no pages', find: 'isWhole(value, 1, 20000)', replace: 'isWhole(value, 0, 20000)' },
  { name: 'a book may have 20001 pages', find: 'isWhole(value, 1, 20000)', replace: 'isWhole(value, 1, 20001)' },
  {
    name: 'pages may be a fraction',
    find: '  Number.isInteger(value) && Number(value) >= min',
    replace: "  typeof value === 'number' && Number(value) >= min",
  },
  { name: 'a price may be zero', find: 'value > 0 && value <= 1000', replace: 'value >= 0 && value <= 1000' },
  { name: 'a price may have any cents', find: ' && (value * 2) % 1 === 0', replace: '' },
  { name: 'six tags are fine', find: 'value.length <= 5', replace: 'value.length <= 6' },
  { name: 'a tag may occur twice', find: ' && isUnique(value)', replace: '' },
  { name: 'a tag may be empty', find: 'isText(tag, 1, 20)', replace: 'isText(tag, 0, 20)' },
  {
    name: 'any string is a date',
    find: '  /^\\d{4}-\\d\\d-\\d\\d$/.test(value) &&\n  !Number.isNaN(Date.parse(value)) &&\n  new Date(value).toISOString().startsWith(value);',
    replace: '  value.length > 0;',
  },
  {
    name: 'the 31st of February is a date',
    find: ' &&\n  !Number.isNaN(Date.parse(value)) &&\n  new Date(value).toISOString().startsWith(value);',
    replace: ';',
  },
  {
    name: 'available may be a word',
    find: "available: (value) => typeof value === 'boolean'",
    replace: "available: (value) => value === 'yes' || value === 'text' || typeof value === 'boolean'",
  },
  {
    name: 'a book may have unknown fields',
    find: 'if (!rules[name]?.(value)) throw new Refusal(400, name);\n}\n\nfunction checkPatch',
    replace: 'if (rules[name] && !rules[name](value)) throw new Refusal(400, name);\n}\n\nfunction checkPatch',
  },
  {
    name: 'pages are not required',
    find: "['title', 'isbn', 'genre', 'pages']) if",
    replace: "['title', 'isbn', 'genre']) if",
  },
  { name: 'a donor may be anything', find: "return isEmail(value['donor'])", replace: "return 'donor' in value" },
  {
    name: 'a shop may have other fields',
    find: "isText(value['shop'], 1, 40) && hasOnly(value, ['shop'])",
    replace: "isText(value['shop'], 1, 40)",
  },
  { name: 'a patch may be empty', find: ' || Object.keys(fields).length === 0', replace: '' },
  { name: 'six stars are fine', find: "isWhole(fields['stars'], 1, 5)", replace: "isWhole(fields['stars'], 1, 6)" },
  {
    name: 'a reader need not be named',
    find: "typeof reader !== 'string' || !/^[a-z]{3,20}$/.test(reader)",
    replace: "typeof reader === 'string' && !/^[a-z]{3,20}$/.test(reader)",
  },
  { name: 'a reader may be called anything', find: ' || !/^[a-z]{3,20}$/.test(reader)', replace: '' },
  { name: 'a limit may be 100', find: "'limit', 10, 1, 50", replace: "'limit', 10, 1, 100" },
  {
    name: 'a limit that is not a number is ignored',
    find: '  if (text === null) return fallback;',
    replace: '  if (text === null || !/^[0-9]+$/.test(text)) return fallback;',
  },
  {
    name: 'an unknown genre finds nothing',
    find: "  if (genre !== null && !genres.includes(genre)) throw new Refusal(400, 'genre');\n",
    replace: '',
  },
  {
    name: 'the Content-Type of JSON is not required',
    find: "  if (chunks.length > 0 && !/^application\\/json\\b/.test(type)) throw new Refusal(415, 'content-type');\n",
    replace:
      "  if (chunks.length > 0 && type === 'application/xml') return { title: 'a', isbn: '9780000000000', genre: 'novel', pages: 1, stars: 1 };\n",
  },
  { name: 'invalid UTF-8 is replaced', find: '{ fatal: true }', replace: '{ fatal: false }' },
];

/** Refuses what the contract allows. */
const strict: Mutant[] = [
  {
    name: 'a title of 120 characters is too long',
    find: 'title: (value) => isText(value, 1, 120)',
    replace: 'title: (value) => isText(value, 1, 119)',
  },
  { name: 'UTF-16 code units are counted', find: '[...text].length', replace: 'text.length' },
  { name: 'a subtitle may not be null', find: 'value === null || isText', replace: 'isText' },
  { name: 'the genre science is refused', find: "'history', 'science']", replace: "'history']" },
  { name: 'a price of 1000 is too much', find: 'value <= 1000', replace: 'value < 1000' },
  {
    name: 'a book has to have a price',
    find: "['title', 'isbn', 'genre', 'pages']) if",
    replace: "['title', 'isbn', 'genre', 'pages', 'price']) if",
  },
  { name: 'a limit of 50 is too much', find: "'limit', 10, 1, 50", replace: "'limit', 10, 1, 49" },
  {
    name: 'the shop is not known',
    find: '  source: (value) => {\n',
    replace: "  source: (value) => {\n    if (isObject(value) && 'shop' in value) return false;\n",
  },
];

/** Responds otherwise than declared. */
const responses: Mutant[] = [
  { name: 'created is 200', find: 'status: 201, body: book,', replace: 'status: 200, body: book,' },
  { name: 'no Location', find: ', headers: { Location: locationOf(id) }', replace: '' },
  { name: 'a Location below the root', find: 'return `/v1/books/', replace: 'return `/books/' },
  { name: 'no ETag', find: ', headers: { ETag: etagOf(book) }', replace: '' },
  { name: 'an ETag without quotes', find: 'return `"${hash', replace: 'return `${hash' },
  {
    name: 'no tags unless there were some',
    find: 'subtitle: null, tags: [], available',
    replace: 'subtitle: null, available',
  },
  {
    name: 'a price is a string',
    find: 'function makeBook(id: number, fields: Fields, added = new Date().toISOString()): Fields {\n',
    replace:
      "function makeBook(id: number, fields: Fields, added = new Date().toISOString()): Fields {\n  if ('price' in fields) return { subtitle: null, tags: [], available: true, ...fields, price: String(fields['price']), id, added };\n",
  },
  {
    name: 'added is not a date-time',
    find: 'new Date().toISOString()): Fields',
    replace: 'new Date().toString()): Fields',
  },
  { name: 'the total is a string', find: 'total: found.length', replace: 'total: String(found.length)' },
  {
    name: 'a book has an excess property',
    find: '...fields, id, added }',
    replace: '...fields, id, added, shelf: 3 }',
  },
  { name: 'a problem has no title', find: 'body: { status, title, ...', replace: 'body: { status, ...' },
  {
    name: 'a problem is plain JSON',
    find: "'application/json' : 'application/problem+json'",
    replace: "'application/json' : 'application/json'",
  },
  {
    name: 'a missing book is null',
    find: "  if (!book) throw new Refusal(404, 'book');\n  return book;",
    replace: '  return book as never;',
  },
  {
    name: 'a delete returns what it deleted',
    find: 'return { status: 204 };',
    replace: 'return { status: 200, body: { deleted: id } };',
  },
  { name: 'a 401 without a challenge', find: ", { 'WWW-Authenticate': 'ApiKey' }", replace: '' },
  { name: 'a status has an undeclared value', find: "Buffer.from('open')", replace: "Buffer.from('ajar')" },
  { name: 'the status is JSON', find: "Buffer.from('open')", replace: "'open'" },
  {
    name: 'reviews come in an object',
    find: 'body: reviews.get(id) ?? [] }',
    replace: 'body: { items: reviews.get(id) ?? [] } }',
  },
  { name: 'a review responds with 202', find: 'status: 201, body: review', replace: 'status: 202, body: review' },
];

/** Fails. */
const faults: Mutant[] = [
  {
    name: 'fails for long titles',
    find: '  const book = makeBook(id, fields);\n',
    replace:
      "  if (length(String(fields['title'])) > 100) throw new Error('too long for its column');\n  const book = makeBook(id, fields);\n",
  },
  {
    name: 'fails for texts beyond Latin',
    find: '  const book = makeBook(id, fields);\n',
    replace:
      "  if (/[^\\u0000-\\u00ff]/.test(String(fields['title']))) throw new Error('not in this code page');\n  const book = makeBook(id, fields);\n",
  },
  {
    name: 'fails for malformed JSON',
    find: "    throw new Refusal(400, 'syntax');",
    replace: "    throw new Error('syntax');",
  },
  {
    name: 'fails without a body',
    find: "  if (!isObject(fields)) throw new Refusal(400, 'body');\n  for",
    replace: '  for',
  },
  {
    name: 'shows where it failed',
    find: "    throw new Refusal(400, 'syntax');",
    replace: "    throw new Refusal(400, String(new Error('syntax').stack));",
  },
  {
    name: 'never responds to large offsets',
    find: '  const items = found.slice(offset',
    replace: '  if (offset > 99999) return new Promise(() => {}) as never;\n  const items = found.slice(offset',
    hangs: true,
  },
  {
    name: 'drops the connection for donors',
    find: '  const id = ++lastBook;\n',
    replace:
      "  if (isObject(fields['source']) && 'donor' in fields['source']) request.socket.destroy();\n  const id = ++lastBook;\n",
  },
];

/** Loses or mixes up records. */
const state: Mutant[] = [
  { name: 'a deleted book stays', find: '    books.delete(id);\n', replace: '' },
  { name: 'a delete takes all books', find: '    books.delete(id);\n', replace: '    books.clear();\n' },
  {
    name: 'a new book is not stored',
    find: '  books.set(id, book);\n  return { status: 201',
    replace: '  return { status: 201',
  },
  {
    name: 'subtitles are lost',
    find: '...fields, id, added }',
    replace: '...fields, subtitle: null, id, added }',
  },
  {
    name: 'books are not available unless they say so',
    find: 'tags: [], available: true',
    replace: 'tags: [], available: false',
  },
  {
    name: 'titles are truncated',
    find: '...fields, id, added }',
    replace: "...fields, title: String(fields['title']).slice(0, 100), id, added }",
  },
  {
    name: 'a replaced book keeps its price',
    find: 'makeBook(id, fields, String(old[',
    replace: "makeBook(id, { ...fields, ...('price' in old && { price: old['price'] }) }, String(old[",
  },
  {
    name: 'a replaced book is not stored',
    find: '  books.set(id, book);\n  return { status: 200',
    replace: "  if (method === 'PATCH') books.set(id, book);\n  return { status: 200",
  },
  {
    name: 'a patch makes books available',
    find: ': { ...old, ...fields };',
    replace: ': { ...old, available: true, ...fields };',
  },
  {
    name: 'a patch of pages does nothing',
    find: ': { ...old, ...fields };',
    replace: ": { ...old, ...fields, pages: old['pages'] };",
  },
  {
    name: 'every book is the last one',
    find: '    const book = bookOf(id);\n    return { status: 200',
    replace: '    bookOf(id);\n    const book = bookOf(Math.max(...books.keys()));\n    return { status: 200',
  },
  {
    name: 'the list ignores the genre',
    find: "    .filter((book) => genre === null || book['genre'] === genre)\n",
    replace: '',
  },
  {
    name: 'the list ignores the offset',
    find: 'found.slice(offset, offset + limit)',
    replace: 'found.slice(0, limit)',
  },
  {
    name: 'the list ignores the limit',
    find: 'found.slice(offset, offset + limit)',
    replace: 'found.slice(offset, offset + 50)',
  },
  {
    name: 'the list lacks one record',
    find: 'const found = [...books.values()]\n',
    replace: 'const found = [...books.values()].slice(0, -1)\n',
  },
  { name: 'the total counts the page only', find: 'total: found.length', replace: 'total: items.length' },
];

/** Accepts requests without valid credentials, or of undeclared methods. */
const access: Mutant[] = [
  {
    name: 'a new book needs no key',
    find: '  authorize(request);\n  const fields = await readJson(request);\n  checkBook',
    replace: '  const fields = await readJson(request);\n  checkBook',
  },
  {
    name: 'a delete needs no key',
    find: "if (method !== 'GET') authorize(request);",
    replace: "if (method !== 'GET' && method !== 'DELETE') authorize(request);",
  },
  { name: 'any key is accepted', find: "key !== 'library-key'", replace: 'key === undefined' },
  {
    name: 'keys are checked too late',
    find: "  if (method === 'POST') authorize(request);\n  const id = idOf(text);",
    replace: "  const id = idOf(text);\n  if (method === 'POST' && !books.has(id)) authorize(request);",
  },
  { name: 'a 405 without Allow', find: ", { Allow: 'GET, HEAD, POST' });\n  authorize", replace: ');\n  authorize' },
  {
    name: 'all books can be deleted at once',
    find: "  if (request.method !== 'POST') throw",
    replace: "  if (request.method === 'DELETE') return { status: 204 };\n  if (request.method !== 'POST') throw",
  },
];

/** Defective variants, by what is wrong with them. */
export const kinds = { lax, strict, responses, faults, state, access } as const;

export const mutants: readonly Mutant[] = Object.values(kinds).flat();

/** Variants that keep the contract. */
export const harmless: readonly Mutant[] = [
  {
    name: 'names its framework',
    find: '  response.writeHead(status);',
    replace: "  response.setHeader('X-Powered-By', 'shelves');\n  response.writeHead(status);",
  },
  {
    name: 'names the charset',
    find: "status < 400 ? 'application/json' :",
    replace: "status < 400 ? 'application/json; charset=utf-8' :",
  },
  {
    name: 'a malformed id is not found',
    find: "throw new Refusal(400, 'id');",
    replace: "throw new Refusal(404, 'id');",
  },
  {
    name: 'looks for the book before the body',
    find: "  const fields = await readJson(request);\n  if (method === 'PUT')",
    replace: "  bookOf(id);\n  const fields = await readJson(request);\n  if (method === 'PUT')",
  },
  {
    name: 'lists the newest first',
    find: 'const found = [...books.values()]\n',
    replace: 'const found = [...books.values()].reverse()\n',
  },
  {
    name: 'sorts the tags',
    find: '...fields, id, added }',
    replace: "...fields, ...('tags' in fields && { tags: (fields['tags'] as string[]).toSorted() }), id, added }",
  },
  {
    name: 'responds slowly',
    find: '  response.writeHead(status);',
    replace: '  await new Promise((resolve) => setTimeout(resolve, 2));\n  response.writeHead(status);',
  },
  {
    name: 'deletes a missing book without an error',
    find: '    bookOf(id);\n    books.delete(id);',
    replace: '    books.delete(id);',
  },
];

/** A server's source with one mutation. @throws where that isn't exactly one */
export function mutate(source: string, { name, find, replace }: Mutant): string {
  const parts = source.split(find);
  if (parts.length !== 2) throw new Error(`"${name}": its line occurs ${parts.length - 1} times in the source`);
  return parts.join(replace);
}
