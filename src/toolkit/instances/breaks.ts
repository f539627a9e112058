import type { OpenApiDocument, SchemaObject } from '../contract/openapi.ts';
import { usualChoices } from './choices.ts';
import { limitOf, listOf, type Merged, mergeSchemas, typesOf } from './merged-schema.ts';
import { isOfType, propertySchemas } from './value-maker.ts';

/** A way to break one keyword: what to put where. */
export interface Break {
  readonly keyword: string;
  /** From the value to what is replaced. */
  readonly path: readonly (string | number)[];
  /** In the place of what is there; undefined takes it away. */
  readonly value: unknown;
  /** The schema that has the keyword. */
  readonly schema: SchemaObject | undefined;
}

const deepest = 8;

/** Ways to break each keyword of a schema that a valid value is there for. Not every one has to work. */
export function* breaksOf(
  document: OpenApiDocument,
  schemas: readonly unknown[],
  value: unknown,
  path: readonly (string | number)[] = [],
): Generator<Break> {
  if (path.length > deepest) return;
  const merged = mergeSchemas(document, schemas, usualChoices);
  const withKeyword = (keyword: string) => merged.find((schema) => schema[keyword] !== undefined);
  for (const [keyword, broken] of brokenValues(merged, value))
    yield { keyword, path, value: broken, schema: withKeyword(keyword) };
  if (Array.isArray(value)) {
    const items = merged.map((schema) => schema.items).filter((schema) => schema !== undefined);
    if (value.length > 0 && items.length > 0) yield* breaksOf(document, items, value[0], [...path, 0]);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const required = new Set(merged.flatMap((schema) => listOf(schema['required']).map(String)));
  for (const [name, inner] of Object.entries(value)) {
    if (required.has(name))
      yield {
        keyword: 'required',
        path: [...path, name],
        value: undefined,
        schema: merged.find((schema) => listOf(schema['required']).includes(name)),
      };
    const own = propertySchemas(merged, name).filter((schema) => schema !== true);
    if (own.length > 0) yield* breaksOf(document, own, inner, [...path, name]);
  }
}

function* brokenValues(merged: Merged, value: unknown): Generator<[keyword: string, value: unknown]> {
  const types = typesOf(merged);
  if (merged.some(({ type }) => type !== undefined)) {
    for (const other of ['text', 1.5, true, null, [], {}])
      if (!types.some((type) => isOfType(other, type))) yield ['type', other];
  }
  for (const keyword of ['enum', 'const', 'oneOf', 'anyOf', 'not'])
    if (merged.some((schema) => schema[keyword] !== undefined))
      for (const other of [...unusualValues(value), null, 12345, true, [], {}]) yield [keyword, other];
  if (typeof value === 'string') yield* brokenTexts(merged, value);
  else if (typeof value === 'number') yield* brokenNumbers(merged, value);
  else if (Array.isArray(value)) yield* brokenLists(merged, value);
  else if (typeof value === 'object' && value !== null) yield* brokenObjects(merged, value);
}

function unusualValues(value: unknown): unknown[] {
  if (typeof value === 'number') return [value + 1000003, -987654321, 0.5];
  if (typeof value === 'string') return ['no such value', ''];
  if (typeof value === 'boolean') return [!value];
  return ['no such value'];
}

function* brokenTexts(merged: Merged, value: string): Generator<[string, unknown]> {
  const least = limitOf(merged, 'minLength', Math.max);
  const most = limitOf(merged, 'maxLength', Math.min);
  if (least !== undefined && least > 0) yield ['minLength', value.slice(0, least - 1)];
  if (most !== undefined && most < 100_000)
    yield ['maxLength', value + (value.at(-1) ?? 'a').repeat(most + 1 - value.length)];
  if (merged.some((schema) => schema['pattern'] !== undefined))
    for (const other of ['\u00a7', ' ', 'x', '0', `${value} \u00a7`, '\n', '']) yield ['pattern', other];
  if (merged.some((schema) => schema['format'] !== undefined))
    for (const other of ['not in this format', `${value} \u00a7`, '\u00a7', '%%']) yield ['format', other];
}

function* brokenNumbers(merged: Merged, value: number): Generator<[string, unknown]> {
  const limit = (keyword: string, pick: (...values: number[]) => number) => limitOf(merged, keyword, pick);
  const step = limit('multipleOf', Math.min) ?? 1;
  const [minimum, maximum] = [limit('minimum', Math.max), limit('maximum', Math.min)];
  const [above, below] = [limit('exclusiveMinimum', Math.max), limit('exclusiveMaximum', Math.min)];
  if (minimum !== undefined) yield ['minimum', minimum - step];
  if (maximum !== undefined) yield ['maximum', maximum + step];
  if (above !== undefined) yield ['exclusiveMinimum', above];
  if (below !== undefined) yield ['exclusiveMaximum', below];
  if (merged.some((schema) => schema['multipleOf'] !== undefined)) yield ['multipleOf', value + step / 2];
  if (merged.some((schema) => schema['format'] === 'int32')) yield ['format', 2 ** 31];
}

function* brokenLists(merged: Merged, value: readonly unknown[]): Generator<[string, unknown]> {
  const least = limitOf(merged, 'minItems', Math.max);
  const most = limitOf(merged, 'maxItems', Math.min);
  if (least !== undefined && least > 0) yield ['minItems', value.slice(0, least - 1)];
  if (most !== undefined && most < 10_000 && value.length > 0)
    yield ['maxItems', Array.from({ length: most + 1 }, (_, index) => value[index % value.length])];
  if (merged.some((schema) => schema['uniqueItems'] === true) && value.length > 0)
    yield ['uniqueItems', [...value, value[0]]];
}

function* brokenObjects(merged: Merged, value: object): Generator<[string, unknown]> {
  const names = Object.keys(value);
  const least = limitOf(merged, 'minProperties', Math.max);
  const most = limitOf(merged, 'maxProperties', Math.min);
  for (const keyword of ['additionalProperties', 'unevaluatedProperties'])
    if (merged.some((schema) => schema[keyword] === false))
      yield [keyword, { ...value, unexpectedProperty: 'unexpected' }];
  if (least !== undefined && least > 0)
    yield ['minProperties', Object.fromEntries(Object.entries(value).slice(0, least - 1))];
  if (most !== undefined && most < 10_000) {
    const more = Array.from({ length: most + 1 - names.length }, (_, index) => [`more${index}`, 'more']);
    yield ['maxProperties', { ...value, ...Object.fromEntries(more) }];
  }
}
