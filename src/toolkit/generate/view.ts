import type { SchemaObject } from '../contract/document/openapi.ts';
import type { Direction } from '../contract/schema/json-schema-2020.ts';
import { isLong } from '../contract/schema/long-integers.ts';
import { nativeTypes } from './native-types.ts';

export type Schema = SchemaObject | boolean;

/** Who has the values in code: who serves the contract, or a client of it. */
export type Side = 'server' | 'client';

/** How the values that a schema describes are seen by code. */
export interface View {
  readonly direction: Direction;
  /** Whether defaults are filled in. */
  readonly isFilled: boolean;
}

export const requestView: View = { direction: 'request', isFilled: true };

/** What a patch doesn't name it leaves alone, so no defaults are filled in. */
export const patchView: View = { direction: 'request', isFilled: false };

export const responseView: View = { direction: 'response', isFilled: false };

/** Adds BigInts to the integers that may need them. */
export function widenIntegers(schema: Record<string, unknown>): void {
  if (isLong(schema)) schema['type'] = [schema['type'], nativeTypes.bigInt].flat();
}
