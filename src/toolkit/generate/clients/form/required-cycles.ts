import { valueAt } from '../../../contract/document/json-pointer.ts';
import type { OpenApiDocument, SchemaObject } from '../../../contract/document/openapi.ts';
import { schemasWithoutBranches } from '../../../contract/schema/schema-shape.ts';

/**
 * Makes a property optional, in place, by which an object would have to be within itself, for languages that keep required
 * objects in place: no finite value has such a property, and their types neither.
 */
export function breakRequiredCycles(document: OpenApiDocument): void {
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (pointer: string) => {
    path.push(pointer);
    const parts = schemasWithoutBranches(document, valueAt(document, pointer) as SchemaObject);
    for (const name of new Set(parts.flatMap(requiredOf))) {
      const target = parts.map(({ properties }) => objectOf(properties?.[name])).find((one) => one !== undefined);
      if (target === undefined) continue;
      if (path.includes(target)) for (const part of parts) leaveOpen(part, name);
      else if (!done.has(target)) visit(target);
    }
    path.pop();
    done.add(pointer);
  };
  for (const name of Object.keys(document.components?.schemas ?? {}))
    visit(`#/components/schemas/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`);
}

/** The component that a property is, where it can't be null. */
function objectOf(property: SchemaObject | undefined): string | undefined {
  const { $ref, allOf, nullable } = (property ?? {}) as SchemaObject & { readonly allOf?: readonly SchemaObject[] };
  if (nullable === true) return undefined;
  return $ref ?? (allOf?.length === 1 ? allOf[0]?.$ref : undefined);
}

function requiredOf({ required }: SchemaObject): readonly string[] {
  return Array.isArray(required) ? required : [];
}

function leaveOpen(schema: SchemaObject, name: string): void {
  const required = requiredOf(schema);
  if (required.includes(name)) (schema as Record<string, unknown>)['required'] = required.filter((one) => one !== name);
}
