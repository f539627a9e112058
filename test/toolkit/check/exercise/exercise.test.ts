/** Servers whose refusals have another reason than what is tested: values that are taken, records that are used up or missing. */
import { expect, test } from '@jest/globals';
import { check } from '../with-server.ts';
import { type Api, type Collection, contractOfApi, type State, serverOf } from './rest-server.ts';

const text = (maxLength: number, more: object = {}) => ({ type: 'string', minLength: 1, maxLength, ...more });
const object = (properties: object, required = Object.keys(properties)) => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
});

const users: Api = {
  '/users': {
    schema: object(
      { email: text(100, { format: 'email' }), name: text(60), age: { type: 'integer', minimum: 0, maximum: 150 } },
      ['email', 'name'],
    ),
    unique: ['email'],
  },
};

/** Nested, of a pattern, of a format, one of a list. */
const accounts: Api = {
  '/accounts': {
    schema: object(
      {
        profile: object({ email: text(80, { format: 'email' }), nick: text(30) }),
        plate: { type: 'string', pattern: '^[A-Z]{2}-[0-9]{4}$' },
        ref: { type: 'string', format: 'uuid' },
        phones: { type: 'array', maxItems: 3, items: text(20) },
        note: text(40),
      },
      ['profile', 'plate', 'ref'],
    ),
    unique: ['profile.email', 'plate', 'ref', 'phones.*'],
  },
};

/** A value that is taken is told like an invalid one. */
const strict: Api = { '/users': { ...(users['/users'] as Api[string]), takenStatus: 422 } };
const vague: Api = { '/users': { ...(users['/users'] as Api[string]), takenStatus: 400 } };
/** The name has to be unique, and nothing says so. */
const named: Api = {
  '/teams': {
    schema: object({ title: text(50), size: { type: 'integer', minimum: 1, maximum: 11 } }),
    unique: ['title'],
  },
};
/** So does a number. */
const seats: Api = {
  '/seats': {
    schema: object({ row: { type: 'integer', minimum: 1 }, label: text(12) }),
    unique: ['row'],
  },
};

const isLent = (loan: Record<string, unknown>, id: unknown) => loan['bookId'] === id && loan['returned'] !== true;
const lending: Api = {
  '/books': { schema: object({ title: text(80) }) },
  '/members': { schema: object({ name: text(40) }) },
  '/loans': {
    schema: object(
      { bookId: { type: 'integer', minimum: 1 }, member_id: { type: 'integer', minimum: 1 }, note: text(30) },
      ['bookId', 'member_id'],
    ),
    references: { bookId: '/books', member_id: '/members' },
    refuses: ({ bookId }, state) =>
      [...(state.get('/loans')?.values() ?? [])].some((loan) => isLent(loan, bookId)) ? 409 : undefined,
    statuses: [409],
  },
};

const orders: Api = {
  '/orders': {
    schema: object({ item: text(40) }),
    actions: {
      cancel: {
        schema: object({ reason: { type: 'string', enum: ['late', 'wrong', 'other'] }, text: text(25) }, ['reason']),
        run: (order) => {
          if (order['item'] === undefined || spent.has(order)) return 409;
          spent.add(order);
          return undefined;
        },
      },
    },
  },
};
const spent = new WeakSet<object>();

const shelves: Api = {
  '/authors': { schema: object({ name: text(40) }) },
  '/books': {
    schema: object(
      {
        title: text(60),
        author: object({ id: { type: 'integer' } }),
        authors: { type: 'array', maxItems: 3, items: { type: 'integer' } },
        parentId: { type: 'integer' },
      },
      ['title', 'author'],
    ),
    references: { 'author.id': '/authors', 'authors.*': '/authors', parentId: '/books' },
    unknownStatus: 404,
  },
};

const addresses: Api = {
  '/countries': {
    schema: object({ name: text(40) }),
    id: 'code',
    seeded: [
      { code: 'NL', name: 'Netherlands' },
      { code: 'SE', name: 'Sweden' },
    ],
  },
  '/addresses': {
    schema: object({ countryCode: { type: 'string', pattern: '^[A-Z]{2}$' }, street: text(70) }),
    references: { countryCode: '/countries' },
  },
};

/** Names that every JavaScript object has. */
const odd: Api = {
  '/things': {
    schema: object({ constructor: text(9), toString: { type: 'integer' }, hasOwnProperty: text(5), valueOf: text(4) }, [
      'constructor',
      'hasOwnProperty',
    ]),
    unique: ['constructor'],
  },
};

const quota: Api = {
  '/files': {
    schema: object({ name: text(20) }),
    refuses: (_fields, state) => ((state.get('/files')?.size ?? 0) >= 6 ? 403 : undefined),
    statuses: [403],
  },
};

const apis = { users, accounts, strict, vague, named, seats, lending, orders, shelves, addresses, odd };

test.each(Object.entries(apis))(
  'a correct server has no finding, and all of it is exercised: %s',
  async (_name, api) => {
    const { findings, coverage } = await check(await contractOfApi(api), serverOf(api));
    const skipped = coverage.operations.flatMap(({ notExercised }) => notExercised.flatMap(({ cases }) => cases));
    // The largest number can't be varied where it is taken.
    const others = skipped.filter((title) => title !== `body/row is ${Number.MAX_SAFE_INTEGER}`);
    expect([findings.map(({ message }) => message), others, coverage.percent]).toEqual([[], [], 100]);
  },
);

test('what a quota leaves untested is told', async () => {
  const { findings, coverage } = await check(await contractOfApi(quota), serverOf(quota));
  expect(findings.map(({ message }) => message)).toEqual([]);
  const create = coverage.operations.find(({ operationId }) => operationId === 'create files');
  expect(create?.notExercised).toEqual([
    { reason: '403: a request that nothing is wrong with is refused as well', cases: expect.any(Array) },
  ]);
});

/** Each names the two others, and itself. */
const circle = (refuses?: Collection['refuses']): Api => {
  const names = ['author', 'book', 'copy'];
  const ids = Object.fromEntries(names.map((name) => [`${name}Id`, { type: 'integer', minimum: 1 }]));
  const one: Collection = { schema: object({ ...ids, note: text(20) }), ...(refuses && { refuses }), statuses: [409] };
  return { '/authors': one, '/books': one, '/copies': one };
};

test.each<[name: string, refuses: Collection['refuses']]>([
  ['never made', () => 409],
  ['made after a while', (_fields, state) => (attempts(state) < 12 ? 409 : undefined)],
])('records that name each other and are %s keep no request waiting', async (_name, refuses) => {
  const api = circle(refuses);
  const { coverage } = await check(await contractOfApi(api), serverOf(api));
  expect(coverage.operations.filter(({ sent }) => sent === 0)).toEqual([]);
});

const attempted = new WeakMap<State, number>();
function attempts(state: State): number {
  const count = (attempted.get(state) ?? 0) + 1;
  attempted.set(state, count);
  return count;
}

type Change = (collection: Collection) => Partial<Collection>;
const withSchema =
  (change: (properties: Record<string, object>) => object): Change =>
  ({ schema }) => ({
    schema: {
      ...schema,
      properties: { ...(schema['properties'] as object), ...change(schema['properties'] as never) },
    },
  });

/** The server differs from the contract in one collection. */
const defects: [string, Api, string, Change][] = [
  ['names may be longer, e-mails are unique', users, '/users', withSchema(() => ({ name: text(90) }))],
  ['names may be shorter only, e-mails are unique', users, '/users', withSchema(() => ({ name: text(50) }))],
  ['any age is accepted', strict, '/users', withSchema(() => ({ age: { type: 'integer' } }))],
  ['any age is accepted, all refusals are 400', vague, '/users', withSchema(() => ({ age: { type: 'integer' } }))],
  ['notes may be longer', accounts, '/accounts', withSchema(() => ({ note: text(41) }))],
  ['a team may have no size', named, '/teams', withSchema(() => ({ size: { type: 'integer', maximum: 11 } }))],
  [
    'a team of the smallest size is refused, which other values hide',
    named,
    '/teams',
    ({ schema }) => ({
      unique: [],
      ...withSchema(() => ({ size: { type: 'integer', minimum: 2, maximum: 11 } }))({ schema }),
    }),
  ],
  ['a label may be shorter only', seats, '/seats', withSchema(() => ({ label: text(11) }))],
  ['a loan may have a longer note', lending, '/loans', withSchema(() => ({ note: text(31) }))],
  ['a loan may have an empty note', lending, '/loans', withSchema(() => ({ note: { type: 'string', maxLength: 30 } }))],
  [
    'a cancellation may have any reason',
    orders,
    '/orders',
    ({ actions = {} }) => ({ actions: { cancel: { ...actions['cancel'], schema: {} } as never } }),
  ],
  [
    'any text is a country',
    addresses,
    '/addresses',
    (collection) => ({ ...withSchema(() => ({ countryCode: { type: 'string' } }))(collection), references: {} }),
  ],
  ['a street may be longer', addresses, '/addresses', withSchema(() => ({ street: text(71) }))],
  [
    'a book may have four authors',
    shelves,
    '/books',
    withSchema(() => ({ authors: { type: 'array', items: { type: 'integer' } } })),
  ],
];

test.each(defects)('found: %s', async (_name, api, path, change) => {
  const collection = api[path] as Collection;
  const { findings } = await check(
    await contractOfApi(api),
    serverOf({ ...api, [path]: { ...collection, ...change(collection) } }),
  );
  expect(findings.map(({ message }) => message)).not.toEqual([]);
});
