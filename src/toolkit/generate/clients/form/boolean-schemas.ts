import type { SchemaObject } from '../../../contract/document/openapi.ts';

const maps = ['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions'];
const lists = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const ones = ['not', 'if', 'then', 'else', 'contains', 'propertyNames', 'unevaluatedItems'];

/**
 * Writes the schemas `true` and `false` within a schema as objects, in place.
 * @see https://json-schema.org/draft/2020-12/json-schema-core#section-4.3.2
 */
export function writeBooleanSchemas(schema: SchemaObject): void {
  const changeable = schema as Record<string, unknown>;
  for (const keyword of ones)
    if (typeof changeable[keyword] === 'boolean') changeable[keyword] = written(schema[keyword]);
  if (changeable['items'] === true) changeable['items'] = {};
  for (const keyword of maps) writeAll(changeable[keyword]);
  for (const keyword of lists) writeAll(changeable[keyword]);
}

/** Of a map or a list of schemas. */
export function writeAll(schemas: unknown): void {
  if (typeof schemas !== 'object' || schemas === null) return;
  for (const [key, schema] of Object.entries(schemas))
    if (typeof schema === 'boolean') (schemas as Record<string, unknown>)[key] = written(schema);
}

function written(schema: unknown): object {
  return schema === true ? {} : { not: {} };
}
