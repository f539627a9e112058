import type { OpenApiDocument, SchemaObject } from '../document/openapi.ts';
import { isMarked, schemasAt, schemasInPlace, schemasWithoutBranches } from '../schema/schema-shape.ts';
import { schemasWithin } from '../schema/schemas-within.ts';

/**
 * Makes a function that removes what is `readOnly` from a body: a client that has read a record sends it back as a whole,
 * and the server ignores what only it may set.
 * @returns undefined if nothing in the schema is `readOnly`
 * @see https://json-schema.org/draft/2020-12/json-schema-validation#section-9.4
 */
export function createReadOnlyFilter(
  document: OpenApiDocument,
  schema: unknown,
): ((body: unknown) => void) | undefined {
  const isThere = [...schemasWithin(schema, document)].some((inner) => (inner as SchemaObject)['readOnly'] === true);
  if (!isThere) return undefined;
  const isReadOnly = (inner: unknown) => isMarked(schemasWithoutBranches(document, inner), 'readOnly');
  const filter = (value: unknown, roots: readonly unknown[]): void => {
    if (typeof value !== 'object' || value === null || roots.length === 0) return;
    const always = roots.flatMap((root) => schemasWithoutBranches(document, root));
    const all = schemasInPlace(document, ...roots);
    const below = (schemas: readonly SchemaObject[], token: string | number) =>
      schemasAt(schemas, token).filter((inner) => typeof inner === 'object');
    if (Array.isArray(value)) {
      for (const item of value) filter(item, below(all, 0));
      return;
    }
    for (const name of Object.keys(value)) {
      const own = below(all, name);
      // One of several branches may let a client set it.
      if (below(always, name).some(isReadOnly) || (own.length > 0 && own.every(isReadOnly)))
        delete (value as Record<string, unknown>)[name];
      else filter((value as Record<string, unknown>)[name], own);
    }
  };
  return (body) => filter(body, [schema]);
}
