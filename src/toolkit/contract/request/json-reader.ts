import { mayHaveLongIntegers, reviveExactly } from '../document/exact-json.ts';
import { parseJsonText } from '../document/json-text.ts';
import type { OpenApiDocument } from '../document/openapi.ts';
import { keepDeclaredBigInts } from './long-digits.ts';

/** A value that was read, and whether there may be BigInts in it. */
export interface ReadJson {
  readonly value: unknown;
  readonly isExact: boolean;
}

/**
 * Reads JSON of a client. Integers beyond 2^53 are BigInts where the schemas speak of such.
 * @throws {SyntaxError} as `parseJsonText` does
 */
export function readJson(document: OpenApiDocument, text: string, ...schemas: readonly unknown[]): ReadJson {
  if (!mayHaveLongIntegers(text)) return { value: parseJsonText(text), isExact: false };
  return { value: keepDeclaredBigInts(document, parseJsonText(text, reviveExactly), ...schemas), isExact: true };
}
