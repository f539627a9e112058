import type { Collection } from '../collections.ts';
import { holdersAt } from './values.ts';

/** The keys of the records that refer to an id. */
export function referringTo({ records }: Collection, way: readonly string[], id: unknown): string[] {
  return [...records].flatMap(([key, record]) =>
    holdersAt(record, way).some(({ holder, name }) => String(holder[name]) === String(id)) ? [key] : [],
  );
}

/** Removes an id from the list of a record, or sets it to null where it may be. @returns whether it did */
export function forget(
  { records }: Collection,
  key: string,
  way: readonly string[],
  id: unknown,
  isNullable: boolean,
): boolean {
  if (way.at(-1) !== '*' && !isNullable) return false;
  const changed = structuredClone(records.get(key) ?? {});
  const found = holdersAt(changed, way).filter(({ holder, name }) => String(holder[name]) === String(id));
  for (const { holder, name } of found.toReversed()) {
    if (Array.isArray(holder)) holder.splice(Number(name), 1);
    else holder[name] = null;
  }
  records.set(key, changed);
  return true;
}
