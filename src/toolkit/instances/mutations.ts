import type { OpenApiDocument, SchemaObject } from '../contract/document/openapi.ts';
import { defaultChoices } from './choices.ts';
import { limitOf, listOf, type Merged, mergeSchemas, typesOf } from './merged-schema.ts';
import { type Fits, isOfType, propertySchemas } from './schema-facts.ts';

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
}

const maxDepth = 8;

/**
 * Changes of a valid value that may each break a keyword of its schemas. The caller validates the result.
 * @param fits tells which branch the value matches
 */
export function* mutationsOf(
  document: OpenApiDocument,
  schemas: readonly unknown[],
  value: unknown,
  fits: Fits,
  path: readonly (string | number)[] = [],
): Generator<Mutation> {
  if (path.length > maxDepth) return;
  const taken = (branches: readonly unknown[]) =>
    Math.max(
      0,
      branches.findIndex((branch) => fits(branch, value)),
    );
  const merged = mergeSchemas(document, schemas, defaultChoices, taken);
  const withKeyword = (keyword: string) => merged.find((schema) => schema[keyword] !== undefined);
  for (const [keyword, broken, variant] of brokenValues(merged, value))
    yield { keyword, path, value: broken, schema: withKeyword(keyword), variant };
  if (Array.isArray(value)) {
    const items = merged.map((schema) => schema.items).filter((schema) => schema !== undefined);
    if (value.length > 0 && items.length > 0) yield* mutationsOf(document, items, value[0], fits, [...path, 0]);
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
    if (own.length > 0) yield* mutationsOf(document, own, inner, fits, [...path, name]);
  }
}

type BrokenValue = [keyword: string, value: unknown, variant?: string | undefined];

function* brokenValues(merged: Merged, value: unknown): Generator<BrokenValue> {
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
  else if (typeof value === 'object' && value !== null) yield* brokenObjects(merged, value);
}

function unusualValues(value: unknown): unknown[] {
  if (typeof value === 'number') return [value + 1000003, -987654321, 0.5];
  if (typeof value === 'string') return ['no such value', ''];
  if (typeof value === 'boolean') return [!value];
  return ['no such value'];
}

function inOtherCase(text: string): string {
  const upper = text.toUpperCase();
  return upper === text ? text.toLowerCase() : upper;
}

/** Null is a variant of its own, as servers accept it most often; other wrong types are alike. */
function variantOf(value: unknown): string | undefined {
  return value === null ? 'null' : undefined;
}

/** Texts that look like a format, and are invalid. */
const nearly: Readonly<Record<string, readonly string[]>> = {
  date: ['2025-02-31', '2025-13-01'],
  'date-time': ['2025-02-31T10:00:00Z', '2025-02-03 25:00:00Z'],
  time: ['25:00:00Z'],
  ipv4: ['192.0.2.256'],
  ipv6: ['2001:db8::12345'],
  uuid: ['3f0c5f4e-6c1b-4b8e-9a56-00000000000g'],
  email: ['user@', '@example.com'],
};

/** Dates and times that many parsers read, and RFC 3339 doesn't allow, by what is wrong. */
const times: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // Some validators take a time, if it is midnight.
  date: { time: '2025-02-03T00:00:00Z' },
  'date-time': {
    zone: '2025-02-03T10:00:00',
    offset: '2025-02-03T10:00:00+0530',
    hour: '2025-02-03T24:00:00Z',
  },
};

function* brokenTexts(merged: Merged, value: string): Generator<BrokenValue> {
  const min = limitOf(merged, 'minLength', Math.max);
  const max = limitOf(merged, 'maxLength', Math.min);
  const characters = [...value];
  if (min !== undefined && min > 0) yield ['minLength', characters.slice(0, min - 1).join('')];
  if (max !== undefined && max < 100_000)
    yield ['maxLength', value + (characters.at(-1) ?? 'a').repeat(max + 1 - characters.length)];
  if (merged.some((schema) => schema['pattern'] !== undefined))
    for (const other of ['x', '0', `${value} 0`, '\u00a7', ' ', `${value} \u00a7`, '\n', '']) yield ['pattern', other];
  if (merged.some((schema) => schema['pattern'] !== undefined)) {
    // A server whose expression isn't anchored accepts these.
    yield ['pattern', `${value}~`, 'suffix'];
    yield ['pattern', `~${value}`, 'prefix'];
    yield ['pattern', inOtherCase(value), 'case'];
  }
  for (const { format = '' } of merged as readonly { format?: string }[]) {
    for (const other of nearly[format] ?? []) yield ['format', other, 'nearly'];
    for (const [variant, time] of Object.entries(times[format] ?? {})) yield ['format', time, variant];
  }
  if (merged.some((schema) => schema['format'] !== undefined))
    for (const other of ['not in this format', `${value} \u00a7`, '\u00a7', '%%']) yield ['format', other];
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

function* brokenObjects(merged: Merged, value: object): Generator<BrokenValue> {
  const names = Object.keys(value);
  const min = limitOf(merged, 'minProperties', Math.max);
  const max = limitOf(merged, 'maxProperties', Math.min);
  for (const keyword of ['additionalProperties', 'unevaluatedProperties'])
    if (merged.some((schema) => schema[keyword] === false))
      for (const name of ['unexpectedProperty', '', 'odd: name'])
        yield [keyword, { ...value, [name]: 'unexpected' }, name === 'unexpectedProperty' ? undefined : name];
  if (min !== undefined && min > 0)
    yield ['minProperties', Object.fromEntries(Object.entries(value).slice(0, min - 1))];
  if (max !== undefined && max < 10_000) {
    const more = Array.from({ length: max + 1 - names.length }, (_, index) => [`more${index}`, 'more']);
    yield ['maxProperties', { ...value, ...Object.fromEntries(more) }];
  }
}

/** A different value of the same type for each index, so that a list that is too long has no duplicates. */
function distinct(item: unknown, index: number): unknown {
  if (index === 0) return item;
  if (typeof item === 'string') return `${item}${index}`;
  return typeof item === 'number' ? item + index : item;
}
