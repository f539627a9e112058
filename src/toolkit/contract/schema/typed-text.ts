/**
 * Types what is text on the wire by its schema, by our own rules rather than by a validator's coercion.
 * @see https://spec.openapis.org/oas/v3.1.1.html#appendix-b-data-type-conversion
 */

import { valueAt } from '../document/json-pointer.ts';
import type { OpenApiDocument, SchemaObject } from '../document/openapi.ts';
import type { Shape } from '../document/styles.ts';
import { type BranchMarks, bearsMarks, branchMarksOf } from './branch-marks.ts';
import { type Combination, combinationsOf, isSchema } from './combinations.ts';
import { type ParseOnce, parserOf } from './compound-text.ts';
import { fits } from './fitting.ts';
import { validationClock } from './limits/validation-clock.ts';
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

/** The typings of the lists of schemas that begin alike. */
class SharedTypings {
  typing: Typing | undefined;
  readonly longer = new WeakMap<object, SharedTypings>();
}

const typings = new WeakMap<OpenApiDocument, SharedTypings>();

/**
 * The typing for values that all of some schemas of a document describe. It is made once, so that recursive schemas have
 * finitely many.
 */
export function typingOf(document: OpenApiDocument, ...schemas: readonly unknown[]): Typing {
  const known = typings.get(document) ?? new SharedTypings();
  typings.set(document, known);
  const own = [...new Set(schemas.map((schema) => referencedBy(document, schema)).filter(isSchema))];
  const shared = own.reduce((all, schema) => {
    const longer = all.longer.get(schema) ?? new SharedTypings();
    all.longer.set(schema, longer);
    return longer;
  }, known);
  shared.typing ??= validationClock.exclude(() => new Typing(document, own));
  return shared.typing;
}

/** What a schema that is nothing but a reference leads to; any other one itself. */
function referencedBy(document: OpenApiDocument, schema: unknown): unknown {
  if (!isSchema(schema) || typeof schema.$ref !== 'string' || Object.keys(schema).length > 1) return schema;
  return referencedBy(document, valueAt(document, schema.$ref));
}

/** Types the values that some schemas describe. */
export class Typing {
  readonly #document: OpenApiDocument;
  readonly #plain: readonly PlainTyping[];
  /** Set if the schemas have no branches. */
  readonly #only: PlainTyping | undefined;
  /** What lists and objects were typed as, since an outer union asks once for each of its branches. */
  readonly #typed = new WeakMap<object, unknown>();

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

  /** Whether the schemas allow any type. */
  get isUntyped(): boolean {
    return this.#plain.every(({ types }) => types.length === 0);
  }

  /** Typed by the first branches of `oneOf` and `anyOf` that accept the result; a text that none accepts stays a text. */
  value(written: Written): unknown {
    validationClock.step();
    if (written instanceof Literal) return written.value;
    if (this.#only) return this.#only.value(written);
    if (typeof written === 'string') return this.#byTrial(written, written);
    if (!this.#typed.has(written)) this.#typed.set(written, this.#byTrial(written));
    return this.#typed.get(written);
  }

  /** @param fallback what counts where no branch accepts the value; by default what it is by the first branch */
  #byTrial(written: Written, fallback?: string): unknown {
    const values: unknown[] = [];
    const parse = parserOf(written);
    const possible = this.#plain.filter((plain) => plain.mayAccept(written));
    // Whether the only one accepts it is found out by validation.
    if (possible.length === 1 && fallback === undefined) return possible[0]?.value(written);
    for (const plain of possible) {
      validationClock.step();
      const value = plain.value(written, parse);
      if (fits(this.#document, value, plain.combination.chosen)) return value;
      values.push(value);
    }
    return fallback ?? (values.length > 0 ? values[0] : this.#plain[0]?.value(written));
  }

  /** Whether some choice of branches accepts the typed value. */
  fits(written: Written): boolean {
    const parse = parserOf(written);
    return this.#plain.some((plain) => fits(this.#document, plain.value(written, parse), plain.combination.all));
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
  #marks: BranchMarks | undefined;

  constructor(document: OpenApiDocument, combination: Combination) {
    this.#document = document;
    this.combination = combination;
    this.types = textTypesOf(combination.all);
    this.#scalars = this.types.filter(isScalarType);
    this.#type = this.types.length === 1 ? this.#scalars[0] : undefined;
    this.#names = new Set(propertyNames(combination.all));
  }

  /** @param parse the JSON of a text, which all branches share */
  value(written: Written, parse?: ParseOnce): unknown {
    if (written instanceof Literal) return written.value;
    if (typeof written === 'string') return this.#scalar(written, parse);
    if (Array.isArray(written)) return this.#list(written);
    const named = written as Readonly<Record<string, Written>>;
    return this.#isList(named) ? this.#list(Object.values(named)) : this.#object(named);
  }

  /** Whether the branches aren't seen to refuse it at first sight, which is far cheaper than to type and to validate it. */
  mayAccept(written: Written): boolean {
    if (typeof written === 'string' || written instanceof Literal || Array.isArray(written)) return true;
    const named = written as Readonly<Record<string, Written>>;
    if (this.#isList(named)) return true;
    this.#marks ??= validationClock.exclude(() => branchMarksOf(this.#document, this.combination.chosen));
    return bearsMarks(this.#marks, named);
  }

  #isList(named: Readonly<Record<string, Written>>): boolean {
    return this.types.includes('array') && !this.types.includes('object') && Object.keys(named).every(isIndex);
  }

  #scalar(text: string, parse?: ParseOnce): unknown {
    if (this.types.length === 0) return text;
    if (this.#type !== undefined) {
      const read = readAs(this.#type, text);
      return read === undefined ? text : read;
    }
    const found = readingsOf(text, this.#scalars);
    if (found.length === 0) return this.#compound(text, parse);
    const fitting =
      found.length === 1 ? 0 : found.findIndex((value) => fits(this.#document, value, this.combination.all));
    return found[Math.max(fitting, 0)];
  }

  /** A text for a list or an object is JSON. A list of one may be written as its item. */
  #compound(text: string, parse: ParseOnce = parserOf(text)): unknown {
    const parsed = parse();
    if (parsed !== undefined && this.types.includes(Array.isArray(parsed) ? 'array' : 'object')) return parsed;
    return this.types.includes('array') ? this.#list([text]) : text;
  }

  #list(items: readonly Written[]): unknown[] {
    return items.map((item, index) => this.at(index).value(item));
  }

  #object(written: Readonly<Record<string, Written>>): Record<string, unknown> {
    const typed = Object.create(null) as Record<string, unknown>;
    for (const name in written) typed[name] = this.at(name).value(written[name] as Written);
    return typed;
  }

  /** Names that the schemas don't list share one typing, so that requests can't fill the map. */
  at(token: string | number): Typing {
    const { all } = this.combination;
    const key = typeof token === 'number' ? prefixIndex(all, token) : this.#names.has(token) ? token : -2;
    const known = this.#inner.get(key);
    if (known) return known;
    const made = typingOf(this.#document, ...innerSchemas(all, token));
    this.#inner.set(key, made);
    return made;
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
