import { isObject } from '../../../contract/document/is-object.ts';
import type { OpenApiDocument, SchemaObject } from '../../../contract/document/openapi.ts';
import { propertyNames, schemasAlong, schemasAt, schemasInPlace } from '../../../contract/schema/schema-shape.ts';
import { singular, wordsOf } from '../../plausible/words.ts';
import type { MockRecord } from '../records/mock-record.ts';
import { compact, type RecordType } from './record-type.ts';
import { holdersAt } from './values.ts';

/** How records are counted by what they have in common. */
export interface Grouping {
  /** To what they have in common, in a record. */
  readonly way: readonly string[];
  /** The words for that. */
  readonly words: string;
  /** All values that it may have; undefined for any. */
  readonly values: readonly unknown[] | undefined;
}

/**
 * `membersByPlan` and `by_status`: a map of numbers, or a list of objects with a number.
 * @param recordTypes the likeliest first
 */
export function groupingOf(
  document: OpenApiDocument,
  words: string,
  schemas: readonly SchemaObject[],
  recordTypes: readonly RecordType[],
): { readonly children: RecordType; readonly by: Grouping } | undefined {
  const [, noun = '', by] = /^(?:(.+) )?(?:by|per) (\S+(?: \S+)?)$/.exec(words) ?? [];
  const isGroups = schemas.some((schema) => schema.items !== undefined || schema['additionalProperties'] !== undefined);
  if (by === undefined || !isGroups) return undefined;
  const named = recordTypes.find(({ names }) => names.includes(compact(singular(noun.split(' ').at(-1) ?? ''))));
  for (const children of named ? [named] : recordTypes)
    for (const way of waysTo(document, children, by)) {
      const last = schemasAlong(document, { allOf: children.schemas }, way);
      return { children, by: { way, words: by, values: last.find((schema) => schema.enum !== undefined)?.enum } };
    }
  return undefined;
}

/** To the properties with a name, in a record and in the objects in it. */
function waysTo(document: OpenApiDocument, { schemas }: RecordType, words: string): string[][] {
  const names = propertyNames(schemas);
  const isIt = (name: string) => wordsOf(name) === words;
  return [
    ...names.filter(isIt).map((name) => [name]),
    ...names.flatMap((name) =>
      propertyNames(schemasInPlace(document, ...schemasAt(schemas, name)))
        .filter(isIt)
        .map((inner) => [name, inner]),
    ),
  ];
}

/** The numbers of records by what they have in common, in the form of what is there: a map, or a list of objects. */
export function grouped(
  records: readonly MockRecord[],
  { way, words, values = [] }: Grouping,
  there: unknown,
): unknown {
  const groups = new Map<string, { readonly value: unknown; count: number }>();
  for (const value of values) if (value !== null) groups.set(keyOf(value), { value, count: 0 });
  for (const record of records)
    for (const { holder, name } of holdersAt(record, way)) {
      const value = holder[name] ?? undefined;
      if (value === undefined) continue;
      const group = groups.get(keyOf(value)) ?? { value, count: 0 };
      group.count++;
      groups.set(keyOf(value), group);
    }
  if (!Array.isArray(there))
    return Object.fromEntries([...groups.values()].map(({ value, count }) => [String(labelOf(value)), count]));
  const [first = {}] = there;
  const all = [...groups.values()].reduce((sum, { count }) => sum + count, 0);
  return [...groups.values()].map(({ value, count }) => groupItem(Object(first), words, value, count, all));
}

/** An item of such a list: `{ planId, planName, count, share }`. */
function groupItem(template: MockRecord, words: string, value: unknown, count: number, all: number): MockRecord {
  const item: MockRecord = {};
  for (const [name, there] of Object.entries(template)) {
    const own = wordsOf(name);
    const part = own.startsWith(`${words} `) ? own.slice(words.length + 1) : own;
    if (typeof there === 'number' && /^(share|fraction|ratio|rate)$|percent|pct/.test(own))
      item[name] = Math.round((count / Math.max(1, all)) * (/percent|pct/.test(own) ? 100 : 1) * 1000) / 1000;
    else if (typeof there === 'number' && /\b(count|total|number|value|quantity|amount)$/.test(own)) item[name] = count;
    else if (isObject(value) && !isObject(there)) item[name] = value[part] ?? there;
    else item[name] = own === words || /^(key|label|name|id|value|group)$/.test(part) ? value : there;
  }
  return item;
}

function labelOf(value: unknown): unknown {
  return isObject(value) ? (value['name'] ?? value['title'] ?? value['id']) : value;
}

function keyOf(value: unknown): string {
  return JSON.stringify(isObject(value) ? (value['id'] ?? value) : value);
}
