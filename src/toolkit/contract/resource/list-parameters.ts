import { normalizeName } from './resource-names.ts';

/** One of the records of a list. */
export type ListedRecord = Readonly<Record<string, unknown>>;

/** Common names of the parameters of paged lists, normalized. */
export const pageNames = new Set(['page', 'pagenumber', 'pageno', 'pageindex', 'currentpage']);
export const sizeNames = new Set([
  'size',
  'limit',
  'perpage',
  'pagesize',
  'count',
  'maxresults',
  'first',
  'take',
  'top',
  'rows',
]);
export const offsetNames = new Set(['offset', 'skip', 'start', 'startindex', 'from']);
export const cursorNames = new Set([
  'cursor',
  'after',
  'startingafter',
  'pagetoken',
  'nexttoken',
  'nextpagetoken',
  'continuationtoken',
  'marker',
]);
export const searchNames = new Set([
  'q',
  'query',
  'search',
  'searchtext',
  'searchterm',
  'searchquery',
  'keyword',
  'keywords',
  'filterq',
  'filterquery',
  'filtersearch',
]);
export const orderNames = new Set(['orderby', 'order', 'sort', 'sortby', 'sortfield', 'ordering']);
export const directionNames = new Set(['dir', 'direction', 'sortdirection', 'sortdir', 'sortorder', 'orderdirection']);

/** Whether a parameter sorts, even where records have a property of its name: a list's own order. */
export function onlySorts(name: string): boolean {
  const plain = normalizeName(name);
  return (orderNames.has(plain) || directionNames.has(plain)) && /^(sort|orderby)/.test(plain);
}

/**
 * Whether the value of a filter asks for all records, where the property has no such value: `all`.
 * @param isDefault whether it is what counts without the parameter: `none` filters by nothing then
 */
export function asksForAll(value: unknown, isDefault = false): boolean {
  return /^(all|any|both|either|everything)$/i.test(String(value)) || (isDefault && /^none$/i.test(String(value)));
}

const reserved = [cursorNames, pageNames, sizeNames, offsetNames, orderNames, directionNames];

/**
 * The condition that a filter parameter sets for a record: equal, contained in a text, or within a bound (`min_`, `to_` …).
 * `filter[price]` is `price`, and `{ gte: 1 }` for `price` is `price[gte]`.
 * @param recordNames what a record is called; without them anything may stand before the name of a property
 * @returns undefined for a parameter that doesn't filter
 */
export function filterFor(
  written: string,
  value: unknown,
  properties: readonly string[],
  exactMatchProperties: ReadonlySet<string>,
  recordNames?: readonly string[],
): ((record: ListedRecord) => boolean) | undefined {
  const parts = filterParts(written, value);
  if (parts) {
    const tests = parts.map(([name, one]) => filterFor(name, one, properties, exactMatchProperties, recordNames));
    // What isn't understood may include others.
    return tests.length > 0 && tests.every((test) => test !== undefined)
      ? (record) => tests.every((test) => test(record))
      : undefined;
  }
  const filtered = filteredProperty(written, properties, recordNames);
  // An object such as `{ gte: 1 }` has operators of the API's own.
  if (!filtered || [value].flat().some((one) => typeof one === 'object' && one !== null)) return undefined;
  const { property, bound, isStrict } = filtered;
  const isExact = exactMatchProperties.has(property);
  return (record) => isMatch(record[property], value, bound, isExact, isStrict);
}

/** The property that a filter parameter is about, and the bound that it sets; undefined for a parameter that doesn't filter. */
export function filteredProperty(
  written: string,
  properties: readonly string[],
  recordNames?: readonly string[],
): { readonly property: string; readonly bound: 'min' | 'max' | undefined; readonly isStrict: boolean } | undefined {
  const name = plainFilterName(written);
  const { rest, bound, isStrict } = boundOf(name);
  const property =
    properties.find((candidate) => candidate === name) ??
    properties.findLast((candidate) => endsWith(name, candidate, recordNames)) ??
    properties.find((candidate) => name.toLowerCase() === candidate.toLowerCase()) ??
    (bound && propertyNamed(rest, properties));
  if (property === undefined) return undefined;
  if (property !== name && reserved.some((names) => names.has(normalizeName(name)))) return undefined;
  if (onlySorts(name)) return undefined;
  return { property, bound, isStrict };
}

const operators = /^(gte?|lte?|min|max|from|to|since|until|before|after)$/;

/** The filters that an object has: `{ kind: 'fair' }` for `filter`, `{ gte: 1 }` for `price`; undefined for no object. */
export function filterParts(name: string, value: unknown): [name: string, value: unknown][] | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  if (/^filters?$/i.test(name)) return Object.entries(value);
  return Object.entries(value).map(([key, one]) => [operators.test(key) ? `${name}[${key}]` : '', one]);
}

/** `price[gte]` for `filter[price][gte]`, and `tags` for `tags[]`. */
export function plainFilterName(name: string): string {
  const plain = name.replace(/\[\]$/, '');
  const [, property, rest = ''] = /^filters?\[([^\][]+)\](.*)$/i.exec(plain) ?? [];
  return property === undefined ? plain : `${property}${rest}`;
}

const having = '(?:ha(?:s|ve|ving)|with|contain(?:s|ing)?)';
const anyOf = new RegExp(`(?:^|\\b${having} )(?:any|at least one|one or more) of\\b`, 'i');
const allOf = new RegExp(`\\b${having} (?:all|every one) of\\b`, 'i');

/** Whether a record needs to have any or all of the values of a filter, by the contract's words; undefined if they don't say. */
export function meaningOfSeveral(said: string): 'any' | 'all' | undefined {
  const [isAny, isAll] = [anyOf, allOf].map((words) => words.test(said.trim()));
  return isAny === isAll ? undefined : isAny ? 'any' : 'all';
}

const minima = 'from|min|after|since|gte?';
const maxima = 'to|max|before|until|lte?';
const bounds = `${minima}|${maxima}`;
// `min_price`, `minPrice`; `price_gte`, `price[gte]`, `price.gte`, `priceMin`.
const prefixed = new RegExp(`^(${bounds})(?:_|(?=[A-Z]))(.+)$`);
const suffixed = new RegExp(
  `^(.+?)(?:[_.[](${bounds})\\]?|(${bounds.replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase())}))$`,
);

/** The bound that a parameter's name sets, and the name without it. Of `gt` and `lt`, the bound itself is excluded. */
export function boundOf(name: string): {
  readonly rest: string;
  readonly bound: 'min' | 'max' | undefined;
  readonly isStrict: boolean;
} {
  const [, before, one] = prefixed.exec(name) ?? [];
  const [, two, after, capital] = before === undefined ? (suffixed.exec(name) ?? []) : [];
  const word = before ?? after ?? capital;
  if (word === undefined) return { rest: name, bound: undefined, isStrict: false };
  const bound = new RegExp(`^(${minima})$`, 'i').test(word) ? 'min' : 'max';
  return { rest: (one ?? two) as string, bound, isStrict: /^[gl]t$/i.test(word) };
}

/** `createdAt` for `created`. */
export function propertyNamed(name: string, properties: readonly string[]): string | undefined {
  const wanted = normalizeName(name);
  return [wanted, `${wanted}at`].flatMap(
    (one) => properties.find((property) => normalizeName(property) === one) ?? [],
  )[0];
}

const dayMs = 86_400_000;

/** Whether a name is a property's after a bound or the name of the record: `author_id` is the id of another record. */
function endsWith(name: string, property: string, recordNames: readonly string[] | undefined): boolean {
  if (!name.toLowerCase().endsWith(`_${property.toLowerCase()}`)) return false;
  const prefix = name.slice(0, -property.length - 1).replace(/^(from|to|min|max|since|until|before|after)(_|$)/i, '');
  return recordNames === undefined || prefix === '' || recordNames.includes(normalizeName(prefix));
}

function isMatch(
  own: unknown,
  wanted: unknown,
  bound: 'min' | 'max' | undefined,
  isExact = false,
  isStrict = false,
): boolean {
  if (Array.isArray(wanted)) return wanted.some((one) => isMatch(own, one, bound, isExact, isStrict));
  if (bound) {
    if (own === null || own === undefined) return false;
    const [a, b] = [rankOf(own), rankOf(wanted)];
    // A day begins and ends in the server's time zone, and may be counted in.
    const isDay = /^\d{4}-\d\d-\d\d$/.test(String(wanted)) && /T/i.test(String(own));
    if (isDay) return bound === 'min' ? a >= b - dayMs : a <= b + 2 * dayMs;
    // Texts have other orders.
    if (Number.isNaN(a) || Number.isNaN(b)) return true;
    // Times may be stored in whole seconds.
    if (isStrict && a === b) return typeof own !== 'number';
    return bound === 'min' ? a >= b : a <= b;
  }
  if (typeof own === 'string' && !isExact) return own.toLowerCase().includes(String(wanted).toLowerCase());
  if (Array.isArray(own)) return own.some((one) => isMatch(one, wanted, undefined));
  return String(own) === String(wanted);
}

/** A number itself, a date and time in milliseconds since 1970; without a time zone it is UTC. */
function rankOf(value: unknown): number {
  if (typeof value === 'number') return value;
  const text = String(value);
  return Date.parse(/^\d{4}-\d\d-\d\dT[\d:.]+$/.test(text) ? `${text}Z` : text);
}

/** Common names of the number of records on all pages, normalized. */
export const totalNames: ReadonlySet<string> = new Set([
  'total',
  'odatacount',
  'totalitems',
  'totalcount',
  'totalresults',
  'totalrecords',
  'totalelements',
  'totalentries',
]);
