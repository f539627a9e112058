import { isObject } from '../document/is-object.ts';
import type { OpenApiDocument, SchemaObject } from '../document/openapi.ts';
import { type Discriminator, discriminatingNames } from './discriminators.ts';
import { allowedValues, schemasWithoutBranches } from './schema-shape.ts';

/** A property that tells the branches of a union apart. */
export interface Tag {
  readonly name: string;
  /** Whether each branch requires it. */
  readonly isRequired: boolean;
  /** The branch of each value. */
  readonly branches: ReadonlyMap<unknown, unknown>;
}

const known = new WeakMap<object, Tag | undefined>();

/** The discriminator, or else the first property that has other values in each branch. */
export function tagOf(document: OpenApiDocument, branches: readonly unknown[], union: SchemaObject): Tag | undefined {
  if (!known.has(branches)) known.set(branches, findTag(document, branches, union));
  return known.get(branches);
}

/**
 * The schemas that surely apply to a value: those that apply whichever branch is taken, and those that are behind the `$ref`
 * of a branch which a property of the value names.
 */
export function schemasOfValue(document: OpenApiDocument, schema: unknown, value: unknown): SchemaObject[] {
  const found = new Set<SchemaObject>();
  const add = (written: unknown) => {
    const added = schemasWithoutBranches(document, written).filter((one) => !found.has(one));
    for (const one of added) found.add(one);
    for (const union of added)
      for (const branches of [union['oneOf'], union['anyOf']]) {
        const tag = Array.isArray(branches) && isObject(value) ? tagOf(document, branches, union) : undefined;
        const branch = tag?.branches.get((value as Record<string, unknown>)[tag.name]);
        const isReferred = schemasWithoutBranches(document, branch).some(({ $ref }) => $ref !== undefined);
        if (isReferred) add(branch);
      }
  };
  add(schema);
  return [...found];
}

function findTag(document: OpenApiDocument, branches: readonly unknown[], union: SchemaObject): Tag | undefined {
  const parts = branches.map((branch) => schemasWithoutBranches(document, branch));
  const discriminator = (union['discriminator'] ?? {}) as Discriminator;
  const { propertyName } = discriminator;
  const declared = new Set(parts[0]?.flatMap(({ properties = {} }) => Object.keys(properties)));
  const names = typeof propertyName === 'string' ? [propertyName, ...declared] : declared;
  for (const name of names) {
    const values = parts.map((schemas, index) => {
      const { $ref } = branches[index] as SchemaObject;
      const isNamed = name === propertyName && $ref !== undefined;
      return (
        valuesOf(document, schemas, name) ?? (isNamed ? discriminatingNames(document, discriminator, $ref) : undefined)
      );
    });
    const pairs = values.flatMap((own = [], index) => own.map((value) => [value, branches[index]] as const));
    const isTold = values.every((own) => own !== undefined && own.length > 0);
    if (!isTold || new Set(pairs.map(([value]) => value)).size < pairs.length) continue;
    const isRequired = parts.every((schemas) =>
      schemas.some(({ required }) => Array.isArray(required) && required.includes(name)),
    );
    return { name, isRequired, branches: new Map(pairs) };
  }
  return undefined;
}

/** The plain values that a property may have; undefined if others are allowed as well. */
function valuesOf(
  document: OpenApiDocument,
  schemas: readonly SchemaObject[],
  name: string,
): readonly unknown[] | undefined {
  const written = schemas.flatMap(({ properties = {} }) => (Object.hasOwn(properties, name) ? [properties[name]] : []));
  const values = written
    .flatMap((schema) => schemasWithoutBranches(document, schema))
    .map(allowedValues)
    .find((allowed) => allowed !== undefined);
  return values?.every((value) => typeof value !== 'object') ? values : undefined;
}
