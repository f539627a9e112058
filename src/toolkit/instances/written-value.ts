import { isObject } from '../contract/document/is-object.ts';
import type { SchemaObject } from '../contract/document/openapi.ts';
import { exampleOf } from '../contract/schema/json-schema-2020.ts';
import type { Merged } from './merged-schema.ts';

/**
 * The example or the default of the schemas, if one has any. That of a schema which others join by `allOf` or a branch may be a part
 * of an object only.
 */
export function writtenValue(merged: Merged): { readonly value: unknown; readonly isWhole: boolean } | undefined {
  for (const find of [exampleOf, (schema: object) => (schema as SchemaObject)['default']]) {
    // References lead from one schema to the next one.
    let isWhole = true;
    for (const schema of merged) {
      const value = find(schema);
      if (value !== undefined) return { value, isWhole: isWhole || !isObject(value) };
      isWhole &&= typeof schema.$ref === 'string';
    }
  }
  return undefined;
}
