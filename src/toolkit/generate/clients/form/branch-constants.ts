import { joinPointer, valueAt } from '../../../contract/document/json-pointer.ts';
import type { OpenApiDocument, SchemaObject } from '../../../contract/document/openapi.ts';
import { walk } from '../../../contract/document/walk.ts';
import { pascalCase } from '../casing.ts';
import { ModelNames } from './model-names.ts';

/**
 * Gives a type to each constant that tells the branches of a union apart, in place, for languages whose clients check the values
 * of types only: they would find that several branches match.
 */
export function nameBranchConstants(document: OpenApiDocument): void {
  const { schemas = {} } = document.components ?? {};
  const names = new ModelNames(Object.keys(schemas));
  walk(document, ({ kind, node }) => {
    const { oneOf, anyOf } = node as Record<string, unknown>;
    const branches = kind === 'Schema' ? [oneOf ?? [], anyOf ?? []].flat() : [];
    for (const branch of branches as SchemaObject[]) {
      if (typeof branch?.$ref !== 'string') continue;
      const owner = branch.$ref.split('/').at(-1) ?? '';
      const { properties } = (valueAt(document, branch.$ref) ?? {}) as SchemaObject;
      for (const [name, property] of Object.entries(properties ?? {})) {
        if (property.type !== 'string' || property.enum?.length !== 1) continue;
        const unique = names.add(owner + pascalCase(name));
        schemas[unique] = property;
        (properties as Record<string, SchemaObject>)[name] = { $ref: joinPointer('#/components/schemas', unique) };
      }
    }
  });
}
