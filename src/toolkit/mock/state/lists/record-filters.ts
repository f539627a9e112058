import type { ListedRecord } from '../../../contract/resource/list-parameters.ts';
import { normalizeName } from '../../../contract/resource/resource-names.ts';
import { wordsOf } from '../../plausible/words.ts';
import { boundedProperty, isDate, isWithin, mainTime, timeBoundOf } from './bounded-property.ts';
import { comingCondition } from './coming-condition.ts';
import { nameIn, rankedNames } from './list-names.ts';
import { odataCondition } from './odata-filter.ts';
import { isThere, onlyCondition } from './only-condition.ts';
import type { RecordNames } from './record-names.ts';

type Compare = (own: unknown, wanted: unknown) => boolean;

const operators: readonly [words: RegExp, compare: Compare][] = [
  [/^(gte|ge|min|minimum|from|since|at least)$/, (own, wanted) => rank(own) >= rank(wanted)],
  [/^(gt|after|above|over|greater than|more than)$/, (own, wanted) => rank(own) > rank(wanted)],
  [/^(lte|le|max|maximum|to|until|at most|up to)$/, (own, wanted) => rank(own) <= rank(wanted)],
  [/^(lt|before|below|under|less than)$/, (own, wanted) => rank(own) < rank(wanted)],
  [/^(ne|neq|not)$/, (own, wanted) => text(own) !== text(wanted)],
  [
    /^(like|ilike|contains|icontains|match|matches)$/,
    (own, wanted) => text(own).includes(text(wanted).replaceAll('%', '')),
  ],
  [/^(starts ?with|istartswith|prefix)$/, (own, wanted) => text(own).startsWith(text(wanted))],
  [/^(ends ?with|iendswith|suffix)$/, (own, wanted) => text(own).endsWith(text(wanted))],
  [/^(eq|is|exact|iexact|equals|in)$/, (own, wanted) => text(own) === text(wanted)],
];

/**
 * The condition that a filter parameter sets in another spelling than that of the property: `in_stock` for `inStock`, `tag` for
 * `tags`, `author.name` and `address[city]` for what is inside, `authorId` for `author: { id }`, `name__contains`, `price_ne`.
 * @returns undefined if it names no property
 */
export function conditionFor(
  name: string,
  value: unknown,
  names: RecordNames,
): ((record: ListedRecord) => boolean) | undefined {
  if (/^\$filter$/i.test(name))
    return odataCondition(String(value), (property, operator, wanted) =>
      conditionFor(`${property.replaceAll('/', '.')}[${operator}]`, wanted, names),
    );
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const parts = Object.entries(value).map(([key, own]) =>
      conditionFor(/^filters?$/i.test(name) ? key : `${name}[${key}]`, own, names),
    );
    return parts.length > 0 && parts.every((one) => one !== undefined)
      ? (record) => parts.every((one) => one(record))
      : undefined;
  }
  const found = placeOf(name, names);
  if (!found)
    return (
      onlyCondition(name, value, names) ?? timeCondition(name, value, names) ?? comingCondition(name, value, names)
    );
  const { way, compare, isIds, isImplied } = found;
  const [property = ''] = way;
  // `isArchived` for `archivedAt`.
  if (typeof value === 'boolean' && way.length === 1 && names.rankedKind?.(property) === 'time')
    return (record) => isThere(record[property]) === value;
  const list = isIds && typeof value === 'string' ? value.split(',') : [value].flat();
  return (record) => {
    const own = valuesAlong(record, way, isImplied);
    return list.some((wanted) =>
      compare ? own.length > 0 && own.every((one) => compare(one, wanted)) : own.some((one) => matches(one, wanted)),
    );
  };
}

/** The condition of a range of times that a parameter sets for the time that a record is about: `from`, `endDate`, `date`. */
export function timeCondition(
  name: string,
  value: unknown,
  names: RecordNames,
): ((record: ListedRecord) => boolean) | undefined {
  const bound = timeBoundOf(name);
  const property = bound && isDate(value) ? mainTime(rankedNames(names, 'time')) : undefined;
  if (!bound || property === undefined) return undefined;
  return (record) => isWithin(record[property], bound, value as string);
}

/** The property whose value a parameter names, in such another spelling; undefined if it may mean more than that. */
export function equalProperty(name: string, names: RecordNames): string | undefined {
  const { way = [], compare, isIds = false } = /^\$filter$/i.test(name) ? {} : (placeOf(name, names) ?? {});
  return way.length === 1 && !compare && !isIds ? way[0] : undefined;
}

/** Whether a query has a filter of OData's that isn't understood. */
export function isFilterUnknown(query: Readonly<Record<string, unknown>>, names: RecordNames): boolean {
  const written = query['$filter'];
  return typeof written === 'string' && written !== '' && conditionFor('$filter', written, names) === undefined;
}

interface Place {
  readonly way: readonly string[];
  readonly compare?: Compare | undefined;
  readonly isIds: boolean;
  /** Whether the parameter names an object as a whole, which may be a text instead: the id of what could be embedded. */
  readonly isImplied?: boolean;
}

/** `Description` for `WebHook_Description`, as a parameter of webhooks. */
export function withoutRecordName(name: string, recordNames: readonly string[]): string {
  const [, first = '', rest = ''] = /^([^_.[\]]+)[_.](.+)$/.exec(name) ?? [];
  return recordNames.includes(normalizeName(first)) ? rest : name;
}

/** Where a parameter's name leads to, and how values are compared there. */
export function placeOf(name: string, names: RecordNames): Place | undefined {
  const [head = '', ...tokens] = name
    .replace(/^filters?\[([^\][]+)\]/i, '$1')
    .split(/[.[\]]+|__/)
    .filter((token) => token !== '');
  const operator = tokens.length > 0 ? compareFor(wordsOf(tokens.at(-1) ?? '')) : undefined;
  const inner = operator ? tokens.slice(0, -1) : tokens;
  const isIds = /ids$/i.test(head);
  const way = wayTo([head, ...inner], names);
  const within = way && !operator ? rangeBound(way, names) : undefined;
  if (within) return within;
  if (way) return { way, compare: operator, isIds, isImplied: inner.length === 0 };
  if (tokens.length > 0) return undefined;
  const words = wordsOf(head).split(' ');
  for (let count = 1; count <= 2 && count < words.length; count++) {
    const ends: readonly [string[], string[]][] = [
      [words.slice(0, -count), words.slice(-count)],
      [words.slice(count), words.slice(0, count)],
    ];
    for (const [rest, end] of ends) {
      const compare = compareFor(end.join(' '));
      const place = compare && (wayTo([rest.join(' ')], names) ?? wayTo([`${rest.join(' ')} at`], names));
      if (place) return { way: place, compare, isIds: false };
      const range = compare && partOfRange(rest.join(' '), end.join(' '), names);
      if (range) return { way: range, compare, isIds: false };
      const only = compare && boundedProperty(rest.join(' '), rankedNames(names, 'number', 'time'));
      if (only !== undefined && isBound(end.join(' '))) return { way: [only], compare, isIds: false };
    }
  }
  return undefined;
}

/** `salaryMin` where a salary is `{ min, max }`: at least a part of it is in the range. */
function rangeBound([name = '', end = '']: readonly string[], names: RecordNames): Place | undefined {
  const compare = isBound(end) ? compareFor(end) : undefined;
  const other = opposites[end];
  const isRange = compare && other !== undefined && (names.get(name) ?? []).includes(other);
  return isRange ? { way: [name, other], compare, isIds: false } : undefined;
}

/** `salaryFrom` is about the end of a salary `{ min, max }`: at least a part of it is in the range. */
function partOfRange(name: string, bound: string, names: RecordNames): string[] | undefined {
  const own = nameIn(name, [...names.keys()]);
  const isLower = operators.slice(0, 2).some(([pattern]) => pattern.test(bound));
  const inside = own !== undefined && isBound(bound) ? (names.get(own) ?? []) : [];
  const [least, most] = [
    nameIn('min', inside) ?? nameIn('from', inside),
    nameIn('max', inside) ?? nameIn('to', inside),
  ];
  return own === undefined || least === undefined || most === undefined ? undefined : [own, isLower ? most : least];
}

const opposites: Readonly<Record<string, string>> = { min: 'max', max: 'min', from: 'to', to: 'from' };

/** Whether words set a bound, not equality or a part of a text. */
function isBound(words: string): boolean {
  return operators.slice(0, 4).some(([pattern]) => pattern.test(words));
}

function compareFor(words: string): Compare | undefined {
  return operators.find(([pattern]) => pattern.test(words))?.[1];
}

/** The property of such a name in any spelling, or what is inside of one. */
function wayTo([head = '', inner, ...deeper]: readonly string[], names: RecordNames): string[] | undefined {
  const all = [...names.keys()];
  const own = nameIn(head, all) ?? nameIn(`${head} id`, all);
  if (deeper.length > 0) return undefined;
  const inside = own === undefined ? [] : (names.get(own) ?? []);
  if (inner !== undefined) {
    const below = nameIn(inner, inside);
    return own === undefined || below === undefined ? undefined : [own, below];
  }
  if (own !== undefined) {
    if (inside.length === 0) return [own];
    // What is said of an object is its id, or its name.
    const key =
      nameIn('id', inside) ??
      nameIn('slug', inside) ??
      nameIn('code', inside) ??
      nameIn('name', inside) ??
      nameIn('amount', inside);
    return key === undefined ? undefined : [own, key];
  }
  const words = wordsOf(head).split(' ');
  for (let count = 1; count < words.length; count++) {
    const outer = nameIn(words.slice(0, count).join(' '), all);
    const below = outer && nameIn(words.slice(count).join(' '), names.get(outer) ?? []);
    if (outer !== undefined && below) return [outer, below];
  }
  return onlyInside(head, names);
}

/** What many objects have, or what says how the response is wanted. */
const vague =
  /^(id|uuid|key|name|type|kind|code|value|title|label|url|href|status|state|currency|lang|language|locale|unit|units|format|version|time zone|timezone)s?$/;

/** `city` where the address of a record is the only one of its objects that has one. */
function onlyInside(name: string, names: RecordNames): string[] | undefined {
  if (vague.test(wordsOf(name))) return undefined;
  const ways = [...names.keys()].flatMap((outer) => {
    const below = nameIn(name, names.get(outer) ?? []);
    return below === undefined ? [] : [[outer, below]];
  });
  return ways.length === 1 ? ways[0] : undefined;
}

function valuesAlong(value: unknown, way: readonly string[], mayEndEarly = false): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAlong(item, way, mayEndEarly));
  const [name, ...rest] = way;
  if (value === undefined || value === null) return [];
  if (name === undefined || (mayEndEarly && typeof value !== 'object')) return [value];
  return typeof value === 'object' ? valuesAlong((value as ListedRecord)[name], rest, mayEndEarly) : [];
}

function matches(own: unknown, wanted: unknown): boolean {
  return typeof own === 'string' && !/^[\da-f-]{36}$/i.test(own)
    ? text(own).includes(text(wanted))
    : text(own) === text(wanted);
}

function text(value: unknown): string {
  return String(value).toLowerCase();
}

/** A number, or a time in milliseconds. */
function rank(value: unknown): number {
  const number = Number(value);
  return Number.isNaN(number) ? Date.parse(String(value)) : number;
}
