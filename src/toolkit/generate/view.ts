import type { SchemaObject } from '../contract/document/openapi.ts';
import type { Direction } from '../contract/schema/json-schema-2020.ts';
import { nativeTypes } from './native-types.ts';

export type Schema = SchemaObject | boolean;

/** How the values that a schema describes are seen by code. */
export interface View {
  readonly direction: Direction;
  /** Whether defaults are filled in. */
  readonly isFilled: boolean;
  /** Whether integers beyond 2^53 are BigInts, and keep their digits. */
  readonly isExact: boolean;
}

/** What is a text on the wire: parameters and forms. */
export const textView: View = { direction: 'request', isFilled: true, isExact: true };

/** JSON of a client, whose numbers are doubles. */
export const requestView: View = { direction: 'request', isFilled: true, isExact: false };

/** What a patch doesn't name it leaves alone, so no defaults are filled in. */
export const patchView: View = { direction: 'request', isFilled: false, isExact: false };

export const responseView: View = { direction: 'response', isFilled: false, isExact: true };

/** Adds BigInts to the integers that may need them. */
export function widenIntegers(schema: Record<string, unknown>): void {
  if (isLong(schema)) schema['type'] = [schema['type'], nativeTypes.bigInt].flat();
}

/** Whether a schema speaks of integers beyond 2^53, or of 64 bits. */
export function isLong(schema: Readonly<Record<string, unknown>>): boolean {
  const types = [schema['type'] ?? []].flat();
  if (!types.includes('integer') && !types.includes('number')) return false;
  if (schema['enum'] !== undefined || schema['const'] !== undefined) return false;
  const is64 = schema['format'] === 'int64' || schema['format'] === 'uint64';
  const lowest = limitOf(schema, 'minimum', 'exclusiveMinimum') ?? (is64 ? Number.NEGATIVE_INFINITY : 0);
  const highest = limitOf(schema, 'maximum', 'exclusiveMaximum') ?? (is64 ? Number.POSITIVE_INFINITY : 0);
  return lowest < Number.MIN_SAFE_INTEGER || highest > Number.MAX_SAFE_INTEGER;
}

function limitOf(schema: Readonly<Record<string, unknown>>, ...keywords: string[]): number | undefined {
  return keywords.map((keyword) => schema[keyword]).find((limit) => typeof limit === 'number');
}
