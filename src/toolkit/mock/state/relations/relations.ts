import { isObject } from '../../../contract/document/is-object.ts';
import { fillTemplate, variableNames } from '../../../contract/document/path-template.ts';
import { type Action, isFlat } from '../../../contract/resource/resources.ts';
import type { UnknownReference } from '../../unknown-reference.ts';
import { type Collection, neverComputed, type PathValues } from '../collections.ts';
import type { MockRecord } from '../records/mock-record.ts';
import { computeRecord } from './computed-record.ts';
import { danglingIds } from './dangling-ids.ts';
import { findDemands } from './demands.ts';
import { linkRecords } from './linked-records.ts';
import { parentIn } from './parent-in.ts';
import type { Reference } from './record-plan.ts';
import type { RecordType } from './record-type.ts';
import { forget, referringTo } from './referring.ts';
import type { RelatedState } from './related-state.ts';
import { RelationGraph } from './relation-graph.ts';

/** Something that a record depends on, and what it was when the record was computed. */
interface Read {
  readonly read: () => unknown;
  readonly value: unknown;
}

/** How the records of a contract's resources depend on each other. */
export class Relations extends RelationGraph {
  #demands: Map<RecordType, MockRecord[]> | undefined;
  readonly #computing = new Set<Collection>();
  /** What the record that is being computed depends on; undefined while none is. */
  #reads: Read[] | undefined;
  /** The same of those that were computed. */
  readonly #readsOf = new WeakMap<MockRecord, readonly Read[]>();

  /** The records that examples of other resources refer to. */
  demandedOf(state: RelatedState): readonly MockRecord[] {
    const recordType = this.of(state);
    this.#demands ??= this.isLarge ? new Map<RecordType, MockRecord[]>() : findDemands(this.contract, this);
    return (recordType && this.#demands.get(recordType)) ?? [];
  }

  /** Draws what made-up records refer to, before others are added. */
  begin(state: RelatedState, collection: Collection): void {
    if (collection.computedAt === neverComputed) this.bringUpToDate(state, collection);
    else this.link(state, collection);
  }

  /**
   * Points the references of a collection to records, and computes what depends on others as they are now.
   * @param only the key of the record that is asked for; undefined for all
   */
  bringUpToDate(state: RelatedState, collection: Collection, only?: string): void {
    const own = this.of(state);
    if (!own || this.#computing.has(collection)) return;
    this.link(state, collection);
    const now = this.changes;
    const { computedAt } = collection;
    // What a collection depends on is looked for once something has changed.
    if (computedAt >= 0 && (computedAt === now || computedAt >= this.versionOf(own))) return;
    this.#computing.add(collection);
    const isFirst = computedAt === neverComputed;
    const isWhole = isFirst || only === undefined;
    for (const id of isWhole ? [...collection.records.keys()] : [only])
      this.#compute(state, own, collection, id, isFirst && collection.filled.has(id));
    if (isWhole) collection.computedAt = now;
    this.#computing.delete(collection);
  }

  /** Computes what depends on others in a record that has been stored. */
  bringOneUpToDate(state: RelatedState, collection: Collection, id: string): void {
    const own = this.of(state);
    if (!own || this.#computing.has(collection)) return;
    this.#computing.add(collection);
    this.#compute(state, own, collection, id, false);
    this.#computing.delete(collection);
  }

  #compute(state: RelatedState, own: RecordType, collection: Collection, id: string, isFilled: boolean): void {
    const plan = this.planOf(own);
    if (plan.embedded.length + plan.references.length + plan.figures.length === 0 && !plan.hasSums) return;
    const record = collection.records.get(id);
    if (!record) return;
    if (!isFilled && this.#readsOf.get(record)?.every(({ read, value }) => read() === value)) return;
    const outer = this.#reads;
    const reads: Read[] = [];
    this.#reads = reads;
    const computed = computeRecord(this, state, own, plan, collection, record, isFilled);
    // One that was made up is computed once more as it is then.
    if (!isFilled) this.#readsOf.set(computed, reads);
    this.#reads = outer;
    if (computed !== record) collection.records.set(id, computed);
  }

  track<T>(read: () => T): T {
    const value = read();
    this.#reads?.push({ read, value });
    return value;
  }

  /** Points the references of the records that were made up to records that exist. */
  link(state: RelatedState, collection: Collection): void {
    linkRecords(this, state, collection);
  }

  /** The ids of a resource's records; of those beside or below what else a record refers to. */
  idsFor(target: RecordType, record: MockRecord, path: PathValues): unknown[] {
    const collection = this.collectionFor(target, record, path);
    return collection ? [...collection.records.values()].map((one) => one[target.id]) : [];
  }

  /** The collection of a resource that a record refers to. */
  collectionFor(target: RecordType, record: MockRecord, path: PathValues): Collection | undefined {
    const state = this.stateOf(target);
    if (!state?.kit) return undefined;
    if (!target.isNested) return state.collectionAt({});
    const values: Record<string, unknown> = {};
    for (const variable of variableNames(target.path)) {
      const value = path[variable] ?? record[variable] ?? this.#parentOf(target, variable, record);
      if (value === undefined) return undefined;
      values[variable] = value;
    }
    return state.collectionAt(values);
  }

  /** The collection of a resource that has an id: that which a record refers to, else any that was asked for. */
  #collectionWith(target: RecordType, id: unknown, record: MockRecord, path: PathValues): Collection | undefined {
    const own = this.collectionFor(target, record, path);
    if (!target.isNested || own?.records.has(String(id))) return own;
    const others = [...(this.stateOf(target)?.collections ?? [])];
    return others.find(({ records }) => records.has(String(id))) ?? own;
  }

  /** The id of the record that a resource is below, as another record says it. Where that doesn't, it is the first. */
  #parentOf(target: RecordType, variable: string, record: MockRecord): unknown {
    const parent = this.all.find(
      ({ recordPath }) => target.path.startsWith(`${recordPath}/`) && recordPath.endsWith(`{${variable}}`),
    );
    const said = parent && parentIn(record, parent);
    if (said !== undefined) return said;
    const ids = parent && !parent.isNested ? this.idsFor(parent, {}, {}) : [];
    return ids[0];
  }

  /** The record with an id, as far as it is known without asking further. */
  recordOf(target: RecordType, id: unknown, record: MockRecord, path: PathValues): MockRecord | undefined {
    const state = this.stateOf(target);
    return this.track(() => {
      const collection = this.#collectionWith(target, id, record, path);
      if (!state || !collection?.records.has(String(id))) return undefined;
      this.bringUpToDate(state, collection, String(id));
      return collection.records.get(String(id));
    });
  }

  /** The collection below a record. */
  below(children: RecordType, own: RecordType, record: MockRecord, path: PathValues): Collection | undefined {
    const state = this.stateOf(children);
    if (!state?.kit || isFlat(children.resource) || !children.path.startsWith(`${own.recordPath}/`)) return undefined;
    const variables = variableNames(own.recordPath);
    const last = variables.at(-1);
    const values = { ...path, ...(last !== undefined && { [last]: record[own.id] }) };
    if (!variableNames(children.path).every((name) => values[name as keyof typeof values] !== undefined))
      return undefined;
    // A list of a large contract would make the records of a dozen others below each of its own.
    return this.isLarge ? state.knownCollectionAt(values) : state.collectionAt(values);
  }

  /** How many records of a resource are made below another one at most, as that lists them; undefined for any number. */
  mostBelow(state: RelatedState): number | undefined {
    const own = this.of(state);
    const parent = own?.isNested && !this.isLarge ? this.parentOf(own) : undefined;
    return (
      parent && this.planOf(parent).embedded.find(({ target, most }) => target === own && most !== undefined)?.most
    );
  }

  /** Puts what a new record was sent with below it, where that has a path of its own. @returns whether there was something */
  async putBelow(state: RelatedState, record: MockRecord, path: PathValues): Promise<boolean> {
    const own = this.of(state);
    let isFound = false;
    for (const { way, target } of own ? this.planOf(own).embedded : []) {
      const listed = way.length === 2 && way[1] === '*' ? record[way[0] as string] : undefined;
      const children = this.stateOf(target);
      const below = own && Array.isArray(listed) && listed.length > 0 && this.below(target, own, record, path);
      if (!children || !below || below.records.size > 0) continue;
      const open = await children.openAt(below.path);
      const taken = new Set<unknown>([undefined]);
      const records = listed.filter(isObject).map((one): MockRecord => {
        const id = one[target.id];
        // An id that was made up is the same for all.
        const own = taken.has(id) ? { [target.id]: undefined } : {};
        taken.add(id);
        return { ...one, ...own, ...this.fromPath(children, below.path) };
      });
      open?.replaceAll(records);
      isFound ||= open !== undefined;
    }
    return isFound;
  }

  /** Which ids in a request are no record's; undefined if all are. The status is 0 where the contract declares none for it. */
  findUnknown(
    state: RelatedState,
    action: Action,
    read: () => MockRecord,
    path: PathValues,
  ): UnknownReference | undefined {
    const own = this.of(state);
    if (!own) return undefined;
    const plan = this.planOf(own);
    if (plan.references.length + plan.embedded.length === 0) return undefined;
    const sent = read();
    const errors = danglingIds(plan, sent, (target, id) => {
      const collection = this.#collectionWith(target, id, sent, path);
      return collection === undefined || collection.records.has(String(id));
    });
    if (errors.length === 0) return undefined;
    return { errors, status: [422, 404, 409].find((status) => state.declares(action, status)) ?? 0 };
  }

  /** What is below a record that was deleted is gone, and what referred to it no longer does, where that may be. */
  noteDeleted(state: RelatedState, collection: Collection, id: unknown): void {
    this.noteChange(state);
    const own = this.of(state);
    if (!own) return;
    const last = variableNames(own.recordPath).at(-1);
    const path = fillTemplate(own.recordPath, (name) => String(name === last ? id : (collection.path[name] ?? '')));
    for (const other of this.states) if (other !== state) other.dropBelow(path);
    for (const other of this.states) {
      const recordType = other.kit && this.of(other);
      if (!recordType) continue;
      const isChild: boolean = isFlat(recordType.resource) && recordType.path.startsWith(`${own.recordPath}/`);
      const { references, embedded } = this.planOf(recordType);
      const identified: readonly Reference[] = embedded.flatMap(({ way, target, id }) =>
        (isChild && id !== undefined ? [[...way, id]] : []).map((to) => ({ way: to, target, isNullable: false })),
      );
      for (const { way, target, isNullable } of [...references, ...identified])
        if (target === own)
          for (const one of other.collections)
            for (const key of referringTo(one, way, id)) {
              if (isChild) this.#deleteWith(other, one, key);
              else if (forget(one, key, way, id, isNullable)) this.noteChange(other);
            }
    }
  }

  /** Deletes a record that was below one that was deleted. */
  #deleteWith(state: RelatedState, collection: Collection, key: string): void {
    const id = collection.records.get(key)?.[this.of(state)?.id ?? ''];
    collection.records.delete(key);
    collection.gone.add(key);
    this.noteDeleted(state, collection, id);
  }
}
