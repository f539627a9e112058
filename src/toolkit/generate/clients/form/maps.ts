import type { SchemaObject } from '../../../contract/document/openapi.ts';
import { hideSchema } from './hidden-keywords.ts';

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
  const hidden: SchemaObject = { patternProperties };
  // It applies to what neither of the keywords beside it names.
  if (additionalProperties !== undefined) hidden['additionalProperties'] = additionalProperties;
  if (schema.properties !== undefined)
    hidden.properties = Object.fromEntries(Object.keys(schema.properties).map((name) => [name, {}]));
  delete schema['patternProperties'];
  delete schema['additionalProperties'];
  if (isMap) schema['additionalProperties'] = value;
  hideSchema(schema, hidden);
  return isMap ? undefined : 'properties that match a pattern can have any value';
}

/** Patterns that each key matches. */
const everyKey = new Set(['', '^', '.*', '^.*$', '^.*', '.*$']);
