import type { Condition, Page, Query } from '../storage.ts';
import { compareKeys, compareTexts, foldText, storableText } from './text.ts';

/** Runs a query on entries by their keys. */
export function runQuery<K extends string | number, E>(entries: ReadonlyMap<K, E>, query: Query<E> = {}): Page<E> {
  const { where = [], orderBy, offset = 0, limit = Number.POSITIVE_INFINITY } = query;
  const tests = where.map(compile);
  const keys: K[] = [];
  const matching: E[] = [];
  search: for (const [key, entry] of entries) {
    for (const test of tests) if (!test(entry)) continue search;
    keys.push(key);
    matching.push(entry);
  }
  const found = inOrderOfKeys(keys, matching);
  if (orderBy) sort(found, orderBy);
  return { entries: found.slice(offset, offset + limit), total: found.length };
}

/** Entries by key, ascending; they mostly are already. */
function inOrderOfKeys<K extends string | number, E>(keys: readonly K[], entries: E[]): E[] {
  const compare = (one: number, other: number) => compareKeys(keys[one] as K, keys[other] as K);
  if (keys.every((_key, index) => index === 0 || compare(index - 1, index) < 0)) return entries;
  const order = keys.map((_key, index) => index).sort(compare);
  return order.map((index) => entries[index] as E);
}

function compile<E>(condition: Condition<E>): (entry: E) => boolean {
  const { field, is, to } = condition;
  if (is === 'equal') return compile({ field, is: 'oneOf', to: [to] });
  if (is === 'oneOf') {
    const allowed = new Set(to.map(comparable));
    return (entry) => allowed.has(comparable(entry[field]));
  }
  if (is === 'containing') {
    const wanted = foldText(to);
    return (entry) => {
      const text = entry[field] as string | null;
      return text !== null && foldText(text).includes(wanted);
    };
  }
  const limit = Number(to);
  const numberOf = to instanceof Date ? (value: unknown) => Date.parse(value as string) : Number;
  return (entry) => {
    const value = entry[field];
    if (value === null) return false;
    return is === 'atLeast' ? numberOf(value) >= limit : numberOf(value) <= limit;
  };
}

function comparable(value: unknown): unknown {
  return typeof value === 'string' ? storableText(value) : value;
}

function sort<E>(entries: E[], { field, descending }: NonNullable<Query<E>['orderBy']>): void {
  const ascending = (a: unknown, b: unknown): number => {
    if (a === b) return 0;
    if (a === null || b === null) return a === null ? -1 : 1;
    return typeof a === 'string' ? compareTexts(a, b as string) : Number(a) - Number(b);
  };
  entries.sort((a, b) => ascending(a[field], b[field]) * (descending ? -1 : 1));
}
