import { copyOf } from '../../../contract/document/copy.ts';
import { isObject } from '../../../contract/document/is-object.ts';
import { pointerTokens, valueAt } from '../../../contract/document/json-pointer.ts';
import { pointerTo } from '../../../contract/document/pointer-index.ts';
import type { RecordPlace } from '../../../contract/resource/record-shape.ts';
import { validationClock } from '../../../contract/schema/limits/validation-clock.ts';
import {
  namesOfKinds,
  propertyNames,
  schemasAlong,
  schemasAt,
  schemasWithoutBranches,
} from '../../../contract/schema/schema-shape.ts';
import type { SchemaViolation } from '../../../contract/schema/schema-validator.ts';
import { wordsOf } from '../../plausible/words.ts';
import { repair } from '../../value-repair.ts';
import { isJsonPatch } from './json-patch.ts';
import { isMergePatch, patchFields } from './merge-patch.ts';
import type { MockRecord, PatchWriter, Prepared } from './mock-record.ts';
import { mergedRecord, patchedRecord } from './patched-record.ts';
import { attributeFacts, type PropertyFacts, propertyFactsOf, schemaAt, writtenTime } from './property-facts.ts';
import { RecordIds } from './record-ids.ts';
import { SentRecords } from './sent-records.ts';

/** What a resource's records are made from. */
export interface RecordSource {
  /** Of the operation that reads a record. */
  readonly reader: Prepared;
  readonly place: RecordPlace;
  /** A record of the resource, for required properties that the client doesn't set. */
  readonly template: MockRecord;
  /** To the schema of the id in the path of a record. */
  readonly idInPath: string | undefined;
  readonly now: () => Date;
  readonly makeUuid: () => string;
}

interface Stamped {
  readonly name: string;
  readonly isOfNew: boolean;
  readonly msPerUnit: 1 | 1000 | undefined;
}

function stampedOf(facts: ReadonlyMap<string, PropertyFacts>): Stamped[] {
  return [...facts].flatMap(([name, { stamped, msPerUnit }]) =>
    stamped === undefined ? [] : [{ name, isOfNew: stamped === 'created', msPerUnit }],
  );
}

/** What a server knows of something that a client adds: it isn't free, and takes time. */
const neverNothing = /\b(price|rate|unit cost|(price|rate) per \w+|(duration|travel time)( (in )?(hour|min|sec)\w*)?)$/;

/** What validating a record may take, in milliseconds. */
const validateMs = 15;

/** Creates and changes the records of one resource, from what a client sends and what a server would set itself. */
export class RecordMaker {
  readonly #source: RecordSource;
  readonly #properties: readonly string[];
  readonly #pointer: string | undefined;
  readonly #facts: ReadonlyMap<string, PropertyFacts>;
  /** Times that say when a record was made, or made or changed. */
  readonly #stamped: readonly Stamped[];
  /** The same inside the attributes of JSON:API. */
  readonly #stampedAttributes: readonly Stamped[];
  readonly ids: RecordIds;
  readonly sent: SentRecords;
  /** Makes the rest of a record of which a part is known, where the contract has no example of one. */
  imagine: ((part: MockRecord) => MockRecord | undefined) | undefined;

  constructor(source: RecordSource) {
    this.#source = source;
    const { place, reader } = source;
    const { document } = reader.instances;
    const [written, tokens] = [valueAt(document, place.schemaPointer), pointerTokens(place.bodyPointer)];
    const schemas = schemasAlong(document, written, tokens);
    this.#properties = propertyNames(schemas);
    // Properties of a branch are filled in once the branch is known.
    const always = schemasWithoutBranches(document, written, tokens);
    this.#pointer = schemaAt(document, place.schemaPointer, tokens);
    const required = new Set<unknown>(always.flatMap(({ required: names }) => (Array.isArray(names) ? names : [])));
    const known = { document, schemas, required, template: source.template, id: place.id };
    const ofKinds = namesOfKinds(document, schemas);
    for (const name of propertyNames(always)) ofKinds.delete(name);
    this.#facts = new Map(
      this.#properties.map((name) => [name, propertyFactsOf(name, { ...known, isOfKind: ofKinds.has(name) })]),
    );
    this.#stamped = stampedOf(this.#facts);
    this.#stampedAttributes = stampedOf(attributeFacts(document, schemas, this.#properties));
    const idPointers = schemasAt(schemas, place.id).flatMap((schema) => pointerTo(document, schema as object) ?? []);
    this.ids = new RecordIds(reader.instances, idPointers, source.idInPath, this.#facts.get(place.id), source.makeUuid);
    this.sent = new SentRecords({ document, schemas }, this.#facts, place.id);
  }

  /** A new record under an id. @param fromPath properties that it has from its path */
  create(body: unknown, writer: Prepared, id: unknown, fromPath: MockRecord = {}): MockRecord {
    return this.#compose(body, writer, { ...fromPath, [this.#source.place.id]: id }, undefined);
  }

  /** The record after a PUT: omitted properties get their defaults, those that the server sets stay. */
  replace(current: MockRecord, body: unknown, writer: Prepared): MockRecord {
    return this.#compose(body, writer, { [this.#source.place.id]: current[this.#source.place.id] }, current);
  }

  /**
   * The record after a PATCH, by its media type.
   * @throws {RequestValidationError} if it is a JSON Patch that can't be applied, or removes what is required
   * @see https://www.rfc-editor.org/rfc/rfc7396
   */
  patch(current: MockRecord, body: unknown, writer: PatchWriter, mediaType: string | undefined): MockRecord {
    const { id } = this.#source.place;
    const rules = { responses: writer.responses, validate: this.violations.bind(this) };
    if (isJsonPatch(body, mediaType)) {
      // The schema of operations names no property that clients set.
      const isServers = (name: string) => {
        const isDescribed = this.sent.describes(name, writer);
        return this.#facts.get(name)?.readOnly === true || isDescribed === false || (name === id && !isDescribed);
      };
      return this.#withStamps(patchedRecord(current, body, { ...rules, isServers }), writer);
    }
    const set = this.sent.settableIn(body, writer);
    const patched = isMergePatch(mediaType) ? mergedRecord(current, set, rules) : patchFields(current, set);
    return this.#sound({ ...this.#withStamps(patched, writer), [id]: current[id] });
  }

  #withStamps(record: MockRecord, writer: Prepared): MockRecord {
    const stamps = Object.entries(this.#stamps(false)).filter(([name]) => !this.sent.isSettable(name, writer));
    return { ...record, ...Object.fromEntries(stamps), ...this.#attributesOf(record, false) };
  }

  /** The attributes of JSON:API with their times. @param sent those that a client has set */
  #attributesOf({ attributes }: MockRecord, isNew: boolean, sent: unknown = {}): MockRecord {
    const stamps = Object.entries(this.#stamps(isNew, this.#stampedAttributes)).filter(
      ([name]) => !Object.hasOwn(Object(sent), name),
    );
    return stamps.length > 0 && isObject(attributes)
      ? { attributes: { ...attributes, ...Object.fromEntries(stamps) } }
      : {};
  }

  /**
   * A partial record, completed as a new one would be.
   * @param whole a record around it, of which it gets what it lacks, in place of the contract's examples and of nothing
   */
  complete(part: MockRecord, whole: MockRecord = {}): MockRecord {
    const made: MockRecord = {};
    for (const name of this.#properties) {
      const isGiven = Object.hasOwn(part, name);
      const value = isGiven ? part[name] : this.#fresh(name);
      if (value === undefined) continue;
      const isWhole = (isGiven || this.#facts.get(name)?.isDefault !== true) && whole[name] !== undefined;
      made[name] = isWhole ? whole[name] : value;
    }
    return this.#sound({ ...part, ...made }, Object.keys(whole).length > 0 ? whole : undefined);
  }

  isSound(record: MockRecord): boolean {
    return this.#pointer === undefined || this.#source.reader.instances.isValid(record, this.#pointer);
  }

  get properties(): readonly string[] {
    return this.#properties;
  }

  /** To the schema of a record; undefined if it isn't declared. */
  get pointer(): string | undefined {
    return this.#pointer;
  }

  #compose(body: unknown, writer: Prepared, fixed: MockRecord, current: MockRecord | undefined): MockRecord {
    const sent = this.sent.unwrap(body, writer);
    const made: MockRecord = {};
    const stamps = this.#stamps(current === undefined);
    const find = (name: string): unknown => {
      if (Object.hasOwn(fixed, name))
        return isObject(fixed[name]) && isObject(sent[name]) ? { ...sent[name], ...fixed[name] } : fixed[name];
      const isSettable = this.sent.isSettable(name, writer);
      if (isSettable && Object.hasOwn(sent, name)) return sent[name];
      if (Object.hasOwn(stamps, name)) return stamps[name];
      return current && !isSettable ? current[name] : this.#fresh(name);
    };
    for (const name of this.#properties) {
      const value = find(name);
      if (value !== undefined) made[name] = value;
    }
    Object.assign(made, this.#attributesOf(made, current === undefined, sent['attributes']));
    const whole = current ? undefined : this.#imagineFor(made, { ...sent, ...fixed });
    // A record that may have any property has those that were sent.
    for (const name of Object.keys(sent))
      if (!Object.hasOwn(made, name) && !this.#facts.has(name)) made[name] = sent[name];
    return this.#sound(made, whole);
  }

  /** Puts what a server would set in place of the template's values. @returns a whole record to repair it by */
  #imagineFor(made: MockRecord, given: MockRecord): MockRecord | undefined {
    if (!this.imagine) return undefined;
    const isPlain = (name: string) => {
      const { isOfTemplate = false, stamped } = this.#facts.get(name) ?? {};
      const isNothing = made[name] === 0 && neverNothing.test(wordsOf(name));
      return (isOfTemplate || isNothing) && stamped === undefined && !Object.hasOwn(given, name);
    };
    const known = Object.entries(made).filter(([name, value]) => !isPlain(name) && typeof value !== 'object');
    const whole = this.imagine(Object.fromEntries(known));
    for (const name of Object.keys(made)) if (isPlain(name) && whole?.[name] !== undefined) made[name] = whole[name];
    return whole;
  }

  /** The server's value for a property that the client doesn't set; undefined for none. */
  #fresh(name: string): unknown {
    const facts = this.#facts.get(name);
    if (facts?.isUuid) return this.#source.makeUuid();
    return copyOf(facts?.fresh);
  }

  /** Times that say when the record was made or changed. */
  #stamps(isNew: boolean, stamped = this.#stamped): MockRecord {
    const now = this.#source.now();
    const stamps: MockRecord = {};
    for (const one of stamped) if (isNew || !one.isOfNew) stamps[one.name] = writtenTime(now, one);
    return stamps;
  }

  /** What a record breaks of its schema. One that takes longer is a large one, which was validated in its request. */
  violations(record: MockRecord): readonly SchemaViolation[] {
    const { validator } = this.#source.reader.instances;
    const pointer = this.#pointer;
    return pointer === undefined
      ? []
      : validationClock.attempt(validateMs, () => validator.validate(record, pointer), []);
  }

  /**
   * The record, repaired if it breaks its schema, without properties that are never sent.
   * @param whole a whole record, which may have been made of what breaks it. Default: the template
   */
  #sound(record: MockRecord, whole: MockRecord = this.#source.template): MockRecord {
    const { place, template, reader } = this.#source;
    const id = record[place.id];
    // An example in the contract may break its own schema, too.
    const plain = () => (this.#pointer === undefined ? undefined : reader.instances.valid(this.#pointer));
    for (const source of [() => whole, () => template, plain]) {
      const violations = this.violations(record);
      if (violations.length === 0) break;
      const valid = source();
      for (const violation of violations) repair(record, violation, valid, reader.instances);
      if (id !== undefined) record[place.id] = id;
    }
    return record;
  }
}
