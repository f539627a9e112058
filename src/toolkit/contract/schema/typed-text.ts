/**
 * Types what is text on the wire by its schema, by our own rules rather than by a validator's coercion.
 * @see https://spec.openapis.org/oas/v3.1.1.html#appendix-b-data-type-conversion
 */
import { parseJsonText } from '../document/json-text.ts';
import { isMalformed } from '../document/malformed.ts';
import type { OpenApiDocument, SchemaObject } from '../document/openapi.ts';
import type { Shape } from '../document/styles.ts';
import { type Combination, combinationsOf } from './combinations.ts';
import { fits } from './fitting.ts';
import { propertyNames, schemasAt } from './schema-shape.ts';
import { isScalarType, readAs, readingsOf, textTypesOf } from './text-types.ts';

/** A value that was typed on the wire, such as JSON or a file. */
export class Literal {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

export type Written = Literal | string | readonly Written[] | { readonly [name: string]: Written };

const typings = new WeakMap<object, Typing>();

/** The typing for a schema of a document, made once. */
export function typingOf(document: OpenApiDocument, schema: unknown): Typing {
  if (typeof schema !== 'object' || schema === null) return new Typing(document, []);
  const known = typings.get(schema) ?? new Typing(document, [schema]);
  typings.set(schema, known);
  return known;
}

/** Types the values that some schemas describe. */
export class Typing {
  readonly #document: OpenApiDocument;
  readonly #plain: readonly PlainTyping[];
  /** Set if the schemas have no branches. */
  readonly #only: PlainTyping | undefined;

  constructor(document: OpenApiDocument, schemas: readonly unknown[]) {
    this.#document = document;
    this.#plain = combinationsOf(document, schemas).map((combination) => new PlainTyping(document, combination));
    this.#only = this.#plain.length === 1 ? this.#plain[0] : undefined;
  }

  /** The shapes that the schemas allow. Lists come first, since a single value may be a list of one. */
  get shapes(): readonly Shape[] {
    const types = new Set(this.#plain.flatMap(({ types: own }) => (own.length === 0 ? ['string'] : own)));
    const isScalar = [...types].some(isScalarType);
    return [
      ...(types.has('array') ? (['array'] as const) : []),
      ...(types.has('object') ? (['object'] as const) : []),
      ...(isScalar || types.size === 0 ? (['primitive'] as const) : []),
    ];
  }

  /** Whether every value is a string. */
  get isText(): boolean {
    return this.#plain.every(({ types }) => types.length === 1 && types[0] === 'string');
  }

  /** Typed by the first branches of `oneOf` and `anyOf` that accept the result; a text that none accepts stays a text. */
  value(written: Written): unknown {
    if (this.#only) return this.#only.value(written);
    for (const plain of this.#plain) {
      const value = plain.value(written);
      if (fits(this.#document, value, plain.combination.chosen)) return value;
    }
    return typeof written === 'string' ? written : (this.#plain[0]?.value(written) ?? plainly(written));
  }

  /** Whether some choice of branches accepts the typed value. */
  fits(written: Written): boolean {
    return this.#plain.some((plain) => fits(this.#document, plain.value(written), plain.combination.all));
  }

  /** The typings of a property, one for each choice of branches. */
  at(name: string): readonly Typing[] {
    return [...new Set(this.#plain.map((plain) => plain.at(name)))];
  }
}

/** Types values once every branch is chosen. */
class PlainTyping {
  readonly combination: Combination;
  readonly types: readonly string[];
  readonly #document: OpenApiDocument;
  readonly #scalars: readonly string[];
  /** Set if a text can have only one type, as with most schemas. */
  readonly #type: string | undefined;
  readonly #names: ReadonlySet<string>;
  readonly #inner = new Map<string | number, Typing>();

  constructor(document: OpenApiDocument, combination: Combination) {
    this.#document = document;
    this.combination = combination;
    this.types = textTypesOf(combination.all);
    this.#scalars = this.types.filter(isScalarType);
    this.#type = this.types.length === 1 ? this.#scalars[0] : undefined;
    this.#names = new Set(propertyNames(combination.all));
  }

  value(written: Written): unknown {
    if (written instanceof Literal) return written.value;
    if (typeof written === 'string') return this.#scalar(written);
    if (Array.isArray(written)) return this.#list(written);
    const names = Object.keys(written);
    const isList = this.types.includes('array') && !this.types.includes('object') && names.every(isIndex);
    return isList ? this.#list(Object.values(written)) : this.#object(written as Readonly<Record<string, Written>>);
  }

  #scalar(text: string): unknown {
    if (this.types.length === 0) return text;
    if (this.#type !== undefined) {
      const read = readAs(this.#type, text);
      return read === undefined ? text : read;
    }
    const found = readingsOf(text, this.#scalars);
    if (found.length === 1) return found[0];
    if (found.length > 1) return found.find((value) => fits(this.#document, value, this.combination.all)) ?? found[0];
    return this.#scalars.length === 0 ? this.#compound(text) : text;
  }

  /** A text for a list or an object is JSON. A list of one may be written as its item. */
  #compound(text: string): unknown {
    const parsed = parsedCompound(text);
    if (parsed !== undefined && this.types.includes(Array.isArray(parsed) ? 'array' : 'object')) return parsed;
    return this.types.includes('array') ? this.#list([text]) : text;
  }

  #list(items: readonly Written[]): unknown[] {
    return items.map((item, index) => this.at(index).value(item));
  }

  #object(written: Readonly<Record<string, Written>>): Record<string, unknown> {
    const typed = Object.create(null) as Record<string, unknown>;
    for (const [name, inner] of Object.entries(written)) typed[name] = this.at(name).value(inner);
    return typed;
  }

  /** Names that the schemas don't list share one typing, so that requests can't fill the map. */
  at(token: string | number): Typing {
    const { all } = this.combination;
    const key = typeof token === 'number' ? prefixIndex(all, token) : this.#names.has(token) ? token : -2;
    const known = this.#inner.get(key) ?? new Typing(this.#document, innerSchemas(all, token));
    this.#inner.set(key, known);
    return known;
  }
}

function prefixIndex(schemas: readonly SchemaObject[], index: number): number {
  return schemas.some(({ prefixItems }) => Array.isArray(prefixItems) && index < prefixItems.length) ? index : -1;
}

function innerSchemas(schemas: readonly SchemaObject[], token: string | number): unknown[] {
  if (typeof token === 'string') return schemasAt(schemas, token);
  return schemas.map(({ prefixItems, items }) => (Array.isArray(prefixItems) ? (prefixItems[token] ?? items) : items));
}

function isIndex(name: string): boolean {
  return name === '' || /^\d{1,9}$/.test(name);
}

/** @returns undefined if it isn't a JSON list or object */
export function parsedCompound(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return parseJsonText(text);
  } catch (error) {
    if (!isMalformed(error)) throw error;
    return undefined;
  }
}

function plainly(written: Written): unknown {
  if (written instanceof Literal) return written.value;
  if (typeof written === 'string') return written;
  if (Array.isArray(written)) return written.map(plainly);
  const named = Object.entries(written as Readonly<Record<string, Written>>);
  return Object.assign(Object.create(null), Object.fromEntries(named.map(([name, inner]) => [name, plainly(inner)])));
}
