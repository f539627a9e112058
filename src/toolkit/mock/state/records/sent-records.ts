import type { Excerpt } from '../../../contract/document/excerpt.ts';
import { settableProperties, wrapperOf } from '../../../contract/resource/record-shape.ts';
import { normalizeName } from '../../../contract/resource/resource-names.ts';
import { type DescribedBy, hidingOf, withoutHidden } from './hidden-properties.ts';
import type { MockRecord, Prepared } from './mock-record.ts';
import type { PropertyFacts } from './property-facts.ts';

/** Reads the records of one resource in requests. */
export class SentRecords {
  readonly #record: DescribedBy;
  readonly #id: string;
  readonly #facts: ReadonlyMap<string, PropertyFacts>;
  readonly #properties: readonly string[];
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
    return Object.fromEntries(Object.entries(inner).map(([name, value]) => [this.#nameOf(name), value]));
  }

  /** Whether clients set a property: the request's schema has it, and it isn't read-only in the record. */
  isSettable(name: string, writer: Prepared): boolean {
    const settable = this.#settableBy(writer);
    if (name === this.#id && settable.get(name) !== true) return false;
    return this.#facts.get(name)?.readOnly !== true && (settable.get(name) ?? settable.size === 0);
  }

  /** Whether a request's schema lets clients set a property; undefined if it doesn't have it. */
  describes(name: string, writer: Prepared): boolean | undefined {
    return this.#settableBy(writer).get(name);
  }

  #settableBy(writer: Prepared): ReadonlyMap<string, boolean> {
    const known = this.#settable.get(writer.excerpt);
    if (known) return known;
    const own = [...settableProperties(writer)].map(([name, value]) => [this.#nameOf(name), value] as const);
    const settable = new Map(own);
    this.#settable.set(writer.excerpt, settable);
    return settable;
  }

  /** What is written as `FriendlyName` may be read as `friendly_name`. */
  #nameOf(name: string): string {
    if (this.#facts.has(name)) return name;
    return this.#properties.find((property) => normalizeName(property) === normalizeName(name)) ?? name;
  }
}

function isObject(value: unknown): value is MockRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
