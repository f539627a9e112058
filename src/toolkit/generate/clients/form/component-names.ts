import { joinPointer } from '../../../contract/document/json-pointer.ts';
import type { OpenApiDocument, SchemaObject } from '../../../contract/document/openapi.ts';
import { walk } from '../../../contract/document/walk.ts';
import { isModel } from './inline-schemas.ts';
import { ModelNames } from './model-names.ts';

/**
 * Renames component schemas, in place, whose names the generated code has for something else, or that differ from others in
 * case or punctuation only.
 * @returns the new names by the old ones
 */
export function renameComponents(document: OpenApiDocument): ReadonlyMap<string, string> {
  const { schemas } = document.components ?? {};
  const renamed = new Map<string, string>();
  if (schemas === undefined) return renamed;
  const names = new ModelNames();
  // Others have no type of their own in generated code.
  const models = Object.keys(schemas).filter(
    (name) => schemas[name]?.type === 'object' || isModel(document, schemas[name] ?? {}),
  );
  for (const name of models) {
    const unique = names.add(name);
    if (unique !== name) renamed.set(name, unique);
  }
  if (renamed.size === 0) return renamed;
  const pointers = new Map(
    [...renamed].map(([from, to]) => [
      joinPointer('#/components/schemas', from),
      joinPointer('#/components/schemas', to),
    ]),
  );
  walk(document, ({ kind, node }) => {
    if (kind !== 'Schema') return;
    const schema = node as SchemaObject;
    if (schema.$ref !== undefined) schema.$ref = pointers.get(schema.$ref) ?? schema.$ref;
    const { mapping } = (schema['discriminator'] ?? {}) as { mapping?: Record<string, string> };
    for (const [value, target] of Object.entries(mapping ?? {}))
      if (mapping) mapping[value] = pointers.get(target) ?? target;
  });
  const entries = Object.entries(schemas).map(([name, schema]) => [renamed.get(name) ?? name, schema]);
  document.components = { ...document.components, schemas: Object.fromEntries(entries) };
  return renamed;
}
