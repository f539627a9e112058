import { copyOf } from '../../contract/document/copy.ts';
import type { Excerpt } from '../../contract/document/excerpt.ts';
import { joinPointer, pointerTokens, valueAt } from '../../contract/document/json-pointer.ts';
import type { OpenApiDocument, SchemaObject } from '../../contract/document/openapi.ts';
import { type RecordPlace, settableProperties, wrapperOf } from '../../contract/resource/record-shape.ts';
import {
  propertyNames,
  schemasAt,
  schemasInPlace,
  schemasWithoutBranches,
} from '../../contract/schema/schema-shape.ts';
import { type Instances, isOfType } from '../../instances/index.ts';
import { repair } from '../value-repair.ts';

/** An operation's excerpt, with instances of its response schemas. */
export interface Prepared {
  readonly excerpt: Excerpt;
  readonly instances: Instances;
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

/** What the schemas say of a property. */
interface PropertyFacts {
  readonly types: readonly string[];
  readonly readOnly: boolean;
  /** Whether a new record gets a new UUID here. */
  readonly isUuid: boolean;
  /** Its value in a new record if the client doesn't set it. */
  readonly fresh: unknown;
  readonly stamped: 'created' | 'changed' | undefined;
  /** The smallest id, the steps between ids, and how long they are, where they are numbers or texts. */
  readonly least: number;
  readonly step: number;
  readonly length: number;
}

/** Creates and changes the records of one resource, from what a client sends and what a server would set itself. */
export class RecordMaker {
  readonly #source: RecordSource;
  readonly #schemas: readonly SchemaObject[];
  readonly #properties: readonly string[];
  readonly #required: ReadonlySet<unknown>;
  readonly #pointer: string | undefined;
  readonly #facts: ReadonlyMap<string, PropertyFacts>;

  constructor(source: RecordSource) {
    this.#source = source;
    const { place, reader } = source;
    const { document } = reader.instances;
    let schemas = schemasInPlace(document, valueAt(document, place.schemaPointer));
    for (const token of pointerTokens(place.bodyPointer))
      schemas = schemasInPlace(document, ...schemasAt(schemas, token));
    this.#schemas = schemas;
    this.#properties = propertyNames(schemas);
    // What only a branch asks for is filled in when it is known which one it is.
    const always = schemasWithoutBranches(
      document,
      valueAt(document, place.schemaPointer),
      pointerTokens(place.bodyPointer),
    );
    this.#required = new Set(always.flatMap(({ required }) => (Array.isArray(required) ? required : [])));
    this.#pointer = schemaAt(document, place.schemaPointer, pointerTokens(place.bodyPointer));
    this.#facts = new Map(this.#properties.map((name) => [name, this.#factsOf(name)]));
  }

  /** The id that a client gives a new record, if clients may choose it. */
  sentId(body: unknown, writer: Prepared): unknown {
    const { id } = this.#source.place;
    return settableProperties(writer).get(id) === true ? this.#unwrap(body, writer)[id] : undefined;
  }

  /** A new record under an id. */
  create(body: unknown, writer: Prepared, id: unknown): MockRecord {
    return this.#compose(body, writer, { [this.#source.place.id]: id }, undefined);
  }

  /** The record after a PUT: what is left out goes back to its default, what the server sets stays. */
  replace(current: MockRecord, body: unknown, writer: Prepared): MockRecord {
    return this.#compose(body, writer, { [this.#source.place.id]: current[this.#source.place.id] }, current);
  }

  /** The record after a PATCH. @see https://www.rfc-editor.org/rfc/rfc7396 */
  patch(current: MockRecord, body: unknown, writer: Prepared): MockRecord {
    const settable = settableProperties(writer);
    const sent = Object.entries(this.#unwrap(body, writer)).filter(([name]) => this.#isSet(name, settable));
    const patched = { ...current, ...Object.fromEntries(sent), ...this.#stamps(false) };
    return this.#sound({ ...patched, [this.#source.place.id]: current[this.#source.place.id] });
  }

  /** What was sent of a record: the body, or what it wraps. */
  #unwrap(body: unknown, writer: Prepared): MockRecord {
    const wrapper = wrapperOf(writer, this.#properties);
    const inner = wrapper !== undefined && isObject(body) ? body[wrapper] : body;
    return isObject(inner) ? inner : {};
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
    return this.#pointer === undefined || this.#source.reader.instances.isValid(record, this.#pointer);
  }

  /** The id for a serial number, as the schema wants it. */
  nextId(serial: number): unknown {
    const {
      types = [],
      isUuid = false,
      least = 1,
      step = 1,
      length = 0,
    } = this.#facts.get(this.#source.place.id) ?? {};
    if (types.includes('integer') || types.includes('number'))
      return Math.ceil(least / step) * step + (serial - 1) * step;
    if (isUuid) return this.#source.makeUuid();
    const { instances } = this.#source.reader;
    const text = String(serial).padStart(length, '0');
    const pointer = this.#pointer && schemaAt(instances.document, this.#pointer, [this.#source.place.id]);
    if (pointer === undefined || instances.isValid(text, pointer)) return text;
    return instances.valid(pointer, serial) ?? text;
  }

  #compose(body: unknown, writer: Prepared, fixed: MockRecord, current: MockRecord | undefined): MockRecord {
    const settable = settableProperties(writer);
    const sent = this.#unwrap(body, writer);
    const made: MockRecord = {};
    for (const name of this.#properties) {
      if (Object.hasOwn(fixed, name)) made[name] = fixed[name];
      else if (this.#isSet(name, settable) && Object.hasOwn(sent, name)) made[name] = sent[name];
      else if (current && !this.#isSet(name, settable)) made[name] = current[name];
      else made[name] = this.#fresh(name);
      if (made[name] === undefined) delete made[name];
    }
    // A record that may have any property has those that were sent.
    for (const [name, value] of Object.entries(sent))
      if (!Object.hasOwn(made, name) && !this.#properties.includes(name)) made[name] = value;
    return this.#sound({ ...made, ...this.#stamps(current === undefined) });
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

  /** The record, repaired by the template where it breaks its schema, without what is never sent. */
  #sound(record: MockRecord): MockRecord {
    const { reader, template, place } = this.#source;
    if (this.#pointer === undefined) return record;
    for (let round = 0; round < 3; round++) {
      const violations = reader.instances.validator.validate(record, this.#pointer);
      if (violations.length === 0) break;
      for (const violation of violations)
        if (violation.instancePath !== `/${place.id}`) repair(record, violation, template);
    }
    return record;
  }

  #factsOf(name: string): PropertyFacts {
    const schemas = schemasInPlace(this.#source.reader.instances.document, ...schemasAt(this.#schemas, name));
    const withDefault = schemas.find((schema) => schema['default'] !== undefined);
    const isFilled = this.#required.has(name) || schemas.some(({ readOnly }) => readOnly === true);
    const plain = isFilled ? [null, false, 0, []].find((value) => fits(schemas, value)) : undefined;
    const isId = name === this.#source.place.id;
    const isUuid =
      !withDefault && plain === undefined && (isFilled || isId) && schemas.some(({ format }) => format === 'uuid');
    const needed = this.#required.has(name) ? this.#source.template[name] : undefined;
    const isTime = schemas.some(({ format }) => format === 'date-time');
    return {
      types: schemas.flatMap(({ type }) => type ?? []),
      readOnly: schemas.some(({ readOnly }) => readOnly === true),
      isUuid,
      fresh: withDefault ? withDefault['default'] : plain === undefined ? needed : plain,
      least: Math.max(1, ...schemas.map(({ minimum }) => Number(minimum ?? 1))),
      step: Math.max(1, ...schemas.map(({ multipleOf }) => Number(multipleOf ?? 1))),
      length: Math.max(0, ...schemas.map(({ minLength }) => Number(minLength ?? 0))),
      stamped: isTime && changedAt.test(name) ? 'changed' : isTime && createdAt.test(name) ? 'created' : undefined,
    };
  }
}

const changedAt = /^(date)?_?(updat|modif|chang|edit)|last_?(updat|modif)/i;
const createdAt = /^(date)?_?(creat|insert|added)/i;

/** Whether a plain value is among those that the schemas allow; where they say nothing of types, it isn't asked for. */
function fits(schemas: readonly SchemaObject[], value: unknown): boolean {
  const typed = schemas.filter(({ type }) => type !== undefined);
  const isFitting = ({ type, enum: options, minimum, minItems, const: fixed }: SchemaObject) =>
    (type === undefined || [type].flat().some((name) => isOfType(value, name))) &&
    (options === undefined || options.includes(value)) &&
    (fixed === undefined || fixed === value) &&
    !(typeof minimum === 'number' && Number(value) < minimum) &&
    !(typeof minItems === 'number' && minItems > 0);
  return typed.length > 0 && schemas.every(isFitting);
}

/** Where the schema of a property of a property … stands; undefined where it isn't written in one place. */
function schemaAt(document: OpenApiDocument, pointer: string, path: readonly string[]): string | undefined {
  let at = pointer;
  for (const token of path) {
    for (
      let node = valueAt(document, at) as SchemaObject;
      typeof node?.$ref === 'string';
      node = valueAt(document, at) as SchemaObject
    )
      at = node.$ref;
    at = joinPointer(at, 'properties', token);
    if (valueAt(document, at) === undefined) return undefined;
  }
  return at;
}

function isObject(value: unknown): value is MockRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
