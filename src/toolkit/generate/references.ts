import { joinPointer, pointerTokens, valueAt } from '../contract/json-pointer.ts';
import type { OpenApiDocument, SchemaObject } from '../contract/openapi.ts';
import { walk } from '../contract/walk.ts';
import { typeName, uniqueName } from './names.ts';

/**
 * Puts the references that openapi-typescript can't follow in a form that it can: schemas that are referenced where
 * they stand in an operation become components, and a discriminator's mapping to the bare name of a schema becomes a
 * reference.
 * @see https://spec.openapis.org/oas/v3.1.1.html#discriminator-object
 */
export function makeReferencesPlain(document: OpenApiDocument): void {
  const schemas = document.components?.schemas ?? {};
  const taken = new Set(Object.keys(schemas));
  const moved = new Map<string, string>();
  walk(document, ({ kind, node }) => {
    if (kind !== 'Schema') return;
    const schema = node as SchemaObject;
    if (isElsewhere(schema.$ref)) {
      let name = moved.get(schema.$ref);
      if (name === undefined) {
        name = uniqueName(typeName(pointerTokens(schema.$ref).slice(-3).join(' ')), taken);
        moved.set(schema.$ref, name);
        schemas[name] = valueAt(document, schema.$ref) as SchemaObject;
      }
      schema.$ref = joinPointer('#/components/schemas', name);
    }
    for (const [mapping, value, name] of bareMappings(schema)) {
      if (Object.hasOwn(schemas, name)) mapping[value] = joinPointer('#/components/schemas', name);
      else delete mapping[value];
    }
  });
  if (moved.size > 0) document.components = { ...document.components, schemas };
}

function isElsewhere($ref: unknown): $ref is string {
  return typeof $ref === 'string' && $ref.startsWith('#/') && !$ref.startsWith('#/components/');
}

function bareMappings({
  discriminator,
}: SchemaObject): [mapping: Record<string, string>, value: string, name: string][] {
  const { mapping } = (discriminator ?? {}) as { mapping?: Record<string, string> };
  return Object.entries(mapping ?? {})
    .filter(([, target]) => typeof target === 'string' && !target.startsWith('#'))
    .map(([value, target]) => [mapping as Record<string, string>, value, target]);
}
