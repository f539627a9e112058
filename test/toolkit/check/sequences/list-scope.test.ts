/** Lists with a filter that has a default: whether it is a value of the filter, or says that there is none. */
import { expect, test } from '@jest/globals';
import { check, contractOf } from '../with-server.ts';
import { storing } from './storing.ts';

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

/** What is sent, if it is as declared. */
function thingOf(sent: { readonly ref: string }) {
  if (typeof sent.ref !== 'string') throw new TypeError('ref is no text');
  return { ref: sent.ref };
}

const isNone = (wanted: string | null) => wanted === null || wanted === 'none';

test.each<[what: string, isListed: (own: string, wanted: string | null) => boolean, found: string[]]>([
  ['that says that there is none', (own, wanted) => isNone(wanted) || own === wanted, []],
  ['that is a value', (own, wanted) => own === (wanted ?? 'none'), []],
  ['that hides new records', () => false, ['not-listed']],
])('a filter with a default %s', async (_what, isListed, found) => {
  const server = storing(thingOf, (all, { query }) => all.filter((one) => isListed(one.ref, query.get('ref'))));
  const { findings } = await check(await contractOf(paths), server);
  expect([...new Set(findings.map(({ rule }) => rule))].filter((rule) => rule === 'not-listed')).toEqual(found);
});
