import type { OpenApiDocument, SchemaObject } from '../contract/document/openapi.ts';
import { compilePattern } from '../contract/schema/pattern-matcher.ts';
import { limitOf, listOf, type Merged, mergeSchemas, typesOf } from './merged-schema.ts';

/** Whether a value is valid by a schema. */
export type Fits = (schema: unknown, value: unknown) => boolean;

/** What is needed to change values. */
export interface Tools {
  readonly fits: Fits;
  /** A valid object with more properties, so that it has so many of them; undefined if there is none. */
  readonly extended: (merged: Merged, value: object, count: number) => object | undefined;
}

/** The properties that objects of some schemas have. */
export interface ObjectShape {
  readonly required: ReadonlySet<string>;
  /** Without those that are not sent in this direction. */
  readonly names: readonly string[];
  readonly maxProperties: number;
  readonly schemasOf: ReadonlyMap<string, readonly unknown[]>;
}

/** Computes a value for a list of schemas once. */
export class Memo<T> {
  readonly #known = new WeakMap<Merged, T>();
  readonly #make: (merged: Merged) => T;

  constructor(make: (merged: Merged) => T) {
    this.#make = make;
  }

  of(merged: Merged): T {
    const known = this.#known.get(merged) ?? this.#make(merged);
    this.#known.set(merged, known);
    return known;
  }
}

/** The values that `enum` and `const` allow, and the index of the default one. */
export function fixedValues(merged: Merged): {
  readonly fixed: readonly unknown[] | undefined;
  readonly defaultIndex: number;
} {
  const fixed = allowedValues(merged);
  return { fixed, defaultIndex: Math.max(0, fixed?.findIndex((value) => value !== null) ?? 0) };
}

function allowedValues(merged: Merged): unknown[] | undefined {
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

/** The schemas of a property: its own and those of patterns, else `additionalProperties`. */
export function propertySchemas(merged: Merged, name: string): unknown[] {
  return merged.flatMap((schema): unknown[] => {
    const { properties = {}, additionalProperties } = schema as SchemaObject;
    const patterns = Object.entries((schema['patternProperties'] ?? {}) as Record<string, unknown>);
    const fitting = patterns.filter(([pattern]) => compilePattern(pattern).test(name)).map(([, value]) => value);
    const own = Object.hasOwn(properties, name) ? [properties[name]] : [];
    if (own.length + fitting.length > 0) return [...own, ...fitting];
    return additionalProperties === undefined ? [] : [additionalProperties];
  });
}

/** @param omitted the keyword of properties that are not sent in this direction */
export function shapeOf(
  document: OpenApiDocument,
  merged: Merged,
  omitted: 'readOnly' | 'writeOnly' | undefined,
): ObjectShape {
  const isOmitted = (schema: unknown) =>
    omitted !== undefined &&
    typeof schema === 'object' &&
    schema !== null &&
    mergeSchemas(document, [schema], { choose: () => 0 }).some((part) => part[omitted] === true);
  const required = new Set(merged.flatMap((schema) => listOf(schema['required']).map(String)));
  const all = new Set([...merged.flatMap(({ properties = {} }) => Object.keys(properties)), ...required]);
  const schemasOf = new Map([...all].map((name) => [name, propertySchemas(merged, name)]));
  return {
    required,
    schemasOf,
    names: [...all].filter((name) => !schemasOf.get(name)?.some(isOmitted)),
    maxProperties: limitOf(merged, 'maxProperties', Math.min) ?? Number.POSITIVE_INFINITY,
  };
}
