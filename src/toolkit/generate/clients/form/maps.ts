import type { SchemaObject } from '../../../contract/document/openapi.ts';
import { hideKeywords } from './hidden-keywords.ts';

/**
 * Rewrites a map whose keys have to match a pattern, in place, as generators read `additionalProperties` only.
 * @returns what that loses, for people; undefined if it loses nothing
 * @see https://json-schema.org/draft/2020-12/json-schema-core#section-10.3.2.2
 */
export function simplifyMap(schema: SchemaObject): string | undefined {
  const { patternProperties, additionalProperties, properties } = schema as Record<string, unknown>;
  if (typeof patternProperties !== 'object' || patternProperties === null) return undefined;
  const [[pattern, value] = [], ...others] = Object.entries(patternProperties);
  if (pattern === undefined) return undefined;
  const hasOnly = others.length === 0 && properties === undefined && schema.type === 'object';
  const isMap = hasOnly && (additionalProperties === false || everyKey.has(pattern));
  hideKeywords(schema, 'patternProperties', ...(isMap || additionalProperties === false ? ['additionalProperties'] : []));
  if (!isMap) return 'properties that match a pattern can have any value';
  schema['additionalProperties'] = value;
  return undefined;
}

/** Patterns that each key matches. */
const everyKey = new Set(['', '^', '.*', '^.*$', '^.*', '.*$']);
