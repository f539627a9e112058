import { copyOf } from '../contract/document/copy.ts';
import { isObject } from '../contract/document/is-object.ts';
import type { OpenApiDocument } from '../contract/document/openapi.ts';
import { setOwnProperty } from '../contract/document/own-property.ts';
import type { Direction } from '../contract/schema/json-schema-2020.ts';
import { validationClock } from '../contract/schema/limits/validation-clock.ts';
import { arrayPlan, isTooMuch } from './array-plan.ts';
import { type Choices, defaultChoices, minimalChoices, shifted } from './choices.ts';
import { limitOf, listOf, type Merged, mergeSchemas, TooLarge, typesOf, Unsatisfiable } from './merged-schema.ts';
import { MinimalDepths } from './minimal-depths.ts';
import { makeNumber } from './number.ts';
import { type Fits, fixedValues, Memo, type ObjectShape, propertySchemas, shapeOf } from './schema-facts.ts';
import { makeText } from './text.ts';
import { writtenValue } from './written-value.ts';

/** The depth from which values are minimal, and the depth at which making one fails. */
const softDepth = 5;
const hardDepth = 60;
/** The number of values inside one instance from which values are minimal, and the one at which making it fails. */
const softSize = 2000;
const hardSize = 50_000;
/** Of a map that may have this many properties at most, the most are tried. */
const maxTried = 20;
/** How many other items are tried where one is contained often enough. */
const maxOthers = 12;

/**
 * Makes values of schemas, choice by choice. Keywords such as `not` are ignored: the caller validates the value and tries
 * again.
 */
export class ValueMaker {
  readonly #document: OpenApiDocument;
  readonly #minimalDepths: MinimalDepths;
  readonly #wide: boolean;
  readonly #fits: Fits;
  readonly #merged = new WeakMap<object, Merged>();
  readonly #fixed = new Memo(fixedValues);
  readonly #shapes: Memo<ObjectShape>;
  #size = 0;

  /**
   * @param document its schemas are JSON Schema 2020-12
   * @param fits whether a value is valid by a schema of the document
   * @param wide whether texts and numbers use their whole range
   */
  constructor(document: OpenApiDocument, fits: Fits, direction?: Direction, wide = false) {
    this.#wide = wide;
    this.#fits = fits;
    this.#document = document;
    this.#minimalDepths = new MinimalDepths(document);
    const omitted = direction && (direction === 'request' ? 'readOnly' : 'writeOnly');
    this.#shapes = new Memo((merged) => shapeOf(document, merged, omitted));
  }

  /** How many values were made inside the last one, with those that aren't part of it. */
  get size(): number {
    return this.#size;
  }

  /** @throws {Unsatisfiable} if there is no value */
  make(schema: unknown, choices: Choices): unknown {
    this.#size = 0;
    return this.#make([schema], choices, 0);
  }

  /** The object with more properties, so that it has so many; undefined if no more are possible. @throws {Unsatisfiable} */
  extended(merged: Merged, value: object, count: number): Record<string, unknown> | undefined {
    this.#size = 0;
    const made: Record<string, unknown> = { ...value };
    const { names, schemasOf } = this.#shapes.of(merged);
    for (const name of names) {
      const schemas = schemasOf.get(name) ?? [];
      if (Object.hasOwn(made, name) || schemas.includes(false) || Object.keys(made).length >= count) continue;
      setOwnProperty(made, name, this.#make(schemas, defaultChoices, 1));
    }
    this.#addOthers(merged, made, count, defaultChoices, 1);
    return Object.keys(made).length < count ? undefined : made;
  }

  #make(schemas: readonly unknown[], choices: Choices, depth: number): unknown {
    if (depth > hardDepth) throw new Unsatisfiable('every value of this schema contains another one');
    if (++this.#size > hardSize) throw new TooLarge(`a value of this schema has more than ${hardSize} values inside`);
    validationClock.step();
    const merged = this.#merge(schemas, choices, depth);
    const written = choices.takesExamples === true ? writtenValue(merged) : undefined;
    if (written?.isWhole) return copyOf(written.value);
    const made = this.#makeOf(merged, choices, depth);
    return written && isObject(made) ? { ...made, ...(copyOf(written.value) as object) } : made;
  }

  #makeOf(merged: Merged, choices: Choices, depth: number): unknown {
    const { fixed, defaultIndex } = this.#fixed.of(merged);
    if (fixed) {
      if (fixed.length === 0) throw new Unsatisfiable('no value is in every enum');
      return fixed[choices.choose(0, fixed.length - 1, defaultIndex)];
    }
    switch (this.#chooseType(merged, choices)) {
      case 'null':
        return null;
      case 'boolean':
        return choices.choose(0, 1, 1) === 1;
      case 'integer':
        return makeNumber(merged, true, choices, this.#wide);
      case 'number':
        return makeNumber(merged, false, choices, this.#wide);
      case 'array':
        return this.#makeArray(merged, choices, depth);
      case 'object':
        return this.#makeObject(merged, choices, depth);
      default:
        return makeText(merged, choices, this.#wide);
    }
  }

  /** Memoized if there is nothing to choose. */
  #merge(schemas: readonly unknown[], choices: Choices, depth: number): Merged {
    const [only, ...others] = schemas;
    const key = others.length === 0 && typeof only === 'object' && only !== null ? only : undefined;
    const known = key && this.#merged.get(key);
    if (known) return known;
    let isChosen = false;
    const noted: Choices = {
      choose: (...range) => {
        isChosen = true;
        return choices.choose(...range);
      },
    };
    const pick = (branches: readonly unknown[]) => {
      isChosen = true;
      return this.#minimalDepths.lowest(branches);
    };
    const merged = mergeSchemas(this.#document, schemas, noted, this.#isMinimal(depth) ? pick : undefined);
    if (key && !isChosen) this.#merged.set(key, merged);
    return merged;
  }

  #isMinimal(depth: number): boolean {
    return depth >= softDepth || this.#size > softSize;
  }

  #chooseType(merged: Merged, choices: Choices): string {
    const types = typesOf(merged);
    if (types.length === 0 && merged.some(({ type }) => type !== undefined))
      throw new Unsatisfiable('the types exclude each other');
    if (types.length < 2) return types[0] ?? 'string';
    const defaultChoice = Math.max(
      0,
      types.findIndex((type) => type !== 'null'),
    );
    return types[choices.choose(0, types.length - 1, defaultChoice)] as string;
  }

  #makeArray(merged: Merged, choices: Choices, depth: number): unknown[] {
    const { count, wanted, isUnique, contained, schemasAt } = arrayPlan(merged, choices, this.#isMinimal(depth));
    const seen = new Set<string>();
    const made: unknown[] = [];
    const found = contained.map(() => 0);
    for (let attempt = 0; made.length < count && attempt < count * 4 + 4; attempt++) {
      const own = schemasAt(made.length);
      const varied = isUnique ? shifted(choices, attempt) : choices;
      const make = (...more: unknown[]) => this.#make([...own, ...more], varied, depth + 1);
      const due = contained.filter(({ min }, index) => (found[index] as number) < min);
      let value = due.map(({ contains }) => ifPossible(() => make(contains))).find((one) => one !== undefined);
      if (value === undefined) value = made.length < wanted ? make() : ifPossible(make);
      if (value === undefined) break;
      // Of what a list may contain only a few times there may be enough.
      for (let other = 1; other < maxOthers && isTooMuch(contained, found, value, this.#fits); other++)
        value = this.#make(own, other < maxOthers - 1 ? shifted(choices, attempt + other) : minimalChoices, depth + 1);
      if (made.length >= wanted && isTooMuch(contained, found, value, this.#fits)) break;
      const key = isUnique ? JSON.stringify(value) : String(attempt);
      if (seen.has(key)) continue;
      seen.add(key);
      made.push(value);
      for (const [index, { contains }] of contained.entries())
        if (this.#fits(contains, value)) found[index] = (found[index] as number) + 1;
    }
    return made;
  }

  #makeObject(merged: Merged, choices: Choices, depth: number): Record<string, unknown> {
    const made: Record<string, unknown> = {};
    const { required, names, maxProperties, schemasOf } = this.#shapes.of(merged);
    const put = (name: string) => {
      if (Object.hasOwn(made, name)) return;
      const schemas = schemasOf.get(name) ?? propertySchemas(merged, name);
      if (schemas.includes(false)) return;
      setOwnProperty(made, name, this.#make(schemas, choices, depth + 1));
      for (const { dependentRequired } of merged as readonly { dependentRequired?: Record<string, unknown> }[])
        if (dependentRequired && Object.hasOwn(dependentRequired, name))
          for (const other of listOf(dependentRequired[name])) put(String(other));
    };
    for (const name of names) {
      if (required.has(name)) put(name);
      else if (
        !this.#isMinimal(depth) &&
        Object.keys(made).length + required.size < maxProperties &&
        choices.choose(0, 1, 1) === 1
      )
        ifPossible(() => put(name));
    }
    this.#fill(merged, made, choices, depth);
    return made;
  }

  /** Adds properties of other names: up to `minProperties`, or where a schema describes only those. */
  #fill(merged: Merged, made: Record<string, unknown>, choices: Choices, depth: number): void {
    const min = limitOf(merged, 'minProperties', Math.max) ?? 0;
    const isMap =
      merged.some(({ additionalProperties: more }) => typeof more === 'object' && more !== null) &&
      Object.keys(made).length === 0;
    const max = limitOf(merged, 'maxProperties', Math.min) ?? Number.POSITIVE_INFINITY;
    const count = () => (max > maxTried ? choices.choose(0, 2, 1) : choices.choose(0, max, Math.min(1, max), 'amount'));
    this.#addOthers(merged, made, Math.max(min, isMap && !this.#isMinimal(depth) ? count() : 0), choices, depth);
  }

  /** Adds properties that no schema names. */
  #addOthers(merged: Merged, made: Record<string, unknown>, wanted: number, choices: Choices, depth: number): void {
    const nameSchemas = merged.flatMap(({ propertyNames: names = true }) => (names === true ? [] : [names]));
    const patterns = merged.flatMap((schema) => Object.keys(schema['patternProperties'] ?? {}));
    let count = Object.keys(made).length;
    for (let attempt = 0; count < wanted && attempt < wanted * 4 + 16; attempt++) {
      const schemas = [...nameSchemas, ...(patterns[0] === undefined ? [] : [{ pattern: patterns[0] }])];
      let name = `property${attempt + 1}`;
      if (schemas.length > 0) {
        const text = String(this.#make([{ type: 'string' }, ...schemas], shifted(choices, attempt), depth + 1));
        name = Object.hasOwn(made, text) ? `${text}${attempt}` : text;
        if (!nameSchemas.every((schema) => this.#fits(schema, name))) continue;
      }
      const values = propertySchemas(merged, name);
      if (values.includes(false)) continue;
      if (!Object.hasOwn(made, name)) count++;
      setOwnProperty(made, name, this.#make(values, choices, depth + 1));
    }
  }
}

/** An optional value is left out if it can't be made. */
function ifPossible<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof Unsatisfiable) return undefined;
    throw error;
  }
}
