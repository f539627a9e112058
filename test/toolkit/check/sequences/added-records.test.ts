/** Records that can only be created and listed: what is lost is found, and what a list may hide is not a finding. */
import { beforeAll, expect, test } from '@jest/globals';
import type { CheckReport } from '../../../../src/index.ts';
import { check, contractOf } from '../with-server.ts';
import { type Fields, object, pathsOf, serverOf, text, type Variant } from './author-list.ts';

const isOdd = ({ id }: Fields) => Number(id) % 2 === 1;
const newestFirst = (all: readonly Fields[]) => all.toReversed();
const parameter = (name: string, schema: object) => ({ name, in: 'query', schema });
const size = parameter('limit', { type: 'integer', minimum: 1, maximum: 2 });
const page = parameter('page', { type: 'integer', minimum: 1, maximum: 1000 });
const pageOf = (all: readonly Fields[], query: URLSearchParams) =>
  all.slice(2 * (Number(query.get('page') ?? 1) - 1)).slice(0, Number(query.get('limit') ?? 2));
const cursor = parameter('cursor', { type: 'integer', minimum: 0, maximum: 2000 });
const pageSchema = (items: object) =>
  object({ data: { type: 'array', items }, next_cursor: { type: ['integer', 'null'] } });
const afterCursor = (all: readonly Fields[], query: URLSearchParams) => {
  const start = Number(query.get('cursor') ?? 0);
  const end = start + Number(query.get('limit') ?? 2);
  return { data: newestFirst(all).slice(start, end), next_cursor: end < all.length ? end : null };
};
const summary = object({ id: { type: 'integer' }, name: text }, ['id']);
const summaryOf = ({ id, name }: Fields) => ({ id, name });
const idAlone = { responseSchema: object({ id: { type: 'integer' } }), response: ({ id }: Fields) => ({ id }) };
const moderated = (sent: Fields, id: number) => ({ id, ...sent, status: id % 2 === 1 ? 'approved' : 'pending' });
const isApproved = ({ status }: Fields) => status === 'approved';
const seeds = Array.from({ length: 12 }, (_, index) => ({ id: 1000 + index, name: 'Seed', email: 'seed' }));
/** A record is listed when the list is read for the third time. */
function delayed(): Variant {
  let reads = 0;
  return {
    make: (sent, id) => ({ id, ...sent, from: reads + 3 }),
    response: ({ from, ...record }) => record,
    list: (all) => {
      reads++;
      return all.filter(({ from }) => Number(from) <= reads).map(({ from, ...record }) => record);
    },
  };
}
const day = { type: 'string', format: 'date' };
let logged = 5000;

const defective: readonly [what: string, variant: Variant, rule: string][] = [
  ['is always empty', { list: () => [] }, 'not-listed'],
  ['is empty on all its pages', { parameters: [page, size], list: () => [] }, 'not-listed'],
  ['is empty where a create responds with 200', { status: 200, list: () => [] }, 'not-listed'],
  [
    'is empty where no id is returned',
    { responseSchema: { type: 'object' }, response: () => ({ message: 'done' }), list: () => [] },
    'not-listed',
  ],
  ['has other records only, and never more', { list: () => seeds.slice(0, 2) }, 'not-listed'],
  ['lacks every second record', { list: (all) => all.filter(isOdd) }, 'not-listed'],
  ['lacks every other record', { list: (all) => all.filter((one) => !isOdd(one)) }, 'not-listed'],
  [
    'lacks every second record on its pages',
    { parameters: [size, cursor], listSchema: pageSchema, list: (all, query) => afterCursor(all.filter(isOdd), query) },
    'not-listed',
  ],
  ['has another value', { list: (all) => all.map((one) => ({ ...one, email: 'nobody' })) }, 'not-read-back'],
  ['has nothing of a property, as no response has', { make: ({ name }, id) => ({ id, name: name }) }, 'not-read-back'],
];

const harmless: readonly [what: string, variant: Variant, reason?: string][] = [
  ['has all records', {}],
  [
    'has pages by number, the newest first',
    { parameters: [page, size], list: (all, query) => pageOf(newestFirst(all), query) },
  ],
  ['has pages by cursor, the newest first', { parameters: [size, cursor], listSchema: pageSchema, list: afterCursor }],
  ['has the newest two', { list: (all) => newestFirst(all).slice(0, 2) }, 'its list may show some records only'],
  ['has the oldest twelve', { list: (all) => [...seeds, ...all].slice(0, 12) }, 'its list may show some records only'],
  ['has also what others add', { list: (all) => [...all, { id: ++logged }] }],
  ['grows by what is not created', { list: (all) => all.map(() => ({ id: ++logged })) }, 'its list may have other ids'],
  [
    'has what is approved, as the response says',
    { own: { status: text }, make: moderated, list: (all) => all.filter(isApproved) },
    'its list may show some records only',
  ],
  [
    'has nothing that waits for approval, as the response says',
    { own: { status: text }, make: (sent, id) => ({ id, ...sent, status: 'pending' }), list: () => [] },
    'its list may hide it by status',
  ],
  [
    'has what is approved, as items say',
    { ...idAlone, own: { status: text }, make: moderated, list: (all) => all.filter(isApproved) },
    'its list may show some records only',
  ],
  [
    'has what is approved, as the contract says',
    { ...idAlone, summary: 'Approved authors', list: (all) => all.filter(isOdd) },
    'the contract says "Approved" of it, so that its list may hide it',
  ],
  [
    'is filtered by default',
    { parameters: [parameter('include_guests', text)], list: () => [] },
    'its list may hide it without include_guests',
  ],
  [
    'has what is yet to come',
    { fields: { day }, list: (all) => all.filter(({ day }) => String(day) > new Date().toJSON().slice(0, 10)) },
    'its list may show what is yet to come',
  ],
  ['has summaries', { item: summary, list: (all) => all.map(summaryOf) }],
  ['has summaries of what its schema has', { list: (all) => all.map(summaryOf) }],
  [
    'wraps its items',
    { item: object({ author: summary }), list: (all) => all.map((author) => ({ author })) },
    'the contract has no list of it with its id',
  ],
  [
    'has beginnings of texts',
    {
      fields: { bio: { type: 'string', minLength: 30, maxLength: 60 } },
      list: (all) =>
        all.map(({ bio, ...one }) => ({ ...one, ...(bio !== undefined && { bio: `${bio}`.slice(0, 25) }) })),
      item: object({ id: { type: 'integer' }, name: text, bio: text }),
    },
  ],
  ['has a record a moment later', delayed()],
  ['has what a 202 promises a moment later', { status: 202, ...delayed() }],
  [
    'has nothing of what a 202 promises',
    { status: 202, list: () => [] },
    '202: what it promises was not listed in time, which may be never',
  ],
  ['is empty after a 204', { status: 204, list: () => [] }, "204: the response doesn't say what was created"],
  [
    'is empty after a search',
    {
      status: 200,
      responseSchema: object({ found: { type: 'integer' } }),
      response: () => ({ found: 0 }),
      list: () => [],
    },
    "200: the response doesn't say what was created",
  ],
  [
    'is empty after a search that has an id',
    { status: 200, ...idAlone, list: () => [] },
    "200: the response doesn't show what was sent",
  ],
  [
    'is a part of what there is',
    { listSchema: (items) => object({ friends: { type: 'array', items } }), list: () => ({ friends: [] }) },
    'the contract has no list of it with its id',
  ],
  ['is cached', { headers: { 'Cache-Control': 'max-age=60' }, list: () => [] }, 'its list is cached'],
  ['is that of another', { fields: { to: text }, list: () => [] }, 'it may be in the list of another to'],
  [
    'has one record, which a create replaces',
    { make: (sent) => ({ ...sent, id: 1 }) },
    'several creates make the same record',
  ],
];

/** By what the list does. All at once, as some wait for what may come later. */
const reports = new Map<string, CheckReport>();
beforeAll(async () => {
  const run = async ([what, variant]: readonly [string, Variant, string?]) =>
    reports.set(what, await check(await contractOf(pathsOf(variant)), serverOf(variant)));
  await Promise.all([...defective, ...harmless].map(run));
});

test.each(defective)('a list that %s is found', (what, _variant, rule) => {
  const { findings } = reports.get(what) as CheckReport;
  expect([...new Set(findings.map((finding) => finding.rule))]).toEqual([rule]);
});

test.each(harmless.map(([what, , reason]) => [what, reason === undefined ? [] : [reason]] as const))(
  'a list that %s is no finding',
  (what, wanted) => {
    const { findings, coverage } = reports.get(what) as CheckReport;
    expect(findings.map(({ message }) => message)).toEqual([]);
    const reasons = coverage.operations.flatMap(({ notExercised }) => notExercised.map((one) => one.reason));
    expect(reasons).toEqual(wanted);
  },
);
