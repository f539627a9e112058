/** Lists with a filter that has a default: whether it is a value of the filter, or says that there is none. */
import { expect, test } from '@jest/globals';
import { check, contractOf, type Handler } from '../with-server.ts';

const ref = { type: 'string', minLength: 1, maxLength: 60 };
const record = { type: 'object', required: ['id', 'ref'], properties: { id: { type: 'integer' }, ref } };
const response = (schema: object = {}) => ({ description: 'It.', content: { 'application/json': { schema } } });
const content = { 'application/json': { schema: { type: 'object', required: ['ref'], properties: { ref } } } };
const refused = { '4XX': response() };
const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer' } };
const byRef = { name: 'ref', in: 'query', schema: { ...ref, default: 'none' } };
const all = response({ type: 'array', items: record });
const paths = {
  '/things': {
    get: { operationId: 'list', parameters: [byRef], responses: { 200: all, ...refused } },
    post: {
      operationId: 'add',
      requestBody: { required: true, content },
      responses: { 201: response(record), ...refused },
    },
  },
  '/things/{id}': { get: { operationId: 'read', parameters: [id], responses: { 200: response(record), ...refused } } },
};

/** @param isListed whether a list has a record, by what its parameter is */
function store(isListed: (own: string, wanted: string | null) => boolean): Handler {
  const things: { id: number; ref: string }[] = [];
  return ({ method, path, text, query }) => {
    const wanted = query.get('ref');
    if (method === 'POST') {
      try {
        const own = JSON.parse(text)?.ref;
        if (typeof own !== 'string') return { status: 400, body: {} };
        things.push({ id: things.length + 1, ref: own });
      } catch {
        return { status: 400, body: {} };
      }
      return { status: 201, body: things.at(-1) };
    }
    const one = things.find((thing) => String(thing.id) === path.split('/')[2]);
    if (path !== '/things') return one ? { body: one } : { status: 404, body: {} };
    return { body: things.filter((thing) => isListed(thing.ref, wanted)) };
  };
}

const isNone = (wanted: string | null) => wanted === null || wanted === 'none';

test.each<[what: string, isListed: (own: string, wanted: string | null) => boolean, found: string[]]>([
  ['that says that there is none', (own, wanted) => isNone(wanted) || own === wanted, []],
  ['that is a value', (own, wanted) => own === (wanted ?? 'none'), []],
  ['that hides new records', () => false, ['not-listed']],
])('a filter with a default %s', async (_what, isListed, found) => {
  const { findings } = await check(await contractOf(paths), store(isListed));
  expect([...new Set(findings.map(({ rule }) => rule))].filter((rule) => rule === 'not-listed')).toEqual(found);
});
