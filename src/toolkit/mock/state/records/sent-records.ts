import type { Excerpt } from '../../../contract/document/excerpt.ts';
import { isObject } from '../../../contract/document/is-object.ts';
import { settableProperties, wrapperOf } from '../../../contract/resource/request-shape.ts';
import { normalizeName } from '../../../contract/resource/resource-names.ts';
import { propertyNames, schemasAt, schemasInPlace } from '../../../contract/schema/schema-shape.ts';
import { type DescribedBy, hidingOf, withoutHidden } from './hidden-properties.ts';
import type { MockRecord, Prepared } from './mock-record.ts';
import type { PropertyFacts } from './property-facts.ts';

/** An object in a record that has an id. */
interface EmbeddedRecord {
  readonly name: string;
  readonly id: string;
  readonly isList: boolean;
}

/** Reads the records of one resource in requests. */
export class SentRecords {
  readonly #record: DescribedBy;
  readonly #id: string;
  readonly #facts: ReadonlyMap<string, PropertyFacts>;
  readonly #properties: readonly string[];
  /** By the names in requests; null for none. */
  readonly #embedded = new Map<string, EmbeddedRecord | null>();
  /** What of a record is set by an id that stands for it. */
  readonly #byId = new WeakMap<Excerpt, ReadonlySet<string>>();
  readonly #settable = new WeakMap<Excerpt, ReadonlyMap<string, boolean>>();

  /** @param facts of the record's properties @param id the name of its id */
  constructor(record: DescribedBy, facts: ReadonlyMap<string, PropertyFacts>, id: string) {
    this.#record = record;
    this.#facts = facts;
    this.#properties = [...facts.keys()];
    this.#id = id;
  }

  /** The record in a request, as far as clients set it. */
  settableIn(body: unknown, writer: Prepared): MockRecord {
    const sent = this.unwrap(body, writer);
    return Object.fromEntries(Object.entries(sent).filter(([name]) => this.isSettable(name, writer)));
  }

  /** The id that a client gives a new record, if clients may choose it. */
  idIn(body: unknown, writer: Prepared): unknown {
    return this.describes(this.#id, writer) ? this.unwrap(body, writer)[this.#id] : undefined;
  }

  /** The record in a request: the body, or the object that it wraps. */
  unwrap(body: unknown, writer: Prepared): MockRecord {
    const wrapper = wrapperOf(writer, this.#properties);
    const sent = wrapper !== undefined && isObject(body) ? body[wrapper] : body;
    const hiding = hidingOf(writer.excerpt, wrapper);
    const inner = hiding ? withoutHidden(sent, hiding, this.#record) : sent;
    if (!isObject(inner)) return {};
    if (Object.keys(inner).every((name) => this.#facts.has(name))) return inner;
    return Object.fromEntries(Object.entries(inner).map(([name, value]) => this.#asRead(name, value)));
  }

  /** A property as records have it: what is sent as `authorId` may be read as `author: { id }`. */
  #asRead(sent: string, value: unknown): [name: string, value: unknown] {
    const name = this.#nameOf(sent);
    if (this.#facts.has(name)) return [name, value];
    const inside = this.#embeddedBy(sent);
    if (!inside) return [name, value];
    const { isList, id } = inside;
    if (!isList) return [inside.name, value === null ? null : { [id]: value }];
    return [inside.name, Array.isArray(value) ? value.map((one) => ({ [id]: one })) : value];
  }

  /** The way in a request to what is at a way in the record. */
  wayInRequest(way: readonly string[], body: unknown): readonly string[] {
    const [name, ...below] = way;
    const found = isObject(body) && Object.keys(body).find((sent) => this.#embeddedBy(sent)?.name === name);
    if (typeof found !== 'string' || this.#facts.has(this.#nameOf(found))) return way;
    return this.#embeddedBy(found)?.isList ? [found, ...below.slice(0, 1)] : [found];
  }

  /** The object with an id, or the list of such, that a property such as `authorId`, `author_ids` stands for. */
  #embeddedBy(sent: string): EmbeddedRecord | undefined {
    const known = this.#embedded.get(sent);
    if (known !== undefined) return known ?? undefined;
    const { document, schemas } = this.#record;
    const [, stem, many] = /^(.+?)[_-]?(?:uuid|guid|id)(s?)$/i.exec(sent) ?? [];
    const wanted = stem === undefined ? [] : [stem, ...(many ? [`${stem}s`] : [])].map(normalizeName);
    const name = this.#properties.find((property) => wanted.includes(normalizeName(property)));
    const inside = name === undefined ? [] : schemasInPlace(document, ...schemasAt(schemas, name));
    const items = inside.flatMap((schema) => (schema.items === undefined ? [] : [schema.items]));
    const inner = items.length > 0 ? schemasInPlace(document, ...items) : inside;
    const id = propertyNames(inner).find((property) => /^_?(id|uuid|guid)$/i.test(property));
    const found = name === undefined || id === undefined ? undefined : { name, id, isList: items.length > 0 };
    // Names come from requests.
    if (this.#embedded.size > 1000) this.#embedded.clear();
    this.#embedded.set(sent, found ?? null);
    return found;
  }

  /** Whether clients set a property: the request's schema has it, and it isn't read-only in the record. */
  isSettable(name: string, writer: Prepared): boolean {
    const settable = this.#settableBy(writer);
    if (name === this.#id && settable.get(name) !== true) return false;
    if (this.#byId.get(writer.excerpt)?.has(name)) return true;
    return this.#facts.get(name)?.readOnly !== true && (settable.get(name) ?? settable.size === 0);
  }

  /** Whether a request's schema lets clients set a property; undefined if it doesn't have it. */
  describes(name: string, writer: Prepared): boolean | undefined {
    return this.#settableBy(writer).get(name);
  }

  #settableBy(writer: Prepared): ReadonlyMap<string, boolean> {
    const known = this.#settable.get(writer.excerpt);
    if (known) return known;
    const own = [...settableProperties(writer)].map(([name, value]) => [this.#asRead(name, value)[0], value] as const);
    const settable = new Map(own);
    const byId = [...settableProperties(writer).keys()].flatMap((name) =>
      this.#facts.has(this.#nameOf(name)) ? [] : (this.#embeddedBy(name)?.name ?? []),
    );
    this.#byId.set(writer.excerpt, new Set(byId));
    this.#settable.set(writer.excerpt, settable);
    return settable;
  }

  /** What is written as `FriendlyName` may be read as `friendly_name`. */
  #nameOf(name: string): string {
    if (this.#facts.has(name)) return name;
    return this.#properties.find((property) => normalizeName(property) === normalizeName(name)) ?? name;
  }
}
