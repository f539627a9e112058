import type { OpenApiDocument, SchemaObject } from '../contract/openapi.ts';
import type { Direction } from '../contract/schema.ts';
import { tolerantRegExp } from '../contract/schema-validator.ts';
import type { Choices } from './choices.ts';
import { Heights } from './heights.ts';
import { limitOf, listOf, type Merged, mergeSchemas, typesOf, Unsatisfiable } from './merged-schema.ts';
import { makeNumber } from './number.ts';
import { makeText } from './text.ts';

/** How deep values are before only what has to be there is, and how deep they may be at all. */
const softDepth = 5;
const hardDepth = 60;
/** How many values one instance may have within before only what has to be there is. */
const softSize = 2000;
const hardSize = 50_000;

/**
 * Makes values of schemas, choice by choice. What no choice can see beforehand, such as `not`, it leaves to whoever
 * validates the value and asks again.
 */
export class ValueMaker {
  readonly #document: OpenApiDocument;
  readonly #heights: Heights;
  readonly #omitted: 'readOnly' | 'writeOnly' | undefined;
  readonly #wide: boolean;
  #size = 0;

  /**
   * @param document whose schemas are JSON Schema 2020-12
   * @param wide whether texts and numbers go as far as they may
   */
  constructor(document: OpenApiDocument, direction?: Direction, wide = false) {
    this.#wide = wide;
    this.#document = document;
    this.#heights = new Heights(document);
    this.#omitted = direction && (direction === 'request' ? 'readOnly' : 'writeOnly');
  }

  /** @throws {Unsatisfiable} where no value can be */
  make(schema: unknown, choices: Choices): unknown {
    this.#size = 0;
    return this.#make([schema], choices, 0);
  }

  #make(schemas: readonly unknown[], choices: Choices, depth: number): unknown {
    if (depth > hardDepth) throw new Unsatisfiable('a value of this schema needs one within itself, without end');
    if (++this.#size > hardSize) throw new Unsatisfiable('a value of this schema is larger than what is made');
    const merged = mergeSchemas(
      this.#document,
      schemas,
      choices,
      this.#isTerse(depth) ? (branches) => this.#heights.lowest(branches) : undefined,
    );
    const fixed = fixedValues(merged);
    if (fixed) {
      if (fixed.length === 0) throw new Unsatisfiable('no value is in all of the enumerations');
      const usual = Math.max(
        0,
        fixed.findIndex((value) => value !== null),
      );
      return fixed[choices.choose(0, fixed.length - 1, usual)];
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

  #isTerse(depth: number): boolean {
    return depth >= softDepth || this.#size > softSize;
  }

  #chooseType(merged: Merged, choices: Choices): string {
    const types = typesOf(merged);
    if (types.length === 0 && merged.some(({ type }) => type !== undefined))
      throw new Unsatisfiable('the types exclude each other');
    if (types.length < 2) return types[0] ?? 'string';
    const usual = Math.max(
      0,
      types.findIndex((type) => type !== 'null'),
    );
    return types[choices.choose(0, types.length - 1, usual)] as string;
  }

  #makeArray(merged: Merged, choices: Choices, depth: number): unknown[] {
    const least = limitOf(merged, 'minItems', Math.max) ?? 0;
    const prefix = merged.flatMap((schema) => (Array.isArray(schema['prefixItems']) ? [schema['prefixItems']] : []));
    const items: unknown[] = merged.map((schema) => schema.items).filter((schema) => schema !== undefined);
    const contained = merged.map((schema) => schema['contains']).filter((schema) => schema !== undefined);
    const none = items.includes(false) ? (prefix[0]?.length ?? 0) : Number.POSITIVE_INFINITY;
    const most = Math.min(limitOf(merged, 'maxItems', Math.min) ?? least + 3, none);
    if (least > hardSize) throw new Unsatisfiable('a list of this schema is longer than what is made');
    const wanted = Math.max(least, contained.length > 0 ? 1 : 0);
    const usual = this.#isTerse(depth) ? wanted : Math.min(most, Math.max(wanted, 1));
    const longest = this.#isTerse(depth) ? wanted : Math.min(most, Math.max(wanted, least + 3));
    const count = choices.choose(Math.min(wanted, most), Math.max(longest, wanted), usual);
    const isUnique = merged.some((schema) => schema['uniqueItems'] === true);
    const seen = new Set<string>();
    const made: unknown[] = [];
    for (let attempt = 0; made.length < count && attempt < count * 4 + 4; attempt++) {
      const index = made.length;
      const placed = prefix.map((schemas) => schemas[index]).filter((schema) => schema !== undefined);
      const own = placed.length > 0 ? placed : items;
      const schemas = index === 0 ? [...own, ...contained] : own;
      const make = () => this.#make(schemas, isUnique ? shifted(choices, attempt) : choices, depth + 1);
      const value = index < wanted ? make() : ifPossible(make);
      if (value === undefined) break;
      const key = isUnique ? JSON.stringify(value) : String(attempt);
      if (!seen.has(key)) made.push(value);
      seen.add(key);
    }
    return made;
  }

  #makeObject(merged: Merged, choices: Choices, depth: number): Record<string, unknown> {
    const made: Record<string, unknown> = {};
    const required = new Set(merged.flatMap((schema) => listOf(schema['required']).map(String)));
    const most = limitOf(merged, 'maxProperties', Math.min) ?? Number.POSITIVE_INFINITY;
    const put = (name: string) => {
      if (Object.hasOwn(made, name)) return;
      const schemas = propertySchemas(merged, name);
      if (schemas.includes(false)) return;
      const value = this.#make(schemas, choices, depth + 1);
      Object.defineProperty(made, name, { value, enumerable: true, writable: true, configurable: true });
      for (const { dependentRequired = {} } of merged as readonly { dependentRequired?: Record<string, unknown> }[])
        if (Object.hasOwn(dependentRequired, name))
          for (const other of listOf(dependentRequired[name])) put(String(other));
    };
    const names = new Set([...merged.flatMap(({ properties = {} }) => Object.keys(properties)), ...required]);
    for (const name of names) {
      if (this.#isOmitted(merged, name)) continue;
      if (required.has(name)) put(name);
      else if (
        !this.#isTerse(depth) &&
        Object.keys(made).length + required.size < most &&
        choices.choose(0, 1, 1) === 1
      )
        ifPossible(() => put(name));
    }
    this.#fill(merged, made, choices, depth);
    return made;
  }

  /** Adds properties of other names, where there have to be more than are known, or where only such are described. */
  #fill(merged: Merged, made: Record<string, unknown>, choices: Choices, depth: number): void {
    const least = limitOf(merged, 'minProperties', Math.max) ?? 0;
    const isMap =
      merged.some(({ additionalProperties: more }) => typeof more === 'object' && more !== null) &&
      Object.keys(made).length === 0;
    const wanted = Math.max(least, isMap && !this.#isTerse(depth) ? choices.choose(0, 2, 1) : 0);
    const nameSchemas = merged.map((schema) => schema['propertyNames']).filter((schema) => schema !== undefined);
    const patterns = merged.flatMap((schema) => Object.keys(schema['patternProperties'] ?? {}));
    for (let attempt = 0; Object.keys(made).length < wanted && attempt < wanted * 4 + 4; attempt++) {
      const schemas = [...nameSchemas, ...(patterns[0] === undefined ? [] : [{ pattern: patterns[0] }])];
      let name = `property${attempt + 1}`;
      if (schemas.length > 0) {
        const text = String(this.#make([{ type: 'string' }, ...schemas], shifted(choices, attempt), depth + 1));
        name = Object.hasOwn(made, text) ? `${text}${attempt}` : text;
      }
      const values = propertySchemas(merged, name);
      if (!values.includes(false)) made[name] = this.#make(values, choices, depth + 1);
    }
  }

  #isOmitted(merged: Merged, name: string): boolean {
    const keyword = this.#omitted;
    if (keyword === undefined) return false;
    return propertySchemas(merged, name).some((schema) => {
      if (typeof schema !== 'object' || schema === null) return false;
      return mergeSchemas(this.#document, [schema], { choose: () => 0 }).some((part) => part[keyword] === true);
    });
  }
}

function fixedValues(merged: Merged): unknown[] | undefined {
  let values: unknown[] | undefined;
  for (const schema of merged) {
    const own = Object.hasOwn(schema, 'const') ? [schema['const']] : schema['enum'];
    if (!Array.isArray(own)) continue;
    const texts = new Set(own.map((value) => JSON.stringify(value)));
    values = values === undefined ? own : values.filter((value) => texts.has(JSON.stringify(value)));
  }
  const types = typesOf(merged);
  if (types.length === 0 || !values) return values;
  return values.filter((value) => types.some((type) => isOfType(value, type)));
}

export function isOfType(value: unknown, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

/** The schemas for a property: its own, those of patterns, else those for all others. */
export function propertySchemas(merged: Merged, name: string): unknown[] {
  return merged.flatMap((schema): unknown[] => {
    const { properties = {}, additionalProperties } = schema as SchemaObject;
    const patterns = Object.entries((schema['patternProperties'] ?? {}) as Record<string, unknown>);
    const fitting = patterns.filter(([pattern]) => tolerantRegExp(pattern, 'u').test(name)).map(([, value]) => value);
    const own = Object.hasOwn(properties, name) ? [properties[name]] : [];
    if (own.length + fitting.length > 0) return [...own, ...fitting];
    return additionalProperties === undefined ? [] : [additionalProperties];
  });
}

/** What need not be there is left out where it can't be. */
function ifPossible<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof Unsatisfiable) return undefined;
    throw error;
  }
}

/** Other choices each time, where the usual ones would give the same value again. */
function shifted(choices: Choices, by: number): Choices {
  if (by === 0) return choices;
  return {
    choose(least, most, usual) {
      const chosen = choices.choose(least, most, usual);
      const range = most - least + 1;
      return range > 1 ? least + ((chosen - least + by) % range) : chosen;
    },
  };
}
