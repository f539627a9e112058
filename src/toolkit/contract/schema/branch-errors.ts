import type { ErrorObject } from 'ajv';
import { isObject } from '../document/is-object.ts';
import { joinPointer } from '../document/json-pointer.ts';
import type { OpenApiDocument, SchemaObject } from '../document/openapi.ts';
import { type Discriminator, discriminatingNames } from './discriminators.ts';
import { allowedValues, schemasWithoutBranches } from './schema-shape.ts';
import { schemasWithin } from './schemas-within.ts';

/** A property that tells the branches of a union apart. */
interface Tag {
  readonly name: string;
  /** Whether each branch requires it. */
  readonly isRequired: boolean;
  /** The branch of each value. */
  readonly branches: ReadonlyMap<unknown, unknown>;
}

const known = new WeakMap<object, Tag | undefined>();

/**
 * The errors of an object that matches no branch of a union, where a property says which one is meant: those of that
 * branch, or that the property has none of the values.
 * @param within the errors of the branches
 * @returns undefined if nothing says which branch is meant
 */
export function branchErrors(
  document: OpenApiDocument,
  union: ErrorObject,
  within: readonly ErrorObject[],
): readonly ErrorObject[] | undefined {
  const { keyword, schema, data, parentSchema = {}, params } = union;
  const matchesTwo = Array.isArray(params['passingSchemas']);
  // Validators that pause put the `$ref` around it in place of the union.
  if (keyword === 'contains' || matchesTwo || !Array.isArray(schema) || !isObject(data)) return undefined;
  if (!known.has(schema)) known.set(schema, tagOf(document, schema, parentSchema));
  const tag = known.get(schema);
  if (!tag) return undefined;
  const { name, branches, isRequired } = tag;
  if (!Object.hasOwn(data, name))
    return isRequired ? [{ ...union, keyword: 'required', params: { missingProperty: name } }] : undefined;
  const value = data[name];
  if (!branches.has(value)) {
    const allowedValues = [...branches.keys()];
    const instancePath = joinPointer(union.instancePath, name);
    return [{ ...union, keyword: 'enum', instancePath, params: { allowedValues }, data: value }];
  }
  const own = schemasWithin(branches.get(value), document);
  const errors = within.filter((error) => own.has(error.parentSchema as object));
  return errors.length > 0 ? errors : undefined;
}

/** The discriminator, or else the first property that has other values in each branch. */
function tagOf(document: OpenApiDocument, branches: unknown[], union: SchemaObject): Tag | undefined {
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
