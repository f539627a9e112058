import { valueAt } from '../../../contract/document/json-pointer.ts';
import type { OpenApiDocument, SchemaObject } from '../../../contract/document/openapi.ts';
import { hideKeywords } from './hidden-keywords.ts';
import { isModel } from './inline-schemas.ts';

const keywords = ['oneOf', 'anyOf'] as const;

/**
 * Writes what has parts, of which one is a union of objects, as a union of what has these parts and one of the branches, in
 * place: generators take the branches for more parts, or leave out one or the other.
 */
export function distributeParts(document: OpenApiDocument, schema: SchemaObject): void {
  const { allOf } = schema as { readonly allOf?: readonly SchemaObject[] };
  if (!Array.isArray(allOf)) return;
  const own = unionOf(document, schema);
  const index = own === undefined ? allOf.findIndex((part) => unionOf(document, targetOf(document, part))) : -1;
  const union = own ?? unionOf(document, targetOf(document, allOf[index] ?? {}));
  if (union === undefined) return;
  const { keyword, branches, discriminator } = union;
  const { properties, required } = schema as Record<string, unknown>;
  const described = properties === undefined && required === undefined ? [] : [{ properties, required }];
  const others = [...allOf.filter((_, place) => place !== index), ...described];
  hideKeywords(schema, 'allOf', ...keywords);
  for (const name of ['discriminator', 'title']) delete schema[name];
  if (others.length === 0 && discriminator !== undefined) schema['discriminator'] = structuredClone(discriminator);
  schema[keyword] = branches.map((branch) =>
    others.length === 0 ? branch : { type: 'object', allOf: structuredClone([branch, ...others]) },
  );
}

function targetOf(document: OpenApiDocument, { $ref }: SchemaObject): SchemaObject {
  return $ref === undefined ? {} : ((valueAt(document, $ref) ?? {}) as SchemaObject);
}

function unionOf(document: OpenApiDocument, schema: SchemaObject) {
  for (const keyword of keywords) {
    const branches = schema[keyword] as readonly SchemaObject[] | undefined;
    if (!Array.isArray(branches) || branches.length < 2 || (schema !== undefined && isOpen(schema, keyword))) continue;
    const areObjects = branches.every(({ $ref }) => $ref !== undefined && isObject(document, $ref));
    if (areObjects) return { keyword, branches, discriminator: schema['discriminator'] };
  }
  return undefined;
}

/** Whether more is said than the union. */
function isOpen(schema: SchemaObject, keyword: string): boolean {
  return keywords.some((other) => other !== keyword && schema[other] !== undefined);
}

function isObject(document: OpenApiDocument, $ref: string): boolean {
  const { enum: values, oneOf, anyOf, ...target } = (valueAt(document, $ref) ?? {}) as SchemaObject;
  return values === undefined && oneOf === undefined && anyOf === undefined && isModel(document, target);
}
