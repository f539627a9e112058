import { stringifyExactly } from './exact-json.ts';
import type { Codec, Pairs, Row, Text } from './style-rows.ts';
import { type Location, rowFor, type Shape, type Styled } from './styles.ts';

/** Writes a value by the row of its shape. */
export function writeStyled(name: string, location: Location, styled: Styled, codec: Codec, value: unknown): Pairs {
  const row = rowFor(location, styled, shapeOf(value));
  return row.write(toText(value, row.nests), name, codec);
}

function shapeOf(value: unknown): Shape {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'object' && value !== null ? 'object' : 'primitive';
}

/** A value as texts. Nested values that the style doesn't define are JSON. */
function toText(value: unknown, nests: Row['nests'], depth = 0): Text {
  if (typeof value !== 'object' || value === null) return String(value);
  const hasForm = depth === 0 || nests === 'deep' || (nests === 'lists' && depth === 1 && Array.isArray(value));
  if (!hasForm) return stringifyExactly(value);
  if (Array.isArray(value)) return value.map((item) => toText(item, nests, depth + 1));
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.map(([key, inner]) => [key, toText(inner, nests, depth + 1)]));
}

/** JSON in a header: JSON can escape the characters that headers can't have. */
export function toAsciiJson(value: unknown): string {
  const json = stringifyExactly(value);
  return json.replaceAll(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
