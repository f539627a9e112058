import { isDeepStrictEqual } from 'node:util';

/** The fields of a record, or those of a request that make one. */
export type Fields = Readonly<Record<string, unknown>>;

/** The fields that another request has sent alike; not numbers, which may have been added up. */
export function unchanged(fields: Fields, others: Fields): Fields {
  const same = Object.entries(fields).filter(
    ([name, value]) => typeof value !== 'number' && isDeepStrictEqual(value, others[name]),
  );
  return Object.fromEntries(same);
}
