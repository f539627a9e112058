import { valueAt } from '../../../contract/document/json-pointer.ts';
import type { OpenApiDocument, SchemaObject } from '../../../contract/document/openapi.ts';

/**
 * Rewrites what is null, in place. Generators have no type for null alone, and don't look for it behind a reference.
 * @param isBranch whether the schema is a branch of `anyOf` or `oneOf`, where null alone means that the others are nullable
 * @see https://json-schema.org/draft/2020-12/json-schema-core#section-4.2.1
 */
export function simplifyNullable(
  document: OpenApiDocument,
  schema: SchemaObject,
  { isVersion30, isBranch }: { readonly isVersion30: boolean; readonly isBranch: boolean },
): void {
  const types = [schema.type ?? []].flat();
  if (types.length === 1 && types[0] === 'null' && !isBranch && schema['not'] === undefined) {
    schema.type = ['object', 'null'];
    schema['maxProperties'] = 0;
    schema['not'] = { type: 'object' };
  }
  const { $ref } = schema;
  if ($ref === undefined || isBranch || !isNullable(document, $ref, isVersion30)) return;
  if (isVersion30) {
    for (const keyword of Object.keys(schema)) delete schema[keyword];
    Object.assign(schema, { nullable: true, allOf: [{ $ref }] });
  } else if (schema['anyOf'] === undefined) {
    delete schema.$ref;
    schema['anyOf'] = [{ $ref }, { type: 'null' }];
  }
}

/** Whether what a reference leads to says of itself that it can be null. */
function isNullable(document: OpenApiDocument, $ref: string, isVersion30: boolean): boolean {
  const seen = new Set<unknown>();
  const accepts = (schema: SchemaObject | undefined): boolean => {
    if (typeof schema !== 'object' || schema === null || seen.has(schema)) return false;
    seen.add(schema);
    const others = Object.keys(schema).filter((keyword) => ['allOf', 'not', 'if', 'then', 'else'].includes(keyword));
    if (others.some((keyword) => keyword === 'allOf')) return false;
    if (schema.type !== undefined || schema.enum !== undefined) {
      if (isVersion30) return typeof schema.type === 'string' && schema.nullable === true;
      return [schema.type].flat().includes('null') && (schema.enum === undefined || schema.enum.includes(null));
    }
    if (schema.$ref !== undefined) return accepts(valueAt(document, schema.$ref) as SchemaObject);
    const branches = (schema['anyOf'] ?? schema['oneOf']) as SchemaObject[] | undefined;
    return Array.isArray(branches) && branches.filter(accepts).length === 1;
  };
  return accepts(valueAt(document, $ref) as SchemaObject);
}
