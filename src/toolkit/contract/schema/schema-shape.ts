import { valueAt } from '../document/json-pointer.ts';
import type { OpenApiDocument, SchemaObject } from '../document/openapi.ts';

const applicators = ['allOf', 'anyOf', 'oneOf', 'if', 'then', 'else'];

/** The schemas, and all that may apply to the same value: through `$ref`, `allOf`, `anyOf`, `oneOf`, `if`, `then` and `else`. */
export function schemasInPlace(document: OpenApiDocument, ...schemas: unknown[]): SchemaObject[] {
  const found = new Set<SchemaObject>();
  const visit = (written: unknown) => {
    if (typeof written !== 'object' || written === null) return;
    const schema = written as SchemaObject;
    if (found.has(schema)) return;
    found.add(schema);
    if (typeof schema.$ref === 'string') visit(valueAt(document, schema.$ref));
    for (const keyword of applicators) {
      const below = schema[keyword];
      if (Array.isArray(below)) below.forEach(visit);
      else visit(below);
    }
  };
  schemas.forEach(visit);
  return [...found];
}

/** The schemas of a property or item of the values that these schemas describe. */
export function schemasAt(schemas: readonly SchemaObject[], token: string | number): unknown[] {
  return schemas.map(({ properties, items, additionalProperties }) =>
    typeof token === 'number' ? items : propertyOf(properties, token, additionalProperties),
  );
}

function propertyOf(properties: SchemaObject['properties'], name: string, others: unknown): unknown {
  return properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : others;
}

/** The schemas of what is at a path into the values that a schema describes. */
export function schemasAlong(
  document: OpenApiDocument,
  schema: unknown,
  path: readonly (string | number)[],
): SchemaObject[] {
  return path.reduce(
    (schemas, token) => schemasInPlace(document, ...schemasAt(schemas, token)),
    schemasInPlace(document, schema),
  );
}

/** The names of the properties of these schemas, in their order. */
export function propertyNames(schemas: readonly SchemaObject[]): string[] {
  return [...new Set(schemas.flatMap(({ properties = {} }) => Object.keys(properties)))];
}

/**
 * Whether a value with these schemas is sent in one direction only. One branch of several that says so is enough: it
 * can't be relied on then.
 * @see https://json-schema.org/draft/2020-12/json-schema-validation#section-9.4
 */
export function isMarked(schemas: readonly SchemaObject[], keyword: 'readOnly' | 'writeOnly'): boolean {
  return schemas.some((schema) => schema[keyword] === true);
}

/** The names of the properties that responses have: not those that are `writeOnly`. */
export function readableNames(document: OpenApiDocument, schemas: readonly SchemaObject[]): string[] {
  return propertyNames(schemas).filter(
    (name) => !isMarked(schemasInPlace(document, ...schemasAt(schemas, name)), 'writeOnly'),
  );
}

/** The schemas that apply to every value at a path, whichever branch is taken: through `$ref` and `allOf` only. */
export function schemasWithoutBranches(
  document: OpenApiDocument,
  schema: unknown,
  path: readonly (string | number)[] = [],
): SchemaObject[] {
  const found = new Set<SchemaObject>();
  const visit = (written: unknown) => {
    if (typeof written !== 'object' || written === null || found.has(written as SchemaObject)) return;
    const own = written as SchemaObject;
    found.add(own);
    if (typeof own.$ref === 'string') visit(valueAt(document, own.$ref));
    if (Array.isArray(own['allOf'])) own['allOf'].forEach(visit);
  };
  visit(schema);
  const [token, ...rest] = path;
  if (token === undefined) return [...found];
  return schemasAt([...found], token).flatMap((inner) => schemasWithoutBranches(document, inner, rest));
}

/** The values that a schema allows, by `const` or `enum`; undefined if it has neither. */
export function allowedValues(schema: SchemaObject): readonly unknown[] | undefined {
  return 'const' in schema ? [schema['const']] : schema.enum;
}

/** The properties that only some kinds of values have: those of a branch of `oneOf` or `anyOf` that another one lacks. */
export function namesOfKinds(document: OpenApiDocument, schemas: readonly SchemaObject[]): Set<string> {
  const unions = schemas.flatMap(({ oneOf, anyOf }) => [oneOf, anyOf].filter((branches) => Array.isArray(branches)));
  const names = unions.flatMap((branches) => {
    const kinds = branches
      .filter(({ type }) => type !== 'null')
      .map((branch) => new Set(propertyNames(schemasInPlace(document, branch))));
    return kinds.flatMap((kind) => [...kind].filter((name) => !kinds.every((other) => other.has(name))));
  });
  return new Set(names);
}
