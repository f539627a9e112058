import type { SchemaObject } from '../../../contract/document/openapi.ts';
import { hideKeywords } from './hidden-keywords.ts';

/**
 * Rewrites `prefixItems`, in place, of which generators make a list of any values: a tuple of a fixed length becomes a list of
 * what its items can be. One that may be longer becomes a list of any values, since its other items differ.
 * @returns what that loses, for people; undefined if it loses nothing
 * @see https://json-schema.org/draft/2020-12/json-schema-core#section-10.3.1.1
 */
export function simplifyTuple(schema: SchemaObject): string | undefined {
  const { prefixItems: items, items: others, maxItems } = schema as Record<string, unknown>;
  if (others === false && !Array.isArray(items)) {
    delete schema['items'];
    schema['maxItems'] = 0;
    return undefined;
  }
  if (!Array.isArray(items) || items.length === 0) return undefined;
  const isClosed = others === false || (typeof maxItems === 'number' && maxItems <= items.length);
  if (!isClosed) {
    hideKeywords(schema, 'prefixItems', 'items');
    return 'a tuple that may be longer becomes a list of any values';
  }
  schema['maxItems'] = Math.min(items.length, typeof maxItems === 'number' ? maxItems : items.length);
  const distinct = [...new Set(items.map((item) => JSON.stringify(item)))].map((item) => JSON.parse(item));
  // What follows the tuple is never reached.
  schema['items'] = distinct.length === 1 ? distinct[0] : { anyOf: distinct };
  hideKeywords(schema, 'prefixItems');
  return distinct.length === 1 ? undefined : 'a tuple becomes a list in which each item may have any of their types';
}
