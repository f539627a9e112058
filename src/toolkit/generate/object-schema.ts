import type { OpenApiDocument, SchemaObject } from '../contract/document/openapi.ts';
import { ownProperty } from '../contract/document/own-property.ts';
import type { Direction } from '../contract/schema/json-schema-2020.ts';
import { isMarked, schemasInPlace, schemasWithoutBranches } from '../contract/schema/schema-shape.ts';
import { nativeTypes } from './native-types.ts';
import type { Schema, View } from './view.ts';

/** Whether a property isn't sent in a direction. @see https://spec.openapis.org/oas/v3.1.1.html#schema-object */
export function isHidden(document: OpenApiDocument, property: unknown, direction: Direction): boolean {
  const keyword = direction === 'request' ? 'readOnly' : 'writeOnly';
  return isMarked(schemasWithoutBranches(document, property), keyword);
}

/**
 * Reads `properties` and `required` of a schema in one view, in place.
 * @param whole the schema that it is a part of, if both describe the same value
 */
export function readObject(
  document: OpenApiDocument,
  schema: Record<string, unknown>,
  view: View,
  whole: unknown,
): void {
  const { properties: written, required, additionalProperties } = schema as SchemaObject;
  const properties: Record<string, Schema> = Object.create(null);
  const present = new Set<string>(Array.isArray(required) ? required : []);
  for (const [name, property] of Object.entries(written ?? {})) {
    if (isHidden(document, property, view.direction)) present.delete(name);
    else properties[name] = property as Schema;
    if (view.isFilled && typeof property === 'object' && property['default'] !== undefined) present.add(name);
  }
  for (const name of [...present].filter((one) => !Object.hasOwn(properties, one))) {
    const property = findRequired(document, schema as SchemaObject, name, view, whole);
    if (property === 'hidden') present.delete(name);
    else if (property !== undefined) properties[name] = property;
  }
  if (written !== undefined || Object.keys(properties).length > 0) schema['properties'] = { ...properties };
  if (required !== undefined || present.size > 0) schema['required'] = [...present];
  const isEmpty = Object.keys(properties).length === 0 && schema['patternProperties'] === undefined;
  if (schema['type'] === 'object' && isEmpty && additionalProperties === false && schema['allOf'] === undefined)
    schema['type'] = nativeTypes.nothing;
}

/**
 * The schema of a required property that isn't declared beside `required`: openapi-typescript finds it only in what
 * `allOf` refers to.
 */
function findRequired(
  document: OpenApiDocument,
  schema: SchemaObject,
  name: string,
  { direction }: View,
  whole: unknown,
): Schema | 'hidden' | undefined {
  const declared = (all: readonly SchemaObject[]) =>
    all
      .map(({ properties }) => ownProperty((properties ?? {}) as Record<string, Schema>, name))
      .filter((property) => property !== undefined);
  const everywhere = declared(schemasInPlace(document, schema, whole));
  if (everywhere.some((property) => isHidden(document, property, direction))) return 'hidden';
  const members = (Array.isArray(schema['allOf']) ? schema['allOf'] : []) as SchemaObject[];
  const direct = members.flatMap((member) => schemasWithoutBranches(document, member).slice(0, 2));
  if (declared(direct).length > 0) return undefined;
  const [inherited] = [schema, whole].flatMap((one) => declared(schemasWithoutBranches(document, one)));
  if (inherited !== undefined || everywhere.length > 0) return inherited;
  const isObject = schema['type'] === 'object' || schema.properties !== undefined;
  if (!isObject) return undefined;
  return typeof schema['additionalProperties'] === 'object' ? (schema['additionalProperties'] as Schema) : {};
}
