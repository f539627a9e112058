import type { SchemaObject } from '../../../contract/document/openapi.ts';
import { hideKeywords } from './hidden-keywords.ts';

/**
 * Rewrites `const` and `enum`, in place. Generators take `const` for any value, enumerations of booleans for texts, and
 * have no types for those of fractions, of several types, of lists and of objects.
 * @see https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1.2
 */
export function simplifyConstants(schema: SchemaObject, isVersion30: boolean): void {
  if (Object.hasOwn(schema, 'const')) {
    const { const: constant, enum: values } = schema;
    if (Array.isArray(values) && !values.includes(constant)) {
      hideKeywords(schema, 'const', 'enum');
      return;
    }
    schema.enum = [constant];
    delete schema['const'];
  }
  if (Array.isArray(schema.enum)) simplifyEnumeration(schema, schema.enum, isVersion30);
}

function simplifyEnumeration(schema: SchemaObject, written: readonly unknown[], isVersion30: boolean): void {
  const types = schema.type === undefined ? undefined : [schema.type].flat();
  const isNullable = types?.includes('null') || schema.nullable === true;
  const values = [...new Set(written)].filter(
    (value) => types === undefined || (value === null && isNullable) || types.some((type) => isOf(value, type)),
  );
  const present = values.filter((value) => value !== null);
  const [type, ...others] = new Set(present.map(typeOf));
  if (present.length === 0 && values.length > 0 && !isVersion30) {
    schema.type = 'null';
    delete schema.enum;
    return;
  }
  const isPlain = type === 'string' || type === 'integer' || type === 'boolean';
  if (!isPlain || others.length > 0) {
    hideKeywords(schema, 'enum');
    return;
  }
  if (values.length < written.length) delete schema['x-enum-varnames'];
  const hasNull = values.includes(null);
  schema.type = hasNull && !isVersion30 ? [type, 'null'] : type;
  if (hasNull && isVersion30) schema.nullable = true;
  schema.enum = values;
  if (type === 'boolean') simplifyBooleans(schema, present);
}

function simplifyBooleans(schema: SchemaObject, values: readonly unknown[]): void {
  const excluded = [true, false].filter((value) => !values.includes(value));
  // Null is in the type, and not among the values only where it is refused.
  if ([schema.type].flat().includes('null') && !schema.enum?.includes(null)) schema.type = 'boolean';
  if (excluded.length > 0 && schema['not'] !== undefined) {
    hideKeywords(schema, 'enum');
    return;
  }
  delete schema.enum;
  if (excluded.length > 0) schema['not'] = { enum: excluded };
}

function isOf(value: unknown, type: string): boolean {
  return type === 'number' ? typeof value === 'number' : typeOf(value) === type;
}

/** Of JSON Schema; of a whole number the narrower one. */
function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}
