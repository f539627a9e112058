import { isDeepStrictEqual } from 'node:util';
import type { Fields } from '../plan/fields.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import type { ListFilter } from './list-filters.ts';

/** A value to filter by, and the records that it has to include, whatever else the filter matches. */
export interface FilterQuery {
  readonly filter: ListFilter;
  readonly value: unknown;
  readonly includes: (record: Fields) => boolean;
  /** The records that it has to exclude, beside those that are checked in any list. */
  readonly excludes?: (record: Fields) => boolean;
  /** Whether no record has such a value. */
  readonly isNone?: boolean;
}

/** How many values of one parameter are tried. */
const maxValues = 4;
const dayMs = 86_400_000;

/**
 * Queries that a list can be judged by, from the values that its records have. Bounds are set where records are clearly
 * inside: whether the bound itself is included is only known if the contract says so, and days begin in the server's zone.
 */
export function filterQueries(list: TestedOperation, filter: ListFilter, records: readonly Fields[]): FilterQuery[] {
  const values = records
    .map((record) => record[filter.property])
    .filter((value) => value !== null && value !== undefined);
  const queries = filter.bound ? boundQueries(filter, values) : equalities(filter, values);
  return queries.flatMap((query) => {
    const value = query && sendable(list, filter, query.value);
    return query && value !== undefined ? [{ ...query, value }] : [];
  });
}

/** The value of the parameter, where it may have it; numbers may be written as texts, and times as days. */
function sendable(list: TestedOperation, filter: ListFilter, value: unknown): unknown {
  const asList = filter.isList ? [value].flat() : value;
  const texts = [asList].flat().map(String);
  const day = /^(\d{4}-\d\d-\d\d)T/.exec(String(value))?.[1];
  return [asList, filter.isList ? texts : texts[0], ...(day === undefined ? [] : [day])]
    .map(filter.valueFor)
    .find((one) => list.instances.isValid(one, filter.pointer));
}

function equalities(filter: ListFilter, values: readonly unknown[]): (FilterQuery | undefined)[] {
  const isArray = values.some(Array.isArray);
  const distinct = [...new Set(values.flat())].filter(isPlain);
  const includes = (wanted: readonly unknown[]) => (record: Fields) =>
    [record[filter.property]].flat().some((own) => wanted.some((one) => String(one) === String(own)));
  if (filter.isList && !isArray)
    return distinct.length > 0
      ? [distinct.slice(0, 10), ...(distinct.length > 1 ? [distinct.slice(0, 1)] : [])].map((several) => ({
          filter,
          value: several,
          includes: includes(several),
        }))
      : [];
  const isClosed = filter.isClosed || distinct.every((value) => typeof value === 'boolean');
  const several = values.find(
    (own): own is unknown[] => Array.isArray(own) && own.length > 1 && own.length <= maxValues && own.every(isWord),
  );
  const single = (isClosed || !several ? distinct.slice(isClosed ? 0 : -1) : several.slice(0, 1))
    .slice(0, maxValues)
    .map((value) => ({ filter, value, includes: includes([value]) }));
  return filter.isList && several ? [severalValues(filter, several), ...single] : single;
}

/** Asks for all values of one record: it has any of them, and all of them, and no others. */
function severalValues(filter: ListFilter, several: readonly unknown[]): FilterQuery {
  const wanted = new Set(several.map(String));
  const ownOf = (record: Fields) => new Set([record[filter.property] ?? []].flat().map(String));
  const { meaning } = filter;
  return {
    filter,
    value: several,
    includes: (record) =>
      meaning === 'any' ? [...ownOf(record)].some((one) => wanted.has(one)) : isDeepStrictEqual(ownOf(record), wanted),
    excludes: (record) =>
      meaning === 'all' && record[filter.property] !== undefined && ![...wanted].every((one) => ownOf(record).has(one)),
  };
}

/** What isn't several values in any style. */
function isWord(value: unknown): boolean {
  return isPlain(value) && !String(value).includes(' ');
}

/** Signs may be operators of a filter, and times are compared in many ways. */
function isPlain(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'string') return typeof value === 'boolean';
  return /^\w[\w.@ -]{0,40}$/.test(value) && !/^\d{4}-\d\d-\d\d/.test(value);
}

function boundQueries(filter: ListFilter, values: readonly unknown[]): FilterQuery[] {
  const isTime = values.some((value) => typeof value === 'string');
  const ranks = [...new Set(values.map(rankOf).filter((rank) => !Number.isNaN(rank)))].sort((a, b) => a - b);
  const [least, most] = [ranks[0], ranks.at(-1)];
  if (least === undefined || most === undefined) return [];
  const isMin = filter.bound === 'min';
  const rank = (record: Fields) => rankOf(record[filter.property]);
  const inside = (bound: number) => (record: Fields) => (isMin ? rank(record) > bound : rank(record) < bound);
  if (!isTime) {
    const middle = ranks[isMin ? Math.floor((ranks.length - 1) / 2) : Math.ceil((ranks.length - 1) / 2)] as number;
    // Of one value alone, only an inclusive bound shows anything.
    const value = ranks.length > 1 || filter.isInclusive ? middle : isMin ? least - 1 : most + 1;
    const isIncluded = (record: Fields) => inside(value)(record) || (filter.isInclusive && rank(record) === value);
    return [{ filter, value, includes: isIncluded }];
  }
  const isDay = values.every((value) => /^\d{4}-\d\d-\d\d$/.test(String(value)));
  const textOf = (time: number) => new Date(time).toISOString().replace(isDay ? /T.*$/ : /\.\d+/, '');
  // A day may begin in the time zone of the server.
  const query = (time: number, marginMs: number): FilterQuery => ({
    filter,
    value: textOf(time),
    includes: inside(time + (isMin ? marginMs : -marginMs)),
  });
  if (most - least > 8 * dayMs) return [query((least + most) / 2, 2 * dayMs)];
  const [before, after] = [least - 2 * dayMs, most + 2 * dayMs];
  return [query(isMin ? before : after, dayMs), { ...query(isMin ? after : before, dayMs), isNone: true }];
}

/** A number itself, a time in milliseconds. */
function rankOf(value: unknown): number {
  if (typeof value === 'number') return value;
  return /^\d{4}-\d\d-\d\d(T|$)/i.test(String(value)) ? Date.parse(String(value)) : Number.NaN;
}
