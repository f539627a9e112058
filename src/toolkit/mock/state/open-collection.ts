import { variableNames } from '../../contract/document/path-template.ts';
import type { Collection, Collections, PathValues } from './collections.ts';
import type { MockRecord } from './records/mock-record.ts';
import type { RecordKit } from './records/record-kit.ts';
import type { RecordMaker } from './records/record-maker.ts';
import type { RelatedState } from './relations/related-state.ts';
import type { Relations } from './relations/relations.ts';

/** After this many taken ids, the search ends. */
const maxIdAttempts = 200;

/** The records at one path, as they are now, to be read and changed. */
export class OpenCollection {
  readonly collection: Collection;
  readonly kit: RecordKit;
  readonly #state: RelatedState;
  readonly #collections: Collections;
  readonly #relations: Relations;

  constructor(
    state: RelatedState,
    collections: Collections,
    relations: Relations,
    collection: Collection,
    kit: RecordKit,
  ) {
    this.#state = state;
    this.#collections = collections;
    this.#relations = relations;
    this.collection = collection;
    this.kit = kit;
  }

  /** The name of the id's property. */
  get idProperty(): string {
    return this.kit.place.id;
  }

  /** All of them, with what depends on others as it is now. */
  get records(): ReadonlyMap<string, MockRecord> {
    this.#relations.bringUpToDate(this.#state, this.collection);
    return this.collection.records;
  }

  /** The same of one. @param id as the record has it, or as a text */
  record(id: unknown): MockRecord | undefined {
    this.#relations.bringUpToDate(this.#state, this.collection, String(id));
    return this.collection.records.get(String(id));
  }

  get maker(): RecordMaker {
    return this.kit.maker;
  }

  /** @returns undefined if the schema allows no further one */
  nextId(): unknown {
    for (let tries = 0; tries < maxIdAttempts; tries++) {
      const serial = ++this.#collections.lastSerial;
      const id =
        this.kit.filler?.idLikeExample(serial, this.maker) ??
        this.kit.filler?.code(serial, this.maker) ??
        this.maker.ids.next(serial);
      if (id !== undefined && !this.collection.records.has(String(id))) return id;
    }
    return undefined;
  }

  /** Stores a record, with what depends on other records. @returns the record as it is stored */
  put(made: MockRecord): MockRecord {
    const { collection } = this;
    const key = String(made[this.idProperty]);
    if (!collection.records.has(key)) collection.created.add(key);
    collection.changes++;
    collection.gone.delete(key);
    collection.unlisted.delete(key);
    collection.records.set(key, made);
    collection.initial.delete(key);
    collection.filled.delete(key);
    collection.given.delete(key);
    this.#relations.bringOneUpToDate(this.#state, collection, key);
    this.#relations.noteChange(this.#state);
    return collection.records.get(key) as MockRecord;
  }

  /**
   * Stores what becomes of a record.
   * @param make returns the same record to leave it
   */
  change(id: unknown, make: (current: MockRecord) => MockRecord): MockRecord | 'deleted' | 'unknown' {
    const current = this.record(id);
    if (!current) return this.collection.gone.has(String(id)) ? 'deleted' : 'unknown';
    const next = make(current);
    return next === current ? current : this.put(next);
  }

  /** Stores a record that lists leave out from now on. */
  putUnlisted(made: MockRecord): MockRecord {
    const stored = this.put(made);
    this.collection.unlisted.add(String(made[this.idProperty]));
    return stored;
  }

  /** @param id as the record has it, or as a text */
  delete(id: unknown): void {
    const { collection } = this;
    collection.changes++;
    collection.records.delete(String(id));
    collection.gone.add(String(id));
    this.#relations.noteDeleted(this.#state, collection, id);
  }

  /** Puts others in place of all. What they lack is filled in. */
  replaceAll(records: readonly MockRecord[]): void {
    const { maker } = this;
    this.collection.changes++;
    this.collection.records.clear();
    for (const sent of records) {
      const id = maker.ids.from(sent[this.idProperty] ?? undefined) ?? this.nextId();
      if (id !== undefined) this.put(maker.complete({ ...sent, [this.idProperty]: id }));
    }
    this.#relations.noteChange(this.#state);
  }
}

/** The values of a template's variables in a path; undefined if it isn't one of the template. */
export function valuesIn(template: string, path: string): PathValues | undefined {
  const parts = path.split('/');
  const wanted = template.split('/');
  const values: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = parts[index] ?? '';
    const [name] = variableNames(part);
    if (name === undefined ? value !== part : value === '' || value.startsWith('{')) return undefined;
    if (name !== undefined) values[name] = value;
  }
  return parts.length === wanted.length ? values : undefined;
}
