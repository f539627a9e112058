import { isTaken, type UniqueValues, uniqueValuesOf } from '../../contract/resource/unique-values.ts';
import type { MockOperation } from '../mock-operation.ts';
import type { OpenCollection } from './open-collection.ts';
import type { MockRecord } from './records/mock-record.ts';

/**
 * Which records that clients have created have values that no second one may have, by the contract's words. Records that are made up
 * don't count: they are often those of the contract's examples, which clients send as well.
 */
export class UniqueRecords {
  /** Null if there are none. */
  #values: UniqueValues | null | undefined;

  /** Whether a record has a value already that is sent for a new one. @param made the new record, which may have it in another form */
  isTaken(body: unknown, made: MockRecord, { collection, kit }: OpenCollection, writer: MockOperation): boolean {
    if (this.#values === undefined) this.#values = uniqueValuesOf(writer.excerpt) ?? null;
    const values = this.#values;
    if (!values) return false;
    const names = Object.entries(kit.maker.sent.unwrap(body, writer));
    const sent = Object.fromEntries(names.map(([name, value]) => [name, made[name] ?? value]));
    const { records, created } = collection;
    return [...created].some((id) => {
      const record = records.get(id);
      return record !== undefined && isTaken(values, sent, record);
    });
  }
}
