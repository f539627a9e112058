import { copyOf } from '../../contract/document/copy.ts';
import { withDoubles } from '../../contract/document/exact-json.ts';
import type { Excerpt } from '../../contract/document/excerpt.ts';
import { pointerTokens, valueAt } from '../../contract/document/json-pointer.ts';
import { pointerTo } from '../../contract/document/pointer-index.ts';
import { type RecordPlace, settableProperties, wrapperOf } from '../../contract/resource/record-shape.ts';
import { normalizeName } from '../../contract/resource/resource-names.ts';
import type { ResponseContract } from '../../contract/response/response.ts';
import { validationClock } from '../../contract/schema/limits/validation-clock.ts';
import {
  propertyNames,
  schemasAt,
  schemasInPlace,
  schemasWithoutBranches,
} from '../../contract/schema/schema-shape.ts';
import type { SchemaViolation } from '../../contract/schema/schema-validator.ts';
import type { Instances } from '../../instances/index.ts';
import { repair } from '../value-repair.ts';
import { type DescribedBy, hidingOf, withoutHidden } from './hidden-properties.ts';
import { isJsonPatch } from './json-patch.ts';
import { isMergePatch, mergePatch, patchFields } from './merge-patch.ts';
import { patchedRecord } from './patched-record.ts';
import { type PropertyFacts, propertyFactsOf, schemaAt } from './property-facts.ts';

/** An operation's excerpt, with instances of its response schemas. */
export interface Prepared {
  readonly excerpt: Excerpt;
  readonly instances: Instances;
}

/** An operation that patches records. */
export interface PatchWriter extends Prepared {
  readonly responses: Pick<ResponseContract, 'declares'>;
}

/** A record of a resource, by the names of its properties. */
export type MockRecord = Record<string, unknown>;

/** What a resource's records are made from. */
export interface RecordSource {
  /** Of the operation that reads a record. */
  readonly reader: Prepared;
  readonly place: RecordPlace;
  /** A record of the resource, for required properties that the client doesn't set. */
  readonly template: MockRecord;
  readonly now: () => Date;
  readonly makeUuid: () => string;
}

/** What validating a record may take, in milliseconds. */
const validateMs = 15;

/** How many random ids are made of a schema until one is valid. */
const maxIdAttempts = 5;

/** Creates and changes the records of one resource, from what a client sends and what a server would set itself. */
export class RecordMaker {
  readonly #source: RecordSource;
  readonly #record: DescribedBy;
  readonly #properties: readonly string[];
  readonly #pointer: string | undefined;
  /** To the schemas of the id. */
  readonly #idPointers: readonly string[];
  readonly #facts: ReadonlyMap<string, PropertyFacts>;
  /** Makes the rest of a record of which a part is known, where the contract has no example of one. */
  imagine: ((part: MockRecord) => MockRecord | undefined) | undefined;

  constructor(source: RecordSource) {
    this.#source = source;
    const { place, reader } = source;
    const { document } = reader.instances;
    let schemas = schemasInPlace(document, valueAt(document, place.schemaPointer));
    for (const token of pointerTokens(place.bodyPointer))
      schemas = schemasInPlace(document, ...schemasAt(schemas, token));
    this.#record = { document, schemas };
    this.#properties = propertyNames(schemas);
    // Properties of a branch are filled in once the branch is known.
    const always = schemasWithoutBranches(
      document,
      valueAt(document, place.schemaPointer),
      pointerTokens(place.bodyPointer),
    );
    this.#pointer = schemaAt(document, place.schemaPointer, pointerTokens(place.bodyPointer));
    const required = new Set(always.flatMap(({ required: names }) => (Array.isArray(names) ? names : [])));
    this.#idPointers = schemasAt(schemas, place.id).flatMap((schema) => pointerTo(document, schema as object) ?? []);
    const known = { document, schemas, required, template: source.template, id: place.id };
    this.#facts = new Map(this.#properties.map((name) => [name, propertyFactsOf(name, known)]));
  }

  /** The id that a client gives a new record, if clients may choose it. */
  sentId(body: unknown, writer: Prepared): unknown {
    const { id } = this.#source.place;
    return this.#settableBy(writer).get(id) === true ? this.#unwrap(body, writer)[id] : undefined;
  }

  /** An id as the record has it: a text of a path may be a number there; undefined if the record can't have it. */
  idFrom(sent: unknown): unknown {
    const number = typeof sent === 'string' && /^-?\d{1,15}$/.test(sent) ? [Number(sent)] : [];
    return [sent, ...number].find((id) => this.#isId(id));
  }

  /** The record in a request, as far as clients set it. */
  sent(body: unknown, writer: Prepared): MockRecord {
    const settable = this.#settableBy(writer);
    return Object.fromEntries(
      Object.entries(this.#unwrap(body, writer)).filter(([name]) => this.#isSet(name, settable)),
    );
  }

  isSettable(name: string, writer: Prepared): boolean {
    return this.#isSet(name, this.#settableBy(writer));
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
   * @throws {RequestValidationError} if it is a JSON Patch that can't be applied
   * @see https://www.rfc-editor.org/rfc/rfc7396
   */
  patch(current: MockRecord, body: unknown, writer: PatchWriter, mediaType: string | undefined): MockRecord {
    const settable = this.#settableBy(writer);
    if (isJsonPatch(body, mediaType)) {
      const { id } = this.#source.place;
      // The schema of operations names no property that clients set.
      const isServers = (name: string) =>
        this.#facts.get(name)?.readOnly === true || settable.get(name) === false || (name === id && !settable.get(id));
      const validate = this.#violations.bind(this);
      return this.#stamped(
        patchedRecord(current, body, { responses: writer.responses, isServers, validate }),
        settable,
      );
    }
    const sent = Object.entries(this.#unwrap(body, writer)).filter(([name]) => this.#isSet(name, settable));
    const set = Object.fromEntries(sent);
    const patched = isMergePatch(mediaType) ? mergePatch(current, set) : patchFields(current, set);
    return this.#sound({
      ...this.#stamped(patched, settable),
      [this.#source.place.id]: current[this.#source.place.id],
    });
  }

  #stamped(record: MockRecord, settable: ReadonlyMap<string, boolean>): MockRecord {
    const stamps = Object.entries(this.#stamps(false)).filter(([name]) => !this.#isSet(name, settable));
    return { ...record, ...Object.fromEntries(stamps) };
  }

  /** The record in a request: the body, or the object that it wraps. */
  #unwrap(body: unknown, writer: Prepared): MockRecord {
    const wrapper = wrapperOf(writer, this.#properties);
    const sent = wrapper !== undefined && isObject(body) ? body[wrapper] : body;
    const hiding = hidingOf(writer.excerpt, wrapper);
    const inner = hiding ? withoutHidden(sent, hiding, this.#record) : sent;
    if (!isObject(inner)) return {};
    return Object.fromEntries(Object.entries(inner).map(([name, value]) => [this.#nameOf(name), value]));
  }

  #settableBy(writer: Prepared): ReadonlyMap<string, boolean> {
    return new Map([...settableProperties(writer)].map(([name, isSettable]) => [this.#nameOf(name), isSettable]));
  }

  /** What is written as `FriendlyName` may be read as `friendly_name`. */
  #nameOf(name: string): string {
    if (this.#properties.includes(name)) return name;
    return this.#properties.find((property) => normalizeName(property) === normalizeName(name)) ?? name;
  }

  /** A partial record, completed as a new one would be. */
  complete(part: MockRecord): MockRecord {
    const made: MockRecord = {};
    for (const name of this.#properties) {
      const value = Object.hasOwn(part, name) ? part[name] : this.#fresh(name);
      if (value !== undefined) made[name] = value;
    }
    return this.#sound({ ...made, ...part });
  }

  isSound(record: MockRecord): boolean {
    return this.#pointer === undefined || this.#source.reader.instances.isValid(withDoubles(record), this.#pointer);
  }

  get properties(): readonly string[] {
    return this.#properties;
  }

  /** To the schema of a record; undefined if it isn't declared. */
  get pointer(): string | undefined {
    return this.#pointer;
  }

  /** The id for a serial number, as the schema wants it. */
  nextId(serial: number, makeUuid: () => string = this.#source.makeUuid): unknown {
    const {
      types = [],
      isUuid = false,
      least = 1,
      step = 1,
      length = 0,
    } = this.#facts.get(this.#source.place.id) ?? {};
    if (types.includes('integer') || types.includes('number'))
      return Math.ceil(least / step) * step + (serial - 1) * step;
    if (isUuid) return makeUuid();
    const { instances } = this.#source.reader;
    const text = String(serial).padStart(length, '0');
    if (this.#isId(text)) return text;
    for (let attempt = 0; attempt < maxIdAttempts; attempt++) {
      const made = this.#idPointers.map((pointer) => instances.valid(pointer, `${serial}.${attempt}`));
      const id = made.find((one) => one !== undefined && one !== null && one !== '' && this.#isId(one));
      if (id !== undefined) return id;
    }
    return text;
  }

  #isId(id: unknown): boolean {
    return this.#idPointers.every((pointer) => this.#source.reader.instances.isValid(id, pointer));
  }

  #compose(body: unknown, writer: Prepared, fixed: MockRecord, current: MockRecord | undefined): MockRecord {
    const settable = this.#settableBy(writer);
    const sent = this.#unwrap(body, writer);
    const made: MockRecord = {};
    const stamps = this.#stamps(current === undefined);
    for (const name of this.#properties) {
      if (Object.hasOwn(fixed, name)) made[name] = fixed[name];
      else if (this.#isSet(name, settable) && Object.hasOwn(sent, name)) made[name] = sent[name];
      else if (Object.hasOwn(stamps, name)) made[name] = stamps[name];
      else if (current && !this.#isSet(name, settable)) made[name] = current[name];
      else made[name] = this.#fresh(name);
      if (made[name] === undefined) delete made[name];
    }
    const whole = current ? undefined : this.#imagineFor(made, { ...sent, ...fixed });
    // A record that may have any property has those that were sent.
    for (const [name, value] of Object.entries(sent))
      if (!Object.hasOwn(made, name) && !this.#properties.includes(name)) made[name] = value;
    return this.#sound(made, whole);
  }

  /** Puts what a server would set in place of the template's values. @returns a whole record to repair it by */
  #imagineFor(made: MockRecord, given: MockRecord): MockRecord | undefined {
    if (!this.imagine) return undefined;
    const isPlain = (name: string) => {
      const { isOfTemplate = false, stamped } = this.#facts.get(name) ?? {};
      return isOfTemplate && stamped === undefined && !Object.hasOwn(given, name);
    };
    const known = Object.entries(made).filter(([name, value]) => !isPlain(name) && typeof value !== 'object');
    const whole = this.imagine(Object.fromEntries(known));
    for (const name of Object.keys(made)) if (isPlain(name) && whole?.[name] !== undefined) made[name] = whole[name];
    return whole;
  }

  /** Whether clients set a property: the request's schema has it, and it isn't read-only in the record. */
  #isSet(name: string, settable: ReadonlyMap<string, boolean>): boolean {
    if (name === this.#source.place.id && settable.get(name) !== true) return false;
    return this.#facts.get(name)?.readOnly !== true && (settable.get(name) ?? settable.size === 0);
  }

  /** The server's value for a property that the client doesn't set; undefined for none. */
  #fresh(name: string): unknown {
    const facts = this.#facts.get(name);
    if (facts?.isUuid) return this.#source.makeUuid();
    return copyOf(facts?.fresh);
  }

  /** Times that say when the record was made or changed. */
  #stamps(isNew: boolean): MockRecord {
    const stamp = `${this.#source.now().toISOString().slice(0, 19)}Z`;
    const stamps: MockRecord = {};
    for (const [name, { stamped }] of this.#facts)
      if (stamped === 'changed' || (isNew && stamped === 'created')) stamps[name] = stamp;
    return stamps;
  }

  /** What a record breaks of its schema. */
  violations(record: MockRecord): readonly SchemaViolation[] {
    return this.#violations(record);
  }

  /** A record that takes longer is a large one, which was validated in its request. */
  #violations(record: MockRecord): readonly SchemaViolation[] {
    const { validator } = this.#source.reader.instances;
    const pointer = this.#pointer;
    return pointer === undefined
      ? []
      : validationClock.attempt(validateMs, () => validator.validate(record, pointer), []);
  }

  /** The record, repaired by the template if it breaks its schema, without properties that are never sent. */
  #sound(record: MockRecord, template: MockRecord = this.#source.template): MockRecord {
    const { place } = this.#source;
    for (let round = 0; round < 3; round++) {
      const violations = this.#violations(record);
      if (violations.length === 0) break;
      for (const violation of violations)
        if (violation.instancePath !== `/${place.id}`) repair(record, violation, template);
    }
    return record;
  }
}

function isObject(value: unknown): value is MockRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
