/** Records that can only be created and listed: what is lost is found, and what a list may hide is not a finding. */
import { beforeAll, expect, test } from '@jest/globals';
import type { CheckReport } from '../../../../src/index.ts';
import { check, contractOf, type Handler } from '../with-server.ts';

type Fields = Record<string, unknown>;

const text = { type: 'string', minLength: 1, maxLength: 60 };
const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const object = (properties: object, required: readonly string[] = []) => ({ type: 'object', required, properties });
const refused = { '4XX': { description: 'No.' } };

/** How a server of authors differs from one that keeps them, and lists all of them in the order of their ids. */
interface Variant {
  /** Settable properties beside the name. */
  readonly fields?: object;
  /** Those that the server sets. */
  readonly own?: object;
  readonly status?: number;
  readonly summary?: string;
  readonly parameters?: readonly object[];
  readonly item?: object;
  readonly listSchema?: (item: object) => object;
  readonly responseSchema?: object;
  /** What is stored. */
  readonly make?: (sent: Fields, id: number) => Fields;
  /** What the response to a create has of it. */
  readonly response?: (record: Fields) => unknown;
  /** What a list has. */
  readonly list?: (all: readonly Fields[], query: URLSearchParams) => unknown;
  readonly headers?: Record<string, string>;
}

function pathsOf(variant: Variant): object {
  const { fields = { email: text }, own = {}, status = 201, summary = 'Authors', parameters = [] } = variant;
  const sent = { name: text, ...fields };
  const record = object({ id: { type: 'integer' }, ...sent, ...own }, ['id']);
  const {
    item = record,
    responseSchema = record,
    listSchema = (items: object) => ({ type: 'array', items }),
  } = variant;
  const schema = { ...object(sent, ['name']), additionalProperties: false };
  const made = { [status]: { description: 'Ok.', ...(status !== 204 && json(responseSchema)) }, ...refused };
  const listed = { 200: { description: 'Ok.', ...json(listSchema(item)) }, ...refused };
  const requestBody = { required: true, ...json(schema) };
  return {
    '/authors': {
      get: { operationId: 'listAuthors', summary, parameters, responses: listed },
      post: { operationId: 'createAuthor', summary: 'Add an author', requestBody, responses: made },
    },
  };
}

function serverOf(variant: Variant): Handler {
  const { fields = { email: text }, status = 201, parameters = [], headers = {} } = variant;
  const { make = (sent, id) => ({ id, ...sent }), response = (record) => record, list = (all) => all } = variant;
  const settable: Fields = { name: text, ...fields };
  const known = new Map(parameters.map((one) => [(one as Fields)['name'], (one as Fields)['schema'] as Fields]));
  const all: Fields[] = [];
  return ({ method, path, headers: { 'content-type': type }, text: body, query }) => {
    if (path !== '/authors') return { status: 404 };
    if (method === 'GET') {
      const isFine = ([name, value]: [string, string]) =>
        query.getAll(name).length === 1 && isValid(known.get(name), /^-?\d+$/.test(value) ? Number(value) : value);
      return [...query].every(isFine) ? { body: list(all, query), headers } : { status: 400 };
    }
    if (method !== 'POST') return { status: 405, headers: { Allow: 'GET, POST' } };
    if (body !== '' && type !== 'application/json') return { status: 415 };
    const sent = parse(body);
    const isSent = sent && Object.entries(sent).every(([name, value]) => isValid(settable[name] as Fields, value));
    if (!sent || !isSent || !('name' in sent)) return { status: 400 };
    const record = make(sent, all.length + 1);
    all.push(record);
    return status === 204 ? { status } : { status, body: response(record) };
  };
}

function isValid(schema: Fields | undefined, value: unknown): boolean {
  const { type, format, minimum = 0, maximum = 100, minLength = 1 } = schema ?? {};
  if (type === 'integer')
    return Number.isInteger(value) && Number(value) >= Number(minimum) && Number(value) <= Number(maximum);
  if (
    schema === undefined ||
    typeof value !== 'string' ||
    [...value].length < Number(minLength) ||
    [...value].length > 60
  )
    return false;
  const [day = ''] = value.split('T');
  return format !== 'date' || (/^\d{4}-\d\d-\d\d$/.test(value) && new Date(`${day}T00:00Z`).toJSON()?.startsWith(day));
}

function parse(body: string): Fields | undefined {
  try {
    const value = JSON.parse(body.includes('\ufffd') ? '' : body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

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
const delayed: Variant = {
  make: (sent, id) => ({ id, ...sent, at: Date.now() + 150 }),
  response: ({ at, ...record }) => record,
  list: (all) => all.filter(({ at }) => Number(at) < Date.now()).map(({ at, ...one }) => one),
};
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
  ['has a record a moment later', delayed],
  ['has what a 202 promises a moment later', { status: 202, ...delayed }],
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
