import type { MediaTypeObject, OpenApiDocument, SchemaObject } from '../document/openapi.ts';
import { pointerTo } from '../document/pointer-index.ts';
import { SchemaValidator, type SchemaViolation } from './schema-validator.ts';
import { setAside } from './stand-ins.ts';

const validators = new WeakMap<OpenApiDocument, SchemaValidator>();

/**
 * Whether all of the schemas accept a value of a request. Only called where a text has several possible types, so that most
 * contracts compile nothing here.
 */
export function fits(document: OpenApiDocument, value: unknown, schemas: readonly SchemaObject[]): boolean {
  const held = setAside(value);
  const isGood = schemas.every((schema) => violationsOf(document, held.value, schema).length === 0);
  held.putBack();
  return isGood;
}

/** How a value of a request violates a schema of the document. */
export function violationsOf(
  document: OpenApiDocument,
  value: unknown,
  schema: NonNullable<MediaTypeObject['schema']>,
): SchemaViolation[] {
  const pointer = typeof schema === 'object' ? pointerTo(document, schema) : undefined;
  if (pointer === undefined) return [];
  const validator = validators.get(document) ?? new SchemaValidator(document, 'request');
  validators.set(document, validator);
  return validator.validate(value, pointer);
}
