import { expect, test } from '@jest/globals';
import { check, contractOf, type Handler } from '../with-server.ts';

const text = { type: 'string' };
const carrier = {
  type: 'object',
  required: ['id', 'name', 'active', 'fee'],
  properties: { id: text, name: text, active: { type: 'boolean' }, fee: { type: 'integer' } },
};
const parameter = (name: string, schema: object) => ({ name, in: 'query', schema });
const refused = { '4XX': { description: 'no' } };
const paths = {
  '/carriers': {
    get: {
      operationId: 'listCarriers',
      parameters: [
        parameter('active', { type: 'boolean' }),
        parameter('fee_gt', { type: 'integer' }),
        parameter('q', text),
        parameter('sort', { type: 'string', enum: ['fee', '-fee'] }),
      ],
      responses: {
        200: { description: 'ok', content: { 'application/json': { schema: { type: 'array', items: carrier } } } },
        ...refused,
      },
    },
  },
};
const carriers = [
  { id: 'a', name: 'Northline', active: true, fee: 3 },
  { id: 'b', name: 'Westward', active: false, fee: 9 },
  { id: 'c', name: 'Harbour', active: true, fee: 6 },
];

/** Carriers that no operation creates. @param broken the parameter that does nothing; `active=…` has nothing */
const server =
  (broken: string): Handler =>
  ({ path, method, query }) => {
    if (path !== '/carriers') return { status: 404 };
    if (method !== 'GET') return { status: 405, headers: { Allow: 'GET' } };
    const asked = (name: string) => (name === broken ? undefined : (query.get(name) ?? undefined));
    if ([...query].some(([name, value]) => query.getAll(name).length > 1 || !isValid(name, value)))
      return { status: 400 };
    const [active, fee, q, sort] = ['active', 'fee_gt', 'q', 'sort'].map(asked);
    const found = carriers.filter(
      (one) =>
        (active === undefined || (String(one.active) === active && broken !== 'active=…')) &&
        (fee === undefined || one.fee > Number(fee)) &&
        (q === undefined || one.name.includes(q)),
    );
    return { body: sort ? found.toSorted((a, b) => (a.fee - b.fee) * (sort === 'fee' ? 1 : -1)) : found };
  };

const valid: Record<string, RegExp> = { active: /^(true|false)$/, fee_gt: /^-?\d+$/, q: /.*/s, sort: /^-?fee$/ };
const isValid = (name: string, value: string) => valid[name]?.test(value) ?? true;

test.each([
  ['none', []],
  ['active', ['filter-ignored']],
  ['fee_gt', ['filter-ignored']],
  ['q', ['filter-ignored']],
  ['sort', ['order-ignored']],
  ['active=…', ['not-listed']],
])(
  'a list of what no operation creates is asked for some of it: %s does nothing, or has nothing',
  async (broken, wanted) => {
    const { findings } = await check(await contractOf(paths), server(broken));
    expect([...new Set(findings.map(({ rule }) => rule))]).toEqual(wanted);
  },
);

const total = { 'X-Total-Count': { schema: { type: 'integer' } } };
const listed = { 200: { ...paths['/carriers'].get.responses[200], headers: total }, ...refused };
const five = Array.from({ length: 5 }, (_, index) => ({ id: `c${index}`, name: 'x', active: true, fee: index }));

test.each([
  ['page', 1, 'none', []],
  ['page', 1, 'page', ['list-page']],
  ['page', 1, 'total', ['list-total']],
  ['offset', 0, 'none', []],
  ['offset', 0, 'offset', ['list-page']],
  ['offset', 0, 'total', ['list-total']],
  // The contract doesn't say from where they are counted.
  ['page', 0, 'none', []],
])('the pages of such a list are gone through by %s from %d: %s is wrong', async (name, minimum, broken, wanted) => {
  const known = minimum === 0 && name === 'page' ? {} : { default: minimum };
  const parameters = [
    parameter('limit', { type: 'integer', minimum: 1, maximum: 50, default: 20 }),
    parameter(name, { type: 'integer', minimum, maximum: 99, ...known }),
  ];
  const get = { operationId: 'listCarriers', parameters, responses: listed };
  const { findings } = await check(await contractOf({ '/carriers': { get } }), ({ path, method, query }) => {
    if (path !== '/carriers') return { status: 404 };
    if (method !== 'GET') return { status: 405, headers: { Allow: 'GET' } };
    const [size, at] = [
      ['limit', 20, 1, 50],
      [name, minimum, minimum, 99],
    ].map(([key, fallback, least, most]) => {
      const [given = String(fallback), ...more] = query.getAll(String(key));
      return more.length === 0 && /^\d+$/.test(given) && +given >= Number(least) && +given <= Number(most)
        ? Number(given)
        : undefined;
    });
    if (size === undefined || at === undefined || [...query.keys()].some((key) => key !== 'limit' && key !== name))
      return { status: 400 };
    const start = broken === name ? 0 : name === 'page' ? (at - minimum) * size : at;
    const count = five.length + (broken === 'total' ? 1 : 0);
    return { body: five.slice(start, start + size), headers: { 'x-total-count': String(count) } };
  });
  expect([...new Set(findings.map(({ rule }) => rule))]).toEqual(wanted);
});

const parcel = {
  type: 'object',
  properties: {
    id: text,
    name: text,
    owner: { type: 'object', properties: { name: text } },
    lines: { type: 'array', items: { type: 'object', properties: { name: text } } },
    size: { type: 'integer' },
    label: text,
    weight: { type: 'integer' },
    note: text,
  },
};
const parcels = [
  { id: 'a', name: 'Lamp', owner: { name: 'Ann' }, lines: [{ name: 'Ann' }], size: 1, label: 'string', weight: 999999 },
  { id: 'b', name: 'Chair', owner: { name: 'Bob' }, lines: [{ name: 'Bob' }], size: 9 },
  { id: 'c', name: 'Desk', size: 5 },
];

test.each([
  ['under the name of its path', '/parcels', 'parcels', 'name', ['filter-ignored']],
  ['that is a part of what is read', '/tax-numbers/check', 'matchedParcels', 'name', []],
  ['compared by a part of an object', '/parcels', 'parcels', 'owner', []],
  ['compared by a part of objects in it', '/parcels', 'parcels', 'lines', []],
  ['compared by what some records have', '/parcels', 'parcels', 'label', ['filter-ignored']],
  ['with a bound of what some records have', '/parcels', 'parcels', 'min_weight', []],
  ['compared by what no record shows', '/parcels', 'parcels', 'note', []],
])('a list %s, whose filter does nothing', async (_what, path, wrapper, filtered, wanted) => {
  const schema = { type: 'object', properties: { [wrapper]: { type: 'array', items: parcel } } };
  const responses = { 200: { description: 'ok', content: { 'application/json': { schema } } }, ...refused };
  const get = { operationId: 'list', parameters: [parameter(filtered, text)], responses };
  const { findings } = await check(await contractOf({ [path]: { get } }), (request) => {
    if (request.path !== path) return { status: 404 };
    if (request.method !== 'GET') return { status: 405, headers: { Allow: 'GET' } };
    const [asked, ...more] = request.query.getAll(filtered);
    const found = parcels.filter(({ label = asked }) => filtered !== 'label' || !asked || label === asked);
    return more.length > 0 ? { status: 400 } : { body: { [wrapper]: found } };
  });
  expect([...new Set(findings.map(({ rule }) => rule))]).toEqual(wanted);
});
