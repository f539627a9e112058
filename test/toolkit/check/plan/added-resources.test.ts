import { expect, test } from '@jest/globals';
import { addedResources } from '../../../../src/toolkit/check/plan/read-lists.ts';
import { check, contractOf, type Handler } from '../with-server.ts';

const author = { type: 'object', required: ['name'], properties: { name: { type: 'string', minLength: 1 } } };
const book = {
  type: 'object',
  required: ['title', 'authorId'],
  properties: { title: { type: 'string', minLength: 1 }, authorId: { type: 'integer', minimum: 1 } },
};
const withId = (schema: typeof author) => ({
  ...schema,
  required: ['id', ...schema.required],
  properties: { id: { type: 'integer' }, ...schema.properties },
});
const json = (schema: object) => ({ description: '', content: { 'application/json': { schema } } });
const refused = json({ type: 'object' });
const bodyOf = (schema: object) => ({ required: true, ...json(schema) });
const parameters = [{ name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } }];
const errors = { 400: refused, 404: refused, 415: refused, 422: refused };

/** Authors are added to their list, and can't be read one by one. */
const contract = contractOf({
  '/authors': {
    get: { operationId: 'listAuthors', responses: { 200: json({ type: 'array', items: withId(author) }) } },
    post: {
      operationId: 'createAuthor',
      requestBody: bodyOf(author),
      responses: { 201: json(withId(author)), ...errors },
    },
  },
  '/books': {
    post: {
      operationId: 'createBook',
      requestBody: bodyOf(book),
      responses: { 201: json(withId(book as never)), ...errors },
    },
  },
  '/books/{id}': {
    parameters,
    get: { operationId: 'getBook', responses: { 200: json(withId(book as never)), ...errors } },
    put: {
      operationId: 'putBook',
      requestBody: bodyOf(book),
      responses: { 200: json(withId(book as never)), ...errors },
    },
  },
});

type Body = Record<string, unknown>;

/** Starts empty, and takes only books of authors that it has. */
function server(keepsPut: boolean): Handler {
  const authors: Body[] = [];
  const books: Body[] = [];
  return ({ method, path, headers, text }) => {
    const [, collection, id] = /^\/(authors|books)(?:\/(\d+))?$/.exec(path) ?? [];
    if (collection === undefined) return { status: 400, body: {} };
    const allowed = id !== undefined ? ['GET', 'PUT'] : collection === 'books' ? ['POST'] : ['GET', 'POST'];
    if (!allowed.includes(method)) return { status: 405, headers: { allow: allowed.join(', ') } };
    const found = books[Number(id) - 1];
    if (method === 'GET')
      return id === undefined ? { body: authors } : found ? { body: found } : { status: 404, body: {} };
    if (!/^application\/json/.test(headers['content-type'] ?? '')) return { status: text ? 415 : 400, body: {} };
    const body = parse(text);
    if (!body || !isValid(body, collection === 'books' ? 'title' : 'name')) return { status: 400, body: {} };
    if (collection === 'authors') {
      authors.push({ ...body, id: authors.length + 1 });
      return { status: 201, body: authors.at(-1) };
    }
    if (!Number.isInteger(body['authorId']) || (body['authorId'] as number) < 1) return { status: 400, body: {} };
    if (!authors[(body['authorId'] as number) - 1]) return { status: 422, body: {} };
    if (id === undefined) {
      books.push({ ...body, id: books.length + 1 });
      return { status: 201, body: books.at(-1) };
    }
    if (!found) return { status: 404, body: {} };
    if (keepsPut) books[Number(id) - 1] = { ...body, id: Number(id) };
    return { body: { ...body, id: Number(id) } };
  };
}

function parse(text: string): Body | undefined {
  try {
    const body: unknown = text.includes('\ufffd') ? undefined : JSON.parse(text);
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Body) : undefined;
  } catch {
    return undefined;
  }
}

function isValid(body: Body, name: string): boolean {
  return typeof body[name] === 'string' && body[name] !== '';
}

test.each([
  [true, []],
  [false, ['not-read-back']],
])(
  'a record that others name is added to its list first; where a PUT is kept (%s), found are %j',
  async (keepsPut, found) => {
    const { findings, coverage } = await check(await contract, server(keepsPut));
    expect(findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule)).toEqual(found);
    expect(coverage.operations.filter(({ succeeded }) => !succeeded)).toEqual([]);
  },
);

test('what can be deleted is not named by other requests', async () => {
  const response = { responses: { 200: { description: '' } } };
  const paths = { '/authors': { get: response, post: response } };
  const remove = { '/authors/{id}': { parameters, delete: response } };
  const added = async (all: object) => addedResources((await contractOf(all)).operations, []).map(({ path }) => path);
  expect(await added(paths)).toEqual(['/authors']);
  expect(await added({ ...paths, ...remove })).toEqual([]);
});
