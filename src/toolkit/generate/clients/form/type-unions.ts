import type { SchemaObject } from '../../../contract/document/openapi.ts';

const textual = ['minLength', 'maxLength', 'pattern', 'contentEncoding', 'contentMediaType'];
const numeric = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'];
const keywordsOf: Readonly<Record<string, readonly string[]>> = {
  string: textual,
  integer: numeric,
  number: numeric,
  boolean: [],
  null: [],
};
const numericFormats = new Set(['int32', 'int64', 'float', 'double', 'decimal']);

/**
 * Writes a schema of several plain types as a union, in place, with each keyword where its type is: generators lose the width of
 * numbers else.
 * @see https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1.1
 */
export function splitTypes(schema: SchemaObject): void {
  const { type: types, format } = schema;
  if (!Array.isArray(types) || types.filter((type) => type !== 'null').length < 2) return;
  const isPlain = types.every((type) => Object.hasOwn(keywordsOf, type));
  const others = ['enum', 'anyOf', 'oneOf', 'allOf', '$ref', 'not', 'if', 'then', 'else'];
  if (!isPlain || others.some((keyword) => schema[keyword] !== undefined)) return;
  const branches = types.map((type) => {
    const branch: SchemaObject = { type };
    for (const keyword of keywordsOf[type] ?? []) if (schema[keyword] !== undefined) branch[keyword] = schema[keyword];
    const isNumeric = type === 'integer' || type === 'number';
    if (
      format !== undefined &&
      (isNumeric ? numericFormats.has(String(format)) : type === 'string' && !numericFormats.has(String(format)))
    )
      branch['format'] = format;
    if (type === 'integer') branch['format'] ??= 'int64';
    return branch;
  });
  for (const keyword of ['type', 'format', ...textual, ...numeric]) delete schema[keyword];
  schema['anyOf'] = branches;
}
