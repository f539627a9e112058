import { isObject } from '../../../contract/document/is-object.ts';
import { pointerTokens, replaceAt, valueAt } from '../../../contract/document/json-pointer.ts';
import type { Contract } from '../../../contract/document/load-contract.ts';
import type { Operation } from '../../../contract/document/operations.ts';
import { propertiesAt, type RecordPlace } from '../../../contract/resource/record-shape.ts';
import { settableProperties } from '../../../contract/resource/request-shape.ts';
import type { Resource } from '../../../contract/resource/resources.ts';
import { createRandom } from '../../../instances/index.ts';
import type { MockOperation } from '../../mock-operation.ts';
import type { MockOperations } from '../../mock-operations.ts';
import type { PathValues } from '../collections.ts';
import type { ExampleData } from '../records/example-data.ts';
import { schemaAt } from '../records/property-facts.ts';
import { RecordFiller } from '../records/record-filler.ts';
import { computeRecord } from '../relations/computed-record.ts';
import { embeddedPart } from '../relations/embedded-part.ts';
import type { RecordPlan } from '../relations/record-plan.ts';
import type { RecordType } from '../relations/record-type.ts';
import type { Relations } from '../relations/relations.ts';
import { setTotals } from '../relations/totals.ts';
import { holdersAt } from '../relations/values.ts';
import type { ResourceOperations } from '../resource-operations.ts';
import type { ResourceState } from '../resource-state.ts';
import { knownProperties } from './known-properties.ts';
import { noCollection, pointToRecords, type Subject, singleRecordType, zeroTotals } from './single-record-type.ts';

type Fields = Record<string, unknown>;

/** What singletons are made from. */
export interface SingletonSource {
  readonly contract: Contract;
  readonly operations: MockOperations;
  readonly data: ExampleData;
  readonly relations: Relations;
  /** The record that the path of an operation names. */
  readonly recordAbove: (operation: Operation, path: PathValues) => Promise<Subject | undefined>;
}

/** What the value of a singleton depends on. */
interface Surroundings {
  readonly key: string;
  readonly path: PathValues;
  readonly lists: readonly { readonly way: readonly string[]; readonly state: ResourceState }[];
  /** Whether it was made up, and nobody has changed it. */
  readonly isFilled: boolean;
}

/** What was made of a value, and of which state of what it depends on. */
interface RelatedValue {
  readonly version: string;
  readonly value: Fields;
}

const maxRelatives = 12;

/** Makes the value that a singleton begins with, and what depends on records in it. */
export class SingletonMaker {
  readonly #resource: Resource;
  readonly #operations: ResourceOperations;
  readonly #source: SingletonSource;
  #planned: { readonly recordType: RecordType; readonly plan: RecordPlan } | null | undefined;
  #preparing: Promise<void> | undefined;
  /** What is asked for again and again, such as a payment, is made by the same one. */
  readonly #fillers = new WeakMap<MockOperation, RecordFiller>();
  readonly #related = new WeakMap<Fields, RelatedValue>();

  constructor(resource: Resource, operations: ResourceOperations, source: SingletonSource) {
    this.#resource = resource;
    this.#operations = operations;
    this.#source = source;
  }

  get #typeAndPlan(): { readonly recordType: RecordType; readonly plan: RecordPlan } | undefined {
    if (this.#planned === undefined) {
      const { contract, relations } = this.#source;
      const reader = this.#resource.operations.get('read')?.operation;
      const recordType = reader && singleRecordType(contract, this.#resource, reader);
      const [first] = relations.states;
      if (first) relations.of(first);
      this.#planned = recordType ? { recordType, plan: relations.planOf(recordType) } : null;
    }
    return this.#planned ?? undefined;
  }

  /**
   * A valid value that looks like that of a product; undefined if there is none, or none is wanted.
   * @param given properties that it has
   */
  async make(
    reader: MockOperation,
    place: RecordPlace,
    key: string,
    path: PathValues,
    given: Fields = {},
  ): Promise<Fields | undefined> {
    const { data, relations } = this.#source;
    const { document } = reader.instances;
    const tokens = pointerTokens(place.bodyPointer).map(String);
    const pointer = tokens.length === 0 ? place.schemaPointer : schemaAt(document, place.schemaPointer, tokens);
    const { recordType } = this.#typeAndPlan ?? {};
    if (data.records === 0 || pointer === undefined || !recordType) return undefined;
    const record = Object.keys(given).length === 0 ? await this.#oneOfThem(key) : undefined;
    if (record && reader.instances.isValid(record, pointer)) return record;
    const faker = await data.loadFaker();
    const filler =
      this.#fillers.get(reader) ?? new RecordFiller({ reader, pointer, id: place.id, names: recordType.names, faker });
    this.#fillers.set(reader, filler);
    const seed = `${data.seed} ${key}`;
    const subject = await this.#source.recordAbove(reader.operation, path);
    const names = propertiesAt(reader, place.schemaPointer, tokens);
    // The payment of `/orders/{id}/payment` has an id of its own.
    const hasOwnId = subject && this.#refersTo(subject);
    const fixed = knownProperties(reader, pointer, names, {
      inPath: hasOwnId ? names.filter((name) => name !== place.id) : names,
      template: this.#resource.path,
      path,
      record: subject?.record,
      given,
    });
    // What is made up agrees with plain values; an object was sent as it is.
    const plain = Object.fromEntries(Object.entries(fixed).filter(([, value]) => typeof value !== 'object'));
    const whole = filler.complete(seed, 1, plain, new Map());
    const made = whole && (filler.sound({ ...whole, ...fixed }, seed, fixed) ?? whole);
    if (!made) return undefined;
    const { plan } = this.#typeAndPlan ?? {};
    if (!plan || plan.references.length === 0) return made;
    await this.#prepare(plan);
    const pointed = structuredClone(made);
    pointToRecords(relations, plan, pointed, key, path, fixed, subject);
    return filler.sound(pointed, seed, {}) ?? made;
  }

  #refersTo({ resource }: Subject): boolean {
    const { references = [], embedded = [] } = this.#typeAndPlan?.plan ?? {};
    return [...references, ...embedded].some(({ target }) => target.resource === resource);
  }

  /** The value with the record that it tells of, where it has one of its kind. */
  #withSubject(value: Fields, { resource, record }: Subject): Fields {
    const whole = structuredClone(value);
    for (const { way, target, properties } of this.#typeAndPlan?.plan.embedded ?? []) {
      for (const { holder, name } of target.resource === resource ? holdersAt(whole, way) : [])
        if (isObject(holder[name])) holder[name] = embeddedPart(record, properties, holder[name]);
    }
    return whole;
  }

  /** The value with the records that are in it, and what follows from them; the same object if nothing does. */
  async withRelations(base: Fields, { key, path, lists, isFilled }: Surroundings): Promise<Fields> {
    const { relations } = this.#source;
    const { recordType, plan } = this.#typeAndPlan ?? {};
    if (!recordType || !plan) return base;
    const isRelated = plan.references.length + plan.embedded.length + plan.figures.length > 0 || plan.hasSums;
    if (!isRelated && lists.length === 0) return base;
    await this.#prepare(plan);
    const records = await Promise.all(lists.map(({ state }) => state.recordsAt(path)));
    const versions = lists.map(({ state }) => state.collectionAt(path)?.records.version);
    const version = [key, isFilled, relations.versionOf(recordType), ...versions].join(' ');
    const known = this.#related.get(base);
    if (known?.version === version) return known.value;
    let value = base;
    for (const [index, { way }] of lists.entries())
      if (records[index] && Array.isArray(valueAlong(value, way)))
        value = replaceAt(value, [...way], records[index]) as Fields;
    const [reader] = this.#resource.operations.values();
    const subject = isFilled && reader ? await this.#source.recordAbove(reader.operation, path) : undefined;
    const computed = this.#relate(value, recordType, plan, { key, path, lists, isFilled });
    const related = subject ? this.#withSubject(computed, subject) : computed;
    this.#related.set(base, { version, value: related });
    return related;
  }

  #relate(
    value: Fields,
    recordType: RecordType,
    plan: RecordPlan,
    { key, path, lists, isFilled }: Surroundings,
  ): Fields {
    const isSettable = (name: string) => this.#isSettable(name);
    const declares = () => false;
    const state = {
      resource: this.#resource,
      kit: undefined,
      collections: [],
      seeds: undefined,
      prepare: async () => undefined,
      recordsAt: async () => undefined,
      collectionAt: () => undefined,
      knownCollectionAt: () => undefined,
      openAt: async () => undefined,
      dropBelow: () => undefined,
      declares,
      isSettable,
    };
    const computed = computeRecord(
      this.#source.relations,
      state,
      recordType,
      plan,
      noCollection(key, path),
      value,
      isFilled,
    );
    if (lists.length === 0) return computed;
    const summed = structuredClone(computed);
    for (const { way } of lists) {
      const list = valueAlong(summed, way);
      const holder = valueAlong(summed, way.slice(0, -1)) as Fields;
      if (Array.isArray(list) && list.length === 0) zeroTotals(holder);
      else if (Array.isArray(list)) setTotals(holder, true, isSettable);
    }
    return summed;
  }

  /** The records of the same component. */
  async #records(): Promise<readonly Fields[]> {
    const { relations } = this.#source;
    const name = this.#typeAndPlan?.recordType.schemaName;
    const recordType = relations.all.find(
      ({ schemaName, isNested }) => schemaName === name && name !== undefined && !isNested,
    );
    return (recordType && (await relations.stateOf(recordType)?.recordsAt({}))) ?? [];
  }

  /** The user of `/me` is one of the users, and the book of the day one of the books. */
  async #oneOfThem(key: string): Promise<Fields | undefined> {
    const records = await this.#records();
    return records[Math.floor(createRandom(key)() * records.length)];
  }

  /** The record with the same email address or name. */
  async recordWith(sent: Fields): Promise<Fields | undefined> {
    const keys = ['email', 'username', 'login'].filter((name) => typeof sent[name] === 'string');
    const records = keys.length === 0 ? [] : await this.#records();
    return records.find((record) => keys.some((name) => record[name] === sent[name]));
  }

  #isSettable(name: string): boolean {
    return (['replace', 'patch'] as const).some((action) => {
      const writer = this.#operations.get(action);
      return writer !== undefined && settableProperties(writer).get(name) === true;
    });
  }

  #prepare(plan: RecordPlan): Promise<void> {
    this.#preparing ??= this.#prepareRelatives(plan);
    return this.#preparing;
  }

  async #prepareRelatives({ references, embedded, figures }: RecordPlan): Promise<void> {
    const { relations } = this.#source;
    const relatives = new Set([
      ...[...references, ...embedded].map(({ target }) => target),
      ...figures.map(({ children }) => children),
    ]);
    for (const target of [...relatives].slice(0, maxRelatives)) {
      const state = relations.stateOf(target);
      await state?.prepare();
      if (state) await relations.prepare(state);
    }
  }
}

function valueAlong(value: unknown, way: readonly string[]): unknown {
  return valueAt(value, `#${way.map((name) => `/${name}`).join('')}`);
}
