import {
  cursorNames,
  directionNames,
  filteredProperty,
  filterFor,
  type ListedRecord,
  offsetNames,
  onlySorts,
  orderNames,
  pageNames,
  searchNames,
  sizeNames,
} from '../../../contract/resource/list-parameters.ts';
import { normalizeName } from '../../../contract/resource/resource-names.ts';
import type { ListedRecords } from './listed-records.ts';
import { conditionFor, equalProperty, timeCondition, withoutRecordName } from './record-filters.ts';
import type { RecordNames } from './record-names.ts';

/** One page of a list, with its totals and position. */
export interface ListPage {
  readonly records: readonly ListedRecord[];
  /** How many there are on all pages. */
  readonly total: number;
  readonly page: number;
  /** The number of the first one. */
  readonly firstPage: number;
  readonly size: number;
  readonly offset: number;
  readonly orderBy: string | undefined;
  readonly descending: boolean;
}

const defaultSize = 25;

/**
 * Filters, sorts and cuts the records of a list as its query asks: a parameter that is named after a property, or ends in
 * `_` and the property, filters by it; `from_`, `to_`, `min_` and `max_` before it make a range.
 * @param query the parameters as the contract types them, by name
 * @param place the name of the id, the properties that a filter matches as a whole, and what a record is called
 */
export function runListQuery(
  all: readonly ListedRecord[],
  query: Readonly<Record<string, unknown>>,
  properties: readonly string[],
  {
    id,
    exactMatchProperties,
    recordNames,
    names = new Map(),
    having = () => undefined,
    firstPage = 1,
    isPaged = true,
    allOf = new Set(),
    paging = new Set(),
    usualOrder,
  }: {
    readonly id: string;
    readonly exactMatchProperties: ReadonlySet<string>;
    readonly recordNames?: readonly string[];
    /** What is inside of the properties. */
    readonly names?: RecordNames;
    /** Looks up which records have a value; undefined where they have to be looked through. */
    readonly having?: ListedRecords['having'];
    /** The number of the first page. Default: 1. */
    readonly firstPage?: number;
    /** Whether other pages can be asked for. Default: true. */
    readonly isPaged?: boolean;
    /** The parameters of which a record has to have all values. */
    readonly allOf?: ReadonlySet<string>;
    /** The parameters that surely say which part is wanted. */
    readonly paging?: ReadonlySet<string>;
    /** The order of records where none is asked for. Default: that in which they were added. */
    readonly usualOrder?: ((a: ListedRecord, b: ListedRecord) => number) | undefined;
  },
): ListPage {
  const given = Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0))
    .flatMap(([name, value]) =>
      allOf.has(name) && Array.isArray(value) ? value.map((one) => [name, [one]] as const) : [[name, value] as const],
    );
  const isPaging = (name: string) => paging.has(name) || isOfPage(name, properties);
  const isOf = (names: ReadonlySet<string>, name: string) => names.has(normalizeName(name)) && isPaging(name);
  const asked = (names: ReadonlySet<string>) => given.find(([name]) => isOf(names, name))?.[1];
  const isPlain = (name: string) =>
    (names.get(filteredProperty(name, properties, recordNames)?.property ?? name) ?? []).length === 0;
  const tests = given.flatMap(([name, value]) => {
    const isOne = isPaging(name) && !isSeveral(name, value);
    if (isOne) return timeCondition(name, value, names) ?? [];
    const test = isPlain(name) ? filterFor(name, value, properties, exactMatchProperties, recordNames) : undefined;
    return test ?? conditionFor(withoutRecordName(name, recordNames ?? []), value, names) ?? [];
  });
  const smallest = given.reduce<readonly ListedRecord[]>((least, [name, value]) => {
    if (typeof value === 'object' || isPaging(name)) return least;
    const filtered = isPlain(name) ? filteredProperty(name, properties, recordNames) : undefined;
    const isExact = filtered !== undefined && exactMatchProperties.has(filtered.property);
    const property = filtered
      ? filtered.bound === undefined && filtered.property
      : equalProperty(withoutRecordName(name, recordNames ?? []), names);
    const found = property && having(property, value, isExact);
    return found && found.length < least.length ? found : least;
  }, all);
  const wanted = given.find(([name, value]) => isOf(searchNames, name) && !isSeveral(name, value))?.[1];
  const isFound = (record: ListedRecord) => wanted === undefined || hasText(record, String(wanted).toLowerCase());
  const found = smallest.filter((record) => tests.every((test) => test(record)) && isFound(record));
  const orders = given.filter(([name]) => isOf(orderNames, name));
  const isDirection = (value: unknown) => /^(asc|desc)(ending)?$/i.test(String(value));
  const order = orders.find(([, value]) => !isDirection(value))?.[1];
  const direction = asked(directionNames) ?? orders.find(([, value]) => isDirection(value))?.[1];
  const keys = orderOf(order, direction, properties);
  const [{ orderBy, descending } = { orderBy: undefined, descending: /^(-1|desc.*|false)$/i.test(String(direction)) }] =
    keys;
  const comparisons = keys.map((key) => comparing(key.orderBy, key.descending));
  const [first] = comparisons;
  const isSingle = comparisons.length === 1 && first !== undefined;
  const inOrder = isSingle
    ? first
    : (a: ListedRecord, b: ListedRecord) => comparisons.reduce((result, one) => (result === 0 ? one(a, b) : result), 0);
  const ordering = keys.length === 0 ? usualOrder : inOrder;
  const sorted = ordering ? found.toSorted(ordering) : found;
  const size = Math.max(0, numberOf(asked(sizeNames)) ?? (isPaged ? defaultSize : found.length));
  const pageGiven = numberOf(asked(pageNames));
  const skipped = numberOf(asked(offsetNames)) ?? afterCursor(asked(cursorNames), sorted, id);
  const page = Math.max(firstPage, pageGiven ?? Math.floor((skipped ?? 0) / Math.max(1, size)) + firstPage);
  const offset = skipped ?? (page - firstPage) * size;
  const records = sorted.slice(offset, offset + size);
  return { records, total: found.length, page, firstPage, size, offset, orderBy, descending };
}

const searchDepth = 2;

/** Whether one of a record's texts contains a text, in any case; those of what is inside, too. */
function hasText(record: object, text: string, depth = 0): boolean {
  return Object.values(record).some((value) =>
    typeof value === 'object' && value !== null
      ? depth < searchDepth && hasText(value, text, depth + 1)
      : typeof value === 'string' && !value.startsWith('data:') && value.toLowerCase().includes(text),
  );
}

const pageParameters = [pageNames, sizeNames, offsetNames, cursorNames, searchNames, orderNames, directionNames];

/** Whether a parameter says which part of a list is wanted, and in which order. */
export function isOfPage(name: string, properties: readonly string[]): boolean {
  const isNamedSo = pageParameters.some((names) => names.has(normalizeName(name)));
  return isNamedSo && (onlySorts(name) || !properties.includes(name));
}

/** `keyword=a&keyword=b` searches for no text. */
function isSeveral(name: string, value: unknown): boolean {
  return Array.isArray(value) && searchNames.has(normalizeName(name));
}

/** Where the contract has them as texts, numbers are written as texts. */
function numberOf(value: unknown): number | undefined {
  if (typeof value === 'string') return /^\d{1,9}$/.test(value) ? Number(value) : undefined;
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A cursor of the page that begins after so many records. */
export function cursorAt(offset: number): string {
  return Buffer.from(`offset ${offset}`).toString('base64url');
}

/** Above the ids of records, and within 32 bits. */
const firstNumberedCursor = 2_000_000_000;

/** The same where cursors are numbers. */
export function numberedCursorAt(offset: number): number {
  return firstNumberedCursor + offset;
}

/** The index that a cursor starts at: ours holds it, any other is the id of the last record of a page. */
function afterCursor(cursor: unknown, sorted: readonly ListedRecord[], id: string): number | undefined {
  if (cursor === undefined) return undefined;
  const own = /^offset (\d+)$/.exec(Buffer.from(String(cursor), 'base64url').toString())?.[1];
  if (own !== undefined) return Number(own);
  const index = sorted.findIndex((record) => String(record[id]) === String(cursor));
  if (index !== -1) return index + 1;
  return /^2\d{9}$/.test(String(cursor)) ? Number(cursor) - firstNumberedCursor : undefined;
}

/** The properties to sort by, the first one first: `-price,name`, `price:desc`, `price desc`, several values. */
function orderOf(
  order: unknown,
  direction: unknown,
  properties: readonly string[],
): { readonly orderBy: string; readonly descending: boolean }[] {
  const written = [order ?? ''].flat().flatMap((one) => String(one).split(','));
  return written.flatMap((one) => {
    const [, sign, name = '', suffix = ''] = /^([-+]?)(.*?)(?:[: ](asc|desc))?$/i.exec(one.trim()) ?? [];
    const orderBy =
      properties.find((property) => property.toLowerCase() === name.toLowerCase()) ??
      properties.find((property) => normalizeName(property) === normalizeName(name));
    const descending = sign === '-' || /^desc/i.test(suffix) || /^(-1|desc.*|false)$/i.test(String(direction ?? ''));
    return orderBy === undefined || name === '' ? [] : [{ orderBy, descending }];
  });
}

const { compare } = new Intl.Collator('en', { sensitivity: 'base', numeric: true });

function comparing(property: string, descending: boolean): (a: ListedRecord, b: ListedRecord) => number {
  const sign = descending ? -1 : 1;
  return ({ [property]: a }, { [property]: b }) => {
    if (a === b) return 0;
    if (a === null || a === undefined) return -sign;
    if (b === null || b === undefined) return sign;
    return sign * (typeof a === 'number' && typeof b === 'number' ? a - b : compare(String(a), String(b)));
  };
}
