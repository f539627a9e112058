import type { SchemaObject } from '../contract/document/openapi.ts';
import type { Choices } from './choices.ts';
import { limitOf, type Merged, Unsatisfiable } from './merged-schema.ts';
import type { Fits } from './schema-facts.ts';

/** What a list has to contain, and how often. */
interface Contained {
  readonly contains: unknown;
  readonly min: number;
  readonly max: number;
}

/** How many items a list has, and by which schemas. */
export interface ArrayPlan {
  readonly count: number;
  /** The least number of items. */
  readonly wanted: number;
  readonly isUnique: boolean;
  readonly contained: readonly Contained[];
  readonly schemasAt: (index: number) => readonly unknown[];
}

/** No list is longer. */
const maxItems = 50_000;

/** @throws {Unsatisfiable} if every list is too long */
export function arrayPlan(merged: Merged, choices: Choices, isMinimal: boolean): ArrayPlan {
  const min = limitOf(merged, 'minItems', Math.max) ?? 0;
  const prefix = merged.flatMap((schema) => (Array.isArray(schema['prefixItems']) ? [schema['prefixItems']] : []));
  const items: unknown[] = merged.map((schema) => schema.items).filter((schema) => schema !== undefined);
  const contained = merged.flatMap(containedBy);
  const isClosed = items.includes(false) || merged.some((schema) => schema['unevaluatedItems'] === false);
  const none =
    isClosed && !(items.length > 0 && !items.includes(false))
      ? Math.max(0, ...prefix.map(({ length }) => length))
      : Infinity;
  const max = Math.min(limitOf(merged, 'maxItems', Math.min) ?? Infinity, none);
  const sum = contained.reduce((total, one) => total + one.min, 0);
  const wanted = Math.max(min, ...contained.map((one) => one.min), Math.min(sum, max));
  if (wanted > maxItems) throw new Unsatisfiable(`a list of this schema has more than ${maxItems} items`);
  const roomy = Math.min(max, Math.max(wanted, min + 3));
  // What is contained may be possible only beyond the first items.
  const least = sum > 0 ? Math.min(Math.max(wanted, sum + (prefix[0]?.length ?? 0)), max) : wanted;
  // A form can't have an empty list, which may be required. One scalar never leads deeper.
  const isOne = !isMinimal || (items.length > 0 && items.every(isScalar));
  const defaultCount = isOne ? Math.min(max, Math.max(least, 1)) : least;
  const maxCount = isMinimal ? defaultCount : Math.max(least, roomy);
  return {
    count: choices.choose(Math.min(least, max), Math.max(maxCount, least), defaultCount, 'amount'),
    wanted,
    isUnique: merged.some((schema) => schema['uniqueItems'] === true),
    contained,
    schemasAt: (index) => {
      const placed = prefix.map((schemas) => schemas[index]).filter((schema) => schema !== undefined);
      return placed.length > 0 ? placed : items;
    },
  };
}

function isScalar(schema: unknown): boolean {
  const { type } = (schema ?? {}) as SchemaObject;
  return typeof type === 'string' && !['array', 'object'].includes(type);
}

function containedBy({ contains, minContains: min = 1, maxContains: max = Infinity }: Merged[number]): Contained[] {
  if (contains === undefined) return [];
  return [{ contains, min: typeof min === 'number' ? min : 1, max: typeof max === 'number' ? max : Infinity }];
}

/** Whether a list with another such item would contain too many of them. */
export function isTooMuch(
  contained: readonly Contained[],
  found: readonly number[],
  value: unknown,
  fits: Fits,
): boolean {
  return contained.some(({ contains, max }, index) => (found[index] as number) >= max && fits(contains, value));
}
