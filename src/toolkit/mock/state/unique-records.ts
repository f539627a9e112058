import { stringifyExactly } from '../../contract/document/exact-json.ts';
import { isObject } from '../../contract/document/is-object.ts';
import { isTaken, saidOf, type UniqueValues, uniqueValuesOf } from '../../contract/resource/unique-values.ts';
import type { MockOperation } from '../mock-operation.ts';
import type { Collection } from './collections.ts';
import type { OpenCollection } from './open-collection.ts';

/**
 * Which records that clients have created have values that no second one may have, by the contract's words. Records that are made up
 * don't count: they are often those of the contract's examples, which clients send as well.
 */
export class UniqueRecords {
  /** Null if there are none. */
  #values: UniqueValues | null | undefined;
  /** The ids of records by all that was sent for them, where the contract doesn't say which values are unique. */
  readonly #ids = new WeakMap<Collection, Map<string, string>>();

  /** Whether a record has a value already that is sent for a new one. */
  isTaken(body: unknown, { collection, kit }: OpenCollection, writer: MockOperation): boolean {
    const values = this.#valuesOf(writer);
    if (!values) return false;
    const sent = kit.maker.sent.settableIn(body, writer);
    const { records, created } = collection;
    for (const id of created) {
      const record = records.get(id);
      if (record && isTaken(values, sent, record)) return true;
    }
    // As a whole, also with what records have no place for.
    const twin = isObject(body) && saidOf(values, body) && this.#ids.get(collection)?.get(stringifyExactly(body));
    return typeof twin === 'string' && records.has(twin);
  }

  /** Notes what was sent for a new record. */
  note(body: unknown, { collection }: OpenCollection, writer: MockOperation, id: unknown): void {
    if (!this.#valuesOf(writer)) return;
    const ids = this.#ids.get(collection) ?? new Map<string, string>();
    this.#ids.set(collection, ids.set(stringifyExactly(body), String(id)));
  }

  #valuesOf({ excerpt }: MockOperation): UniqueValues | null {
    if (this.#values === undefined) this.#values = uniqueValuesOf(excerpt) ?? null;
    return this.#values;
  }
}
