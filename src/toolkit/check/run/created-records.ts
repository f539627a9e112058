import type { Resource } from '../../contract/resource/resources.ts';
import type { TestRecord } from '../plan/test-record.ts';

/**
 * The records of the run that weren't deleted. Where clients choose the ids, or there is only one, several creates may have
 * made one record, which is gone for all once it is deleted.
 */
export class CreatedRecords {
  readonly #records = new Set<TestRecord>();
  readonly #byName = new Map<string, Set<TestRecord>>();
  /** Names of what several creates have made. */
  readonly #repeated = new Set<string>();
  readonly #deleting = new Set<string>();

  add(record: TestRecord): void {
    const name = nameOf(record);
    const same = this.#byName.get(name) ?? new Set();
    this.#records.add(record);
    this.#byName.set(name, same.add(record));
    if (same.size > 1) this.#repeated.add(name);
  }

  /** Another record that is the same one. */
  twinOf(record: TestRecord): TestRecord | undefined {
    return [...(this.#byName.get(nameOf(record)) ?? [])].find((other) => other !== record);
  }

  newestOf(resource: Resource): TestRecord | undefined {
    return [...this.#records].findLast((record) => record.resource === resource);
  }

  newestFirst(): TestRecord[] {
    return [...this.#records].reverse();
  }

  /** Notes that a delete is sent for a record. */
  noteDeleting(record: TestRecord): void {
    this.#deleting.add(nameOf(record));
  }

  /** @returns all that are the same record, which are gone now */
  delete(record: TestRecord): TestRecord[] {
    const name = nameOf(record);
    const gone = [...(this.#byName.get(name) ?? [])];
    for (const one of gone) this.#records.delete(one);
    this.#byName.delete(name);
    return gone;
  }

  /** Whether a request for another record may have deleted this one. */
  mayBeGone(record: TestRecord): boolean {
    const name = nameOf(record);
    return this.#repeated.has(name) && this.#deleting.has(name);
  }
}

function nameOf({ resource, variables, id }: TestRecord): string {
  return `${resource.path} ${JSON.stringify([...variables, id].map(String))}`;
}
