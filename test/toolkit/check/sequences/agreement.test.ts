/** Written values are read: a server with records in memory that returns them changed. */
import { expect, test } from '@jest/globals';
import { check, contractOf, type Handler } from '../with-server.ts';

const thing = {
  type: 'object',
  required: ['name', 'steps', 'tags', 'at'],
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 20 },
    steps: { type: 'array', minItems: 2, maxItems: 3, items: { type: 'integer', minimum: 0, maximum: 9 } },
    tags: { type: 'array', minItems: 2, maxItems: 3, uniqueItems: true, items: { enum: ['a', 'B', 'c', 'd'] } },
    at: { type: 'string', format: 'date-time' },
  },
};
const example = { name: 'One two ', steps: [1, 2, 3], tags: ['c', 'a', 'B'], at: '2026-05-06T07:08:09Z' };
const json = (schema: object) => ({ 'application/json': { schema } });
const response = (schema: object = {}) => ({ description: 'It.', content: json(schema) });
const read = { allOf: [thing, { type: 'object', required: ['id'], properties: { id: { type: 'integer' } } }] };
const paths = {
  '/things': {
    post: {
      operationId: 'create',
      requestBody: { required: true, content: { 'application/json': { schema: thing, example } } },
      responses: { 201: response(read), '4XX': response() },
    },
  },
  '/things/{id}': {
    get: {
      operationId: 'read',
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
      responses: { 200: response(read), '4XX': response() },
    },
  },
};

type Thing = typeof example;

/** Accepts any record, and returns it changed. */
function store(change: (thing: Thing) => object): Handler {
  const things: Thing[] = [];
  return ({ method, path, text }) => {
    if (method === 'POST' && path === '/things') {
      try {
        things.push(JSON.parse(text));
      } catch {
        return { status: 400, body: {} };
      }
      return { status: 201, body: { ...things.at(-1), id: things.length } };
    }
    const id = Number(path.split('/').at(-1));
    const found = things[id - 1];
    return method === 'GET' && found ? { body: { ...change(found), id } } : { status: 404, body: {} };
  };
}

test.each<[what: string, change: (thing: Thing) => object, found: [rule: string, property: string][]]>([
  ['as it is', (it) => it, []],
  ['with the set in another order', (it) => ({ ...it, tags: it.tags?.toReversed?.() }), []],
  [
    'with the time in another zone',
    (it) => ({ ...it, at: it.at === example.at ? '2026-05-06T09:08:09+02:00' : it.at }),
    [],
  ],
  [
    'without the offset of its time',
    (it) => ({ ...it, at: String(it.at).replace(/[+-]\d\d:\d\d$/, 'Z') }),
    [['not-read-back', 'at']],
  ],
  ['in UTC', (it) => ({ ...it, at: new Date(it.at).toISOString() }), []],
  [
    'with the list in another order',
    (it) => ({ ...it, steps: it.steps?.toReversed?.() }),
    [['not-read-back', 'steps']],
  ],
  ['with one item twice', (it) => ({ ...it, tags: it.tags?.map?.(() => it.tags[0]) }), [['not-read-back', 'tags']]],
  ['without the blank at its end', (it) => ({ ...it, name: String(it.name).trim() }), [['normalised', 'name']]],
  ['in capitals', (it) => ({ ...it, name: String(it.name).toUpperCase() }), [['normalised', 'name']]],
  ['without its first letter', (it) => ({ ...it, name: String(it.name).slice(1) }), [['not-read-back', 'name']]],
])('read %s', async (_what, change, found) => {
  const { findings } = await check(await contractOf(paths), store(change));
  const relevant = findings.filter(({ rule }) => rule === 'not-read-back' || rule === 'normalised');
  expect(relevant.map(({ rule, pointer }) => [rule, pointer.split('/').at(-1)])).toEqual(found);
});
