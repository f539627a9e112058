import type { ListedRecord } from '../../../contract/resource/list-parameters.ts';
import { flatRecord, type ListPlace } from '../../../contract/resource/record-shape.ts';
import type { MockRecord } from '../records/mock-record.ts';

type WithValue = ReadonlyMap<string, readonly ListedRecord[]>;

/** The records of a list as they are at one time, found by their values. */
export class ListedRecords {
  /** Each with its attributes beside its other properties. */
  readonly all: readonly ListedRecord[];
  readonly properties: readonly string[];
  readonly #records: ReadonlyMap<ListedRecord, MockRecord>;
  readonly #found = new Map<string, WithValue | undefined>();

  constructor(
    records: Iterable<MockRecord>,
    place: Pick<ListPlace, 'attributes' | 'itemProperties'> & Partial<Pick<ListPlace, 'relationships'>>,
  ) {
    const properties = new Set([...place.itemProperties, ...(place.relationships ?? [])]);
    const flat = new Map<ListedRecord, MockRecord>();
    for (const record of records) {
      flat.set(flatRecord(record, place), record);
      for (const name in record) properties.add(name);
    }
    this.#records = flat;
    this.all = [...flat.keys()];
    this.properties = [...properties];
  }

  /** The record that is listed. */
  recordOf(listed: ListedRecord): MockRecord {
    return this.#records.get(listed) as MockRecord;
  }

  /**
   * Those whose property has a value in any case; undefined if others may fit as well: texts that contain it, lists that have it.
   * @param isExact whether texts fit only as a whole
   */
  having(property: string, value: unknown, isExact: boolean): readonly ListedRecord[] | undefined {
    const key = `${isExact} ${property}`;
    if (!this.#found.has(key)) this.#found.set(key, groupByValue(this.all, property, isExact));
    const found = this.#found.get(key);
    return found && (found.get(keyOf(value)) ?? []);
  }
}

function groupByValue(all: readonly ListedRecord[], property: string, isExact: boolean): WithValue | undefined {
  const groups = new Map<string, ListedRecord[]>();
  for (const record of all) {
    const value = record[property];
    if (Array.isArray(value) || (typeof value === 'string' && !isExact)) return undefined;
    const key = keyOf(value);
    const group = groups.get(key);
    if (group) group.push(record);
    else groups.set(key, [record]);
  }
  return groups;
}

/** Some filters take no care of case. */
function keyOf(value: unknown): string {
  return String(value).toLowerCase();
}
