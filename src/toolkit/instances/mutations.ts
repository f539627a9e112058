import type { OpenApiDocument, SchemaObject } from '../contract/document/openapi.ts';
import { type BrokenValue, brokenTexts, inOtherCase } from './broken-texts.ts';
import { defaultChoices } from './choices.ts';
import { limitOf, listOf, type Merged, mergeSchemas, typesOf } from './merged-schema.ts';
import { isOfType, propertySchemas, type Tools } from './schema-facts.ts';

/** A change that breaks one keyword. */
export interface Mutation {
  readonly keyword: string;
  /** To what is replaced, from the value. */
  readonly path: readonly (string | number)[];
  /** The new value there; undefined removes what is there. */
  readonly value: unknown;
  /** The schema that has the keyword. */
  readonly schema: SchemaObject | undefined;
  /** The name of one of several ways to violate a keyword, each of which some servers accept: `null`, `prefix`. */
  readonly variant?: string | undefined;
  /** Whether it breaks a keyword for the names of properties. */
  readonly isOfName?: true;
}

const maxDepth = 8;

/** Changes of a valid value that may each break a keyword of its schemas. The caller validates the result. */
export function* mutationsOf(
  document: OpenApiDocument,
  schemas: readonly unknown[],
  value: unknown,
  tools: Tools,
  path: readonly (string | number)[] = [],
): Generator<Mutation> {
  if (path.length > maxDepth) return;
  const taken = (branches: readonly unknown[]) =>
    Math.max(
      0,
      branches.findIndex((branch) => tools.fits(branch, value)),
    );
  const merged = mergeSchemas(document, schemas, defaultChoices, taken);
  const withKeyword = (keyword: string) => merged.find((schema) => schema[keyword] !== undefined);
  for (const [keyword, broken, variant] of brokenValues(merged, value, tools))
    yield { keyword, path, value: broken, schema: withKeyword(keyword), variant };
  if (Array.isArray(value)) {
    const items = merged.map((schema) => schema.items).filter((schema) => schema !== undefined);
    if (value.length > 0 && items.length > 0) yield* mutationsOf(document, items, value[0], tools, [...path, 0]);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const required = requiredBy(merged);
  for (const mutation of brokenNames(document, merged, value, tools)) yield { ...mutation, path };
  for (const [name, inner] of Object.entries(value)) {
    if (required.has(name))
      yield {
        keyword: 'required',
        path: [...path, name],
        value: undefined,
        schema: merged.find((schema) => listOf(schema['required']).includes(name)),
      };
    const own = propertySchemas(merged, name).filter((schema) => schema !== true);
    if (own.length > 0) yield* mutationsOf(document, own, inner, tools, [...path, name]);
  }
}

function* brokenValues(merged: Merged, value: unknown, tools: Tools): Generator<BrokenValue> {
  const types = typesOf(merged);
  if (merged.some(({ type }) => type !== undefined)) {
    for (const other of ['text', 1.5, true, null, [], {}])
      if (!types.some((type) => isOfType(other, type)))
        yield ['type', other, other === 1.5 && types.includes('integer') ? 'fraction' : variantOf(other)];
    if (['number', 'boolean'].includes(typeof value) && !types.includes('string'))
      yield ['type', String(value), 'as text'];
  }
  for (const keyword of ['enum', 'const', 'oneOf', 'anyOf', 'not'])
    if (merged.some((schema) => schema[keyword] !== undefined))
      for (const other of [...unusualValues(value), null, 12345, true, [], {}]) yield [keyword, other];
  if (typeof value === 'string' && merged.some((schema) => schema['enum'] !== undefined))
    yield ['enum', inOtherCase(value), 'case'];
  if (typeof value === 'string') yield* brokenTexts(merged, value);
  else if (typeof value === 'number') yield* brokenNumbers(merged, value);
  else if (Array.isArray(value)) yield* brokenLists(merged, value);
  else if (typeof value === 'object' && value !== null) yield* brokenObjects(merged, value, tools);
}

function unusualValues(value: unknown): unknown[] {
  if (typeof value === 'number') return [value + 1000003, -987654321, 0.5];
  if (typeof value === 'string') return ['no such value', ''];
  if (typeof value === 'boolean') return [!value];
  return ['no such value'];
}

/** Null is a variant of its own, as servers accept it most often; other wrong types are alike. */
function variantOf(value: unknown): string | undefined {
  return value === null ? 'null' : undefined;
}

function* brokenNumbers(merged: Merged, value: number): Generator<BrokenValue> {
  const limit = (keyword: string, pick: (...values: number[]) => number) => limitOf(merged, keyword, pick);
  const step = limit('multipleOf', Math.min) ?? 1;
  const [minimum, maximum] = [limit('minimum', Math.max), limit('maximum', Math.min)];
  const [above, below] = [limit('exclusiveMinimum', Math.max), limit('exclusiveMaximum', Math.min)];
  if (minimum !== undefined && Number.isFinite(minimum - step)) yield ['minimum', minimum - step];
  // JSON has no text for what is greater than the greatest number.
  if (maximum !== undefined && Number.isFinite(maximum + step)) yield ['maximum', maximum + step];
  if (above !== undefined) yield ['exclusiveMinimum', above];
  if (below !== undefined) yield ['exclusiveMaximum', below];
  if (merged.some((schema) => schema['multipleOf'] !== undefined)) yield ['multipleOf', value + step / 2];
  if (merged.some((schema) => schema['format'] === 'int32')) yield ['format', 2 ** 31];
}

function* brokenLists(merged: Merged, value: readonly unknown[]): Generator<BrokenValue> {
  const min = limitOf(merged, 'minItems', Math.max);
  const max = limitOf(merged, 'maxItems', Math.min);
  if (min !== undefined && min > 0) yield ['minItems', value.slice(0, min - 1)];
  if (max !== undefined && max < 10_000 && value.length > 0)
    for (const item of [distinct, (same: unknown) => same])
      yield ['maxItems', Array.from({ length: max + 1 }, (_, index) => item(value[index % value.length], index))];
  if (merged.some((schema) => schema['uniqueItems'] === true) && value.length > 0)
    yield ['uniqueItems', [...value, value[0]]];
}

/** An object with more properties is made with so few only. */
const maxMade = 100;

function* brokenObjects(merged: Merged, value: object, { extended }: Tools): Generator<BrokenValue> {
  const names = Object.keys(value);
  const min = limitOf(merged, 'minProperties', Math.max);
  const max = limitOf(merged, 'maxProperties', Math.min);
  for (const keyword of ['additionalProperties', 'unevaluatedProperties'])
    if (merged.some((schema) => schema[keyword] === false))
      for (const name of ['unexpectedProperty', '', 'odd: name'])
        yield [keyword, { ...value, [name]: 'unexpected' }, name === 'unexpectedProperty' ? undefined : name];
  if (min !== undefined && min > 0) {
    const required = requiredBy(merged);
    const [kept, others] = [true, false].map((is) =>
      Object.entries(value).filter(([name]) => required.has(name) === is),
    );
    yield ['minProperties', Object.fromEntries([...(kept ?? []), ...(others ?? [])].slice(0, min - 1))];
  }
  if (max !== undefined && max < 10_000) {
    const made = max < maxMade ? extended(merged, value, max + 1) : undefined;
    if (made) yield ['maxProperties', made];
    const more = Array.from({ length: max + 1 - names.length }, (_, index) => [`more${index}`, 'more']);
    yield ['maxProperties', { ...value, ...Object.fromEntries(more) }];
  }
}

function requiredBy(merged: Merged): Set<string> {
  return new Set(merged.flatMap((schema) => listOf(schema['required']).map(String)));
}

/** A property that no schema names gets a name that breaks a keyword for names. */
function* brokenNames(document: OpenApiDocument, merged: Merged, value: object, tools: Tools): Generator<Mutation> {
  const schemas = merged.map((schema) => schema['propertyNames']).filter((schema) => schema !== undefined);
  const isNamed = (name: string) => merged.some(({ properties = {} }) => Object.hasOwn(properties, name));
  const required = requiredBy(merged);
  const found = Object.entries(value).find(([name]) => !isNamed(name) && !required.has(name));
  if (!found || schemas.length === 0) return;
  const [name, inner] = found;
  const others = Object.fromEntries(Object.entries(value).filter(([other]) => other !== name));
  // It isn't told what becomes of a name.
  for (const { value: broken, variant, ...mutation } of mutationsOf(document, schemas, name, tools))
    if (typeof broken === 'string' && variant !== 'line feed')
      yield { ...mutation, value: { ...others, [broken]: inner }, variant: `name ${variant}`, isOfName: true };
}

/** A different value of the same type for each index, so that a list that is too long has no duplicates. */
function distinct(item: unknown, index: number): unknown {
  if (index === 0) return item;
  if (typeof item === 'string') return `${item}${index}`;
  return typeof item === 'number' ? item + index : item;
}
