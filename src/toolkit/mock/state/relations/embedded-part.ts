import { isObject } from '../../../contract/document/is-object.ts';
import type { MockRecord } from '../records/mock-record.ts';

/** A record with more values than these, which has others in it, is not shown in a third one with all of them. */
const maxEmbedded = 500;
/** How many values a property of such a record has at most, to be shown there. */
const maxNested = 60;

/**
 * What of a record is shown in another one. Of a large record, what is large itself stays as it is there: where records are in
 * each other in a circle, each would have more of the others in it with every change.
 * @param properties those that the other record has of it
 * @param there what is shown up to now, if there is something
 */
export function embeddedPart(record: MockRecord, properties: readonly string[], there: unknown): MockRecord {
  const shown = properties.filter((name) => Object.hasOwn(record, name));
  const isLarge = isObject(there) && sizeOf(record) > maxEmbedded;
  return Object.fromEntries(
    shown.flatMap((name) => {
      if (!isLarge || sizeOf(record[name]) <= maxNested) return [[name, record[name]]];
      // It is not required there if it is missing.
      return Object.hasOwn(there, name) ? [[name, there[name]]] : [];
    }),
  );
}

const sizes = new WeakMap<object, number>();

/** How many values there are in one. They are counted once, as records are replaced, never changed. */
function sizeOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  const known = sizes.get(value);
  if (known !== undefined) return known;
  const size = Object.values(value).reduce<number>((sum, inner) => sum + sizeOf(inner), 1);
  sizes.set(value, size);
  return size;
}
