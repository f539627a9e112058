import { valueAt } from '../../../contract/document/json-pointer.ts';
import type { OpenApiDocument, SchemaObject } from '../../../contract/document/openapi.ts';
import { schemasWithoutBranches } from '../../../contract/schema/schema-shape.ts';
import { hideKeywords } from './hidden-keywords.ts';
import { isModel } from './inline-schemas.ts';

const keywords = ['oneOf', 'anyOf'] as const;

interface Union {
  readonly keyword: (typeof keywords)[number];
  readonly branches: readonly SchemaObject[];
  /** What each branch has besides. */
  readonly others: readonly SchemaObject[];
  readonly discriminator: unknown;
}

/**
 * Writes what has parts, of which one is a union of objects, as a union of what has these parts and one of the branches, in
 * place: generators take the branches for more parts, or leave out one or the other.
 */
export function distributeParts(document: OpenApiDocument, schemas: readonly SchemaObject[]): void {
  // All are found before one is written, since a part can be another one of them.
  const unions = schemas.map((schema) => findUnion(document, schema));
  for (const [index, schema] of schemas.entries()) {
    const union = unions[index];
    if (union !== undefined) writeUnion(document, schema, union);
  }
}

function findUnion(document: OpenApiDocument, schema: SchemaObject): Union | undefined {
  const { allOf } = schema as { readonly allOf?: readonly SchemaObject[] };
  if (!Array.isArray(allOf)) return undefined;
  const own = unionOf(document, schema);
  if (own !== undefined) return own;
  for (const [index, { $ref }] of allOf.entries()) {
    const part = $ref === undefined ? undefined : unionOf(document, (valueAt(document, $ref) ?? {}) as SchemaObject);
    if (part === undefined) continue;
    const others = [...allOf.filter((_, place) => place !== index), ...describedBeside(schema), ...part.others];
    return { ...part, others };
  }
  return undefined;
}

function unionOf(document: OpenApiDocument, schema: SchemaObject): Union | undefined {
  const [keyword, more] = keywords.filter((one) => schema[one] !== undefined);
  if (keyword === undefined || more !== undefined) return undefined;
  const branches = schema[keyword] as readonly SchemaObject[];
  const areObjects = (found: readonly SchemaObject[]) =>
    found.every(({ $ref }) => $ref !== undefined && isObject(document, $ref));
  if (!Array.isArray(branches) || branches.length < 2 || !areObjects(branches)) return undefined;
  const { allOf = [], discriminator } = schema as { allOf?: readonly SchemaObject[]; discriminator?: unknown };
  return { keyword, branches, others: [...allOf, ...describedBeside(schema)], discriminator };
}

function describedBeside({ properties, required }: SchemaObject): SchemaObject[] {
  if (properties === undefined && required === undefined) return [];
  return [{ ...(properties && { properties }), ...(required !== undefined && { required }) } as SchemaObject];
}

function isObject(document: OpenApiDocument, $ref: string): boolean {
  const { enum: values, oneOf, anyOf, ...target } = (valueAt(document, $ref) ?? {}) as SchemaObject;
  return values === undefined && oneOf === undefined && anyOf === undefined && isModel(document, target);
}

function writeUnion(
  document: OpenApiDocument,
  schema: SchemaObject,
  { keyword, branches, others, discriminator }: Union,
): void {
  hideKeywords(schema, 'allOf', ...keywords);
  for (const name of ['discriminator', 'title']) delete schema[name];
  if (others.length === 0 && discriminator !== undefined) schema['discriminator'] = structuredClone(discriminator);
  schema[keyword] = branches.map((branch) => {
    if (others.length === 0) return branch;
    const allOf = structuredClone([branch, ...others]);
    // Not where a value may be anything else.
    const isTyped = schemasWithoutBranches(document, { allOf }).some(({ type }) => type === 'object');
    return { ...(isTyped && { type: 'object' }), allOf };
  });
}
