/** How a list is filtered and sorted by what its parameters are called. */
import { expect, test } from '@jest/globals';
import { boundedProperty, isWithin, mainTime } from '../../../src/toolkit/mock/state/lists/bounded-property.ts';
import { runListQuery } from '../../../src/toolkit/mock/state/lists/list-page.ts';
import { ListedRecords } from '../../../src/toolkit/mock/state/lists/listed-records.ts';
import { pageParametersOf } from '../../../src/toolkit/mock/state/lists/page-parameters.ts';

const record = (id: number, name: string, price: number, day: string, author: object, more: object) => ({
  id,
  name,
  price,
  createdAt: `2026-0${day}T00:00:00Z`,
  author,
  ...more,
});
const all = [
  record(1, 'Tee', 5, '1-01', { id: 7, name: 'Ada' }, { tags: ['x', 'y'], inStock: true, address: { city: 'Rome' } }),
  record(2, 'Cup', 9, '2-01', { id: 8, name: 'Bob' }, { tags: ['y'], inStock: false, address: { city: 'Oslo' } }),
  record(3, 'Pot', 9, '3-01', { id: 8, name: 'Bob' }, { tags: ['z'], inStock: true, address: { city: 'Rome' } }),
];
const properties = Object.keys(all[0] as object);
const inside: Record<string, string[]> = { author: ['id', 'name'], address: ['city'] };
const names = new Map(properties.map((name) => [name, inside[name] ?? []]));

test.each<[query: Record<string, unknown>, ids: number[]]>([
  [{ price: 9 }, [2, 3]],
  [{ price: 9, minPrice: 10 }, []],
  [{ inStock: true, price: 9 }, [3]],
  [{ in_stock: 'TRUE' }, [1, 3]],
  [{ minPrice: 6 }, [2, 3]],
  [{ priceMax: 6 }, [1]],
  [{ maximumPrice: 6 }, [1]],
  [{ price_gte: 9 }, [2, 3]],
  [{ price__lte: 6 }, [1]],
  [{ price_less_than: 6 }, [1]],
  [{ price_ne: 9 }, [1]],
  [{ 'price[gt]': 5 }, [2, 3]],
  [{ price: { gt: 5 } }, [2, 3]],
  [{ createdAfter: '2026-01-15T00:00:00Z' }, [2, 3]],
  [{ created_before: '2026-01-15T00:00:00Z' }, [1]],
  [{ in_stock: true }, [1, 3]],
  [{ tag: 'y' }, [1, 2]],
  [{ ids: '1,3' }, [1, 3]],
  [{ ids: [1, 3] }, [1, 3]],
  [{ 'author.name': 'ada' }, [1]],
  [{ author_id: 7 }, [1]],
  [{ authorId: 8 }, [2, 3]],
  [{ author: 7 }, [1]],
  [{ 'filter[author.id]': 8 }, [2, 3]],
  [{ 'address[city]': 'Rome' }, [1, 3]],
  [{ address: { city: 'Rome' } }, [1, 3]],
  [{ name_contains: 'u' }, [2]],
  [{ name__icontains: 'U' }, [2]],
  [{ $filter: "name eq 'Cup' and price ge 9" }, [2]],
  [{ $filter: "contains(author/name, 'Ad')" }, [1]],
  [{ $filter: "name eq 'Cup' or price lt 6" }, [1, 2]],
  [{ $filter: "(name eq 'Cup' or name eq 'Tee') and not (price lt 6)" }, [2]],
  [{ $filter: "startswith(tolower(name), 't') or endswith(name,'t')" }, [1, 3]],
  [{ $filter: "substringof('u', name)" }, [2]],
  [{ $filter: "name in ('Cup', 'Pot')" }, [2, 3]],
  [{ $filter: 'inStock' }, [1, 3]],
  [{ $filter: 'inStock eq false' }, [2]],
  [{ $filter: 'createdAt ge 2026-02-01T00:00:00Z' }, [2, 3]],
  [{ $filter: 'author eq null' }, []],
  [{ $filter: 'author/id ne null' }, [1, 2, 3]],
  [{ $filter: "name eq 'Cup' or name eq 'Tee' and price lt 0" }, [2]],
  [{ $filter: "contains(name, 'u') eq false" }, [1, 3]],
  [{ $filter: "tolower(name) eq 'cup'" }, [2]],
  [{ $filter: 'name eq' }, [1, 2, 3]],
  [{ $filter: "(name eq 'Cup'" }, [1, 2, 3]],
  [{ $filter: "name eq 'Cup')" }, [1, 2, 3]],
  [{ $filter: "inStock 'x" }, [1, 2, 3]],
  [{ $filter: 'year(createdAt) eq 2026' }, [1, 2, 3]],
  [{ $top: 1, $skip: 1 }, [2]],
  [{ q: 'bob' }, [2, 3]],
  [{ search: 'pot' }, [3]],
  [{ tags: ['x', 'z'] }, [1, 3]],
  [{ tags: [] }, [1, 2, 3]],
  [{ 'tags[]': ['x', 'z'] }, [1, 3]],
  [{ sort: '-price,-name' }, [3, 2, 1]],
  [{ sort: ['-price', 'name'] }, [2, 3, 1]],
  [{ sort: 'price:desc,name:asc' }, [2, 3, 1]],
  [{ $orderby: 'price desc,name' }, [2, 3, 1]],
  [{ order: 'desc', sortBy: 'price' }, [2, 3, 1]],
  [{ unheardOf: 1 }, [1, 2, 3]],
])('%j', (query, ids) => {
  const place = { id: 'id', exactMatchProperties: new Set<string>(), recordNames: [], names };
  expect(runListQuery(all, query, properties, place).records.map(({ id }) => id)).toEqual(ids);
  const listed = new ListedRecords(all, { attributes: new Set(), itemProperties: properties });
  const having: ListedRecords['having'] = (...wanted) => listed.having(...wanted);
  expect(runListQuery(all, query, properties, { ...place, having }).records.map(({ id }) => id)).toEqual(ids);
});

test.each<[query: Record<string, unknown>, allOf: string[], ids: number[]]>([
  [{ keyword: ['x', 'y'] }, [], [1, 2]],
  [{ keyword: ['x', 'y'] }, ['keyword'], [1]],
  [{ keyword: ['y'] }, ['keyword'], [1, 2]],
  // A text is searched for.
  [{ keyword: 'y' }, [], [1, 2, 4]],
])('%j, with all values of %j', (query, needed, ids) => {
  const own = [...all, { ...all[2], id: 4, name: 'y' }].map(({ tags, ...one }: Record<string, unknown>) => ({
    ...one,
    keywords: tags,
  }));
  const place = { id: 'id', exactMatchProperties: new Set<string>(), names: new Map([...names, ['keywords', []]]) };
  const given = { ...place, allOf: new Set(needed) };
  expect(runListQuery(own, query, [...properties, 'keywords'], given).records.map(({ id }) => id)).toEqual(ids);
});

test.each<[query: Record<string, unknown>, ids: number[]]>([
  [{ author: 'ada' }, [1, 2]],
  [{ author_id: 'ada' }, [1, 2]],
  [{ author: { ne: 'bob' } }, [1, 2]],
  [{ 'author.id': 'ada' }, [1]],
])('%j of what is embedded, or its id alone', (query, ids) => {
  const expandable = [
    { id: 1, author: { id: 'ada', name: 'Ada' } },
    { id: 2, author: 'ada' },
    { id: 3, author: 'bob' },
  ];
  const place = { id: 'id', exactMatchProperties: new Set<string>(), recordNames: [], names };
  expect(runListQuery(expandable, query, properties, place).records.map(({ id }) => id)).toEqual(ids);
});

const priced = [
  { id: 1, price: 8, name: 'Cup', tags: ['a'] },
  { id: 2, price: 9, name: 'Mug', tags: [] },
  { id: 3, price: 9, name: 'Pot', tags: ['a', 'b'] },
];

test.each<[property: string, value: unknown, isExact: boolean, ids: number[] | undefined]>([
  ['price', 9, false, [2, 3]],
  ['price', 10, false, []],
  ['name', 'Pot', true, [3]],
  ['name', 'Pot', false, undefined],
  ['tags', 'a', true, undefined],
])('records whose %s is %j, exact: %j', (property, value, isExact, ids) => {
  const listed = new ListedRecords(priced, { attributes: new Set(), itemProperties: [] });
  expect(listed.having(property, value, isExact)?.map(({ id }) => id)).toEqual(ids);
});

test('a list is sorted by what a query asks for, where its records have an order of their own', () => {
  const [own, place] = [
    all.map((one) => ({ ...one, sort: 'newest' })),
    { id: 'id', exactMatchProperties: new Set<string>(), names },
  ];
  const sorted = runListQuery(own, { sort: '-id' }, [...properties, 'sort'], place);
  expect(sorted.records.map(({ id }) => id)).toEqual([3, 2, 1]);
});

test.each([
  ['limit', 25],
  ['cursor', 25],
  ['name', 30],
])('a list whose only parameter is %s has %d of 30 records', (name, count) => {
  const { isPaged } = pageParametersOf([{ name, in: 'query', schema: { type: 'string' } }]);
  const many = Array.from({ length: 30 }, (_, index) => ({ id: String(index) }));
  expect(
    runListQuery(many, {}, ['id', 'name'], { id: 'id', exactMatchProperties: new Set(), isPaged }).records,
  ).toHaveLength(count);
});

const visit = (id: number, startsAt: string, consultationFee: number, dateOfBirth: string) => ({
  id,
  startsAt,
  consultationFee,
  deposit_amount: consultationFee / 10,
  weight_kg: id * 10,
  dateOfBirth,
  createdAt: '2026-01-01T00:00:00Z',
  note: { amount: id, currency: 'EUR' },
});
const visits = [
  visit(1, '2026-01-05T10:00:00Z', 40, '1990-01-01'),
  visit(2, '2026-01-06T10:00:00Z', 60, '2000-01-01'),
  visit(3, '2026-01-07T10:00:00Z', 80, '2010-01-01'),
];
const kinds: Record<string, 'number' | 'time'> = {
  consultationFee: 'number',
  deposit_amount: 'number',
  weight_kg: 'number',
  startsAt: 'time',
  dateOfBirth: 'time',
  createdAt: 'time',
};
const rankedNames = (known: Readonly<Record<string, 'number' | 'time'>>) => ({
  keys: () => Object.keys(visits[0] as object).values(),
  get: (name: string) => (name === 'note' ? ['amount', 'currency'] : []),
  rankedKind: (name: string) => known[name],
});

test.each<[query: Record<string, unknown>, ids: number[]]>([
  [{ maxFee: 60 }, [1, 2]],
  [{ minFee: 60 }, [2, 3]],
  [{ fee_lt: 60 }, [1]],
  [{ min_weight: 20 }, [2, 3]],
  [{ maxDeposit: 4 }, [1]],
  [{ minNote: 2 }, [2, 3]],
  [{ bornAfter: '1995-01-01' }, [2, 3]],
  [{ from: '2026-01-06' }, [2, 3]],
  [{ to: '2026-01-06' }, [1, 2]],
  [{ from: '2026-01-06', to: '2026-01-06' }, [2]],
  [{ startDate: '2026-01-07' }, [3]],
  [{ until: '2026-01-06T09:00:00Z' }, [1]],
  [{ date: '2026-01-06' }, [2]],
  [{ from: 1 }, [2, 3]],
  [{ maxPrice: 5 }, [1, 2, 3]],
  [{ fee_ne: 60 }, [1, 2, 3]],
])('%j is about the only property that it may be about', (query, ids) => {
  const place = { id: 'id', exactMatchProperties: new Set<string>(), recordNames: [], names: rankedNames(kinds) };
  const own = Object.keys(visits[0] as object);
  expect(runListQuery(visits, query, own, place).records.map(({ id }) => id)).toEqual(ids);
});

test('of two fees neither is meant', () => {
  const names = rankedNames({ ...kinds, deposit_amount: 'number' });
  const two = visits.map((one) => ({ ...one, cancellationFee: 5 }));
  const both = {
    ...names,
    keys: () => Object.keys(two[0] as object).values(),
    rankedKind: (name: string) => (/Fee$/.test(name) ? ('number' as const) : undefined),
  };
  const place = { id: 'id', exactMatchProperties: new Set<string>(), recordNames: [], names: both };
  expect(runListQuery(two, { maxFee: 60 }, Object.keys(two[0] as object), place).total).toBe(3);
});

test.each<[names: readonly string[], wanted: string | undefined]>([
  [['createdAt', 'startsAt', 'confirmedOn'], 'startsAt'],
  [['createdAt', 'confirmedOn'], 'confirmedOn'],
  [['createdAt'], 'createdAt'],
  [['createdAt', 'updatedAt'], undefined],
  [['confirmedOn', 'date'], 'date'],
  [['confirmedOn', 'paidOn'], undefined],
])('of the times %j, a record is about %s', (times, wanted) => {
  expect(mainTime(times)).toBe(wanted);
});

test.each<[rest: string, names: readonly string[], wanted: string | undefined]>([
  ['born', ['birthday', 'createdAt'], 'birthday'],
  ['amount', ['value', 'id'], undefined],
  ['fee', ['feed'], undefined],
  // Forms of one verb.
  ['expiring', ['nextExpiry', 'updatedAt'], 'nextExpiry'],
  ['departure', ['departsAt', 'arrivesAt'], 'departsAt'],
])('%s is the bound of %j: %s', (rest, names, wanted) => {
  expect(boundedProperty(rest, names)).toBe(wanted);
});

test.each<[own: unknown, bound: 'lower' | 'upper' | 'day', wanted: string, is: boolean]>([
  [1_768_435_200, 'day', '2026-01-15', true],
  [1_768_435_200_000, 'day', '2026-01-15', true],
  ['1950-03-01T20:00:00Z', 'day', '1950-03-01T10:00:00Z', true],
  ['1950-03-01', 'day', '1950-03-01T10:00:00Z', true],
  ['1950-03-02T01:00:00Z', 'day', '1950-03-01T10:00:00Z', false],
  [null, 'lower', '1950-03-01', false],
  [undefined, 'upper', '2026-01-15', false],
  [null, 'day', '1970-01-01', false],
])('%j is within %s of %s: %s', (own, bound, wanted, is) => {
  expect(isWithin(own, bound, wanted)).toBe(is);
});

test.each<[query: Record<string, unknown>, ids: number[]]>([
  [{ availableOnly: true }, [1, 3]],
  [{ onlyAvailable: 'true' }, [1, 3]],
  [{ activeOnly: true }, [2]],
  [{ availableOnly: false }, [1, 2, 3]],
])('%j leaves what is there', (query, ids) => {
  const seats = [
    { id: 1, available: 4, isActive: false },
    { id: 2, available: 0, isActive: true },
    { id: 3, available: 1, isActive: null },
  ];
  const own = new Map(['id', 'available', 'isActive'].map((name) => [name, []]));
  const place = { id: 'id', exactMatchProperties: new Set<string>(), recordNames: [], names: own };
  expect(runListQuery(seats, query, [...own.keys()], place).records.map(({ id }) => id)).toEqual(ids);
});

test.each<[query: Record<string, unknown>, ids: number[]]>([
  [{ hasSeats: true }, [1]],
  [{ has_available_seats: 'true' }, [1]],
  [{ hasSeats: false }, [2]],
  [{ hasNote: true }, [2]],
])('%j leaves what has some', (query, ids) => {
  const tables = [
    { id: 1, seats: 8, seatsLeft: 4, note: null },
    { id: 2, seats: 8, seatsLeft: 0, note: 'x' },
  ];
  const own = new Map(['id', 'seats', 'seatsLeft', 'note'].map((name) => [name, []]));
  const rankedKind = (name: string) => (/seats/.test(name) ? ('number' as const) : undefined);
  const names = { keys: () => own.keys(), get: (name: string) => own.get(name), rankedKind };
  const place = { id: 'id', exactMatchProperties: new Set<string>(), recordNames: [], names };
  expect(runListQuery(tables, query, [...own.keys()], place).records.map(({ id }) => id)).toEqual(ids);
});
