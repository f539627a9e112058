import { copyOf } from '../../contract/document/copy.ts';
import {
  continuesTemplate,
  fillPath,
  fillTemplate,
  pathText,
  variableNames,
} from '../../contract/document/path-template.ts';
import { isFlat, type Resource, recordPathOf } from '../../contract/resource/resources.ts';
import { type ExampleData, maxNestedRecords } from './records/example-data.ts';
import type { MockRecord } from './records/mock-record.ts';
import type { RecordFiller } from './records/record-filler.ts';
import type { RecordMaker } from './records/record-maker.ts';

/** Of one resource, not counting collections that requests have changed. */
const maxCollections = 1000;

/** So many times more where one collection has the records below all others, so that the lists of these aren't empty. */
const flatRecords = 3;

/** What the records of a collection are made with. */
interface Kit {
  readonly maker: RecordMaker;
  readonly place: { readonly id: string };
  readonly examples: readonly MockRecord[];
  readonly filler: RecordFiller | undefined;
}

/** Of a collection whose records depend on others as they were made up. */
export const neverComputed = -1;

/** The values of a path's parameters. */
export type PathValues = Readonly<Record<string, unknown>>;

/** Records by their ids, and how often they have changed: what was made of them before is still true if that is the same. */
export class Records extends Map<string, MockRecord> {
  version = 0;

  override set(id: string, record: MockRecord): this {
    this.version++;
    return super.set(id, record);
  }

  override delete(id: string): boolean {
    this.version++;
    return super.delete(id);
  }

  override clear(): void {
    this.version++;
    super.clear();
  }
}

/** The records at one path. */
export interface Collection {
  readonly key: string;
  readonly path: PathValues;
  readonly records: Records;
  /** The ids of records that are made up; their references are set later. */
  readonly filled: Set<string>;
  readonly initial: Set<string>;
  /** What a scenario has given of records of which the rest is made up, by their ids. */
  readonly given: Map<string, MockRecord>;
  /** The ids of records that clients have created. */
  readonly created: Set<string>;
  /** The paths that they were created at, where that isn't the collection's own. */
  readonly createdAt: Map<string, string>;
  /** The ids of records that were deleted. */
  readonly gone: Set<string>;
  /** The ids of records that were deleted and can still be read: lists leave them out. */
  readonly unlisted: Set<string>;
  /** How many requests have changed it, or are about to. */
  changes: number;
  /** Whether its references point to records. */
  isLinked: boolean;
  /** The number of changes to all records when what depends on others was computed. */
  computedAt: number;
}

/** Those that a list shows. */
export function shownRecords({ records, unlisted }: Collection): ReadonlyMap<string, MockRecord> {
  return unlisted.size === 0 ? records : new Map([...records].filter(([id]) => !unlisted.has(id)));
}

/** The initial records of a scenario. */
export interface Seeds {
  /** Default: the contract's examples. */
  readonly records?: readonly MockRecord[];
  /** How many there are in all; 0 with records for these alone, and without for none. */
  readonly count: number;
  /** Whether there are those as well that others refer to. */
  readonly isOpen?: boolean;
}

/** The records of one resource, for each path that matches its template. */
export class Collections {
  readonly #resource: Resource;
  readonly #data: ExampleData;
  readonly #byKey = new Map<string, Collection>();
  readonly isNested: boolean;
  /** What a scenario says of the initial records. */
  seeds: Seeds | undefined;
  lastSerial = 0;

  constructor(resource: Resource, data: ExampleData) {
    this.#resource = resource;
    this.#data = data;
    this.isNested = !isFlat(resource);
  }

  adopt(other: Collections): void {
    this.seeds = other.seeds;
    this.lastSerial = other.lastSerial;
    // Records are replaced, never changed.
    for (const [key, one] of other.#byKey)
      this.#byKey.set(key, {
        ...one,
        records: new Records(one.records),
        filled: new Set(one.filled),
        initial: new Set(one.initial),
        given: new Map(one.given),
        created: new Set(one.created),
        createdAt: new Map(one.createdAt),
        gone: new Set(one.gone),
        unlisted: new Set(one.unlisted),
        computedAt: one.computedAt === neverComputed ? neverComputed : Number.NaN,
      });
  }

  get all(): Iterable<Collection> {
    return this.#byKey.values();
  }

  keyOf(path: PathValues): string {
    const { path: template } = this.#resource;
    return this.isNested ? fillPath(template, path) : template;
  }

  /** Drops the collections below a path. */
  dropBelow(path: string): void {
    const start = withSlash(path);
    for (const key of this.#byKey.keys()) if (key.startsWith(start)) this.#byKey.delete(key);
  }

  known(key: string): Collection | undefined {
    return this.#byKey.get(key);
  }

  /**
   * The collection at a path, with its initial records.
   * @param demanded records that others refer to, at least with their ids
   * @param fixed properties that records have from their path; undefined if there are no initial records
   * @param most how many are made at most, as a list of them may not be longer. Default: any number
   */
  at(
    path: PathValues,
    kit: Kit,
    demanded: readonly MockRecord[],
    fixed: MockRecord | undefined,
    most = Number.POSITIVE_INFINITY,
  ): Collection {
    const key = this.keyOf(path);
    const known = this.#byKey.get(key);
    if (known) return known;
    const records = new Records();
    const { maker, filler, place } = kit;
    const isEmpty = fixed === undefined;
    const { records: own, count = this.#data.records, isOpen = count > 0 } = this.seeds ?? {};
    const isNone = isEmpty || (own === undefined && (this.seeds ? count === 0 : this.#data.isEmpty));
    const given = isNone ? [] : (own ?? kit.examples);
    const parts = new Map<string, MockRecord>();
    for (const seed of given) {
      const hasId = seed[place.id] !== undefined || (own && filler?.hasMeaningfulIds);
      const part = { ...copyOf(seed), ...(!hasId && { [place.id]: maker.ids.next(this.lastSerial + 1) }) };
      const name = `${key} ${String(part[place.id] ?? records.size)}`;
      const whole = own && filler?.complete(name, records.size + 1, part, records);
      const record = maker.complete({ [place.id]: whole?.[place.id], ...part }, whole);
      const id = record[place.id];
      records.set(String(id), record);
      if (whole) parts.set(String(id), seed);
      this.#note(id);
    }
    const initial = new Set(records.keys());
    if (filler && isOpen && !isNone) {
      for (const part of demanded) {
        const id = part[place.id];
        const made = records.has(String(id))
          ? undefined
          : filler.complete(`${key} ${id}`, records.size + 1, { ...part, ...fixed }, records);
        if (made) records.set(String(id), made);
      }
      const inAll = this.isNested ? count : count * flatRecords;
      const wanted = Object.keys(fixed).length > 0 ? Math.min(count, maxNestedRecords) : inAll;
      filler.fill(records, Math.min(wanted, most), `${this.#data.seed} ${key}`, fixed, maker);
    }
    const filled = new Set([...records.keys()].filter((id) => !initial.has(id)));
    for (const record of records.values()) this.#note(record[place.id]);
    const collection: Collection = {
      key,
      path,
      records,
      filled,
      initial: new Set(records.keys()),
      given: parts,
      created: new Set(),
      createdAt: new Map(),
      gone: new Set(),
      unlisted: new Set(),
      changes: 0,
      isLinked: false,
      computedAt: neverComputed,
    };
    if (this.#byKey.size >= maxCollections) this.#dropUnchanged();
    this.#byKey.set(key, collection);
    return collection;
  }

  #note(id: unknown): void {
    if (/^\d{1,15}$/.test(String(id))) this.lastSerial = Math.max(this.lastSerial, Number(id));
  }

  /** Drops the oldest unchanged collection: any path in a request creates one. */
  #dropUnchanged(): void {
    const [key] = [...this.#byKey].find(([, { changes }]) => changes === 0) ?? [];
    if (key !== undefined) this.#byKey.delete(key);
  }

  /** Whether records of this resource are further up in a path. */
  isAbove(operationPath: string): boolean {
    return continuesTemplate(operationPath, recordPathOf(this.#resource));
  }

  /** Whether the record of this resource that is further up in a path was deleted. */
  hasLost(operationPath: string, path: PathValues): boolean {
    const values = variableNames(operationPath).map((name) => pathText(path[name]));
    const names = variableNames(recordPathOf(this.#resource));
    const key = this.isNested
      ? fillTemplate(this.#resource.path, (name) => values[names.indexOf(name)] ?? '')
      : this.#resource.path;
    return this.#byKey.get(key)?.gone.has(values[names.length - 1] as string) === true;
  }
}

function withSlash(path: string): string {
  return path.replace(/\/?$/, '/');
}
