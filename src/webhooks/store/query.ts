import type { Condition, Page, Query } from '../storage.ts';

/** Runs a query on entries in the order of their keys. */
export function runQuery<E>(entries: Iterable<E>, query: Query<E> = {}): Page<E> {
  const { where = [], orderBy, offset = 0, limit = Number.POSITIVE_INFINITY } = query;
  const tests = where.map(compile);
  const found: E[] = [];
  search: for (const entry of entries) {
    for (const test of tests) if (!test(entry)) continue search;
    found.push(entry);
  }
  if (orderBy) sort(found, orderBy);
  return { entries: found.slice(offset, offset + limit), total: found.length };
}

function compile<E>(condition: Condition<E>): (entry: E) => boolean {
  const { field, is, to } = condition;
  if (is === 'equal') return (entry) => entry[field] === to;
  if (is === 'oneOf') {
    const allowed = new Set(to);
    return (entry) => allowed.has(entry[field]);
  }
  if (is === 'containing') {
    const wanted = to.toLowerCase();
    return (entry) => (entry[field] as string | null)?.toLowerCase().includes(wanted) === true;
  }
  const limit = Number(to);
  const numberOf = to instanceof Date ? (value: unknown) => Date.parse(value as string) : Number;
  return (entry) => {
    const value = entry[field];
    if (value === null) return false;
    return is === 'atLeast' ? numberOf(value) >= limit : numberOf(value) <= limit;
  };
}

/** Null first; texts in natural order, case-insensitively. */
function sort<E>(entries: E[], { field, descending }: NonNullable<Query<E>['orderBy']>): void {
  const { compare } = new Intl.Collator('en', { sensitivity: 'base', numeric: true });
  const ascending = (a: unknown, b: unknown): number => {
    if (a === b) return 0;
    if (a === null || b === null) return a === null ? -1 : 1;
    return typeof a === 'string' ? compare(a, b as string) : Number(a) - Number(b);
  };
  entries.sort((a, b) => ascending(a[field], b[field]) * (descending ? -1 : 1));
}
