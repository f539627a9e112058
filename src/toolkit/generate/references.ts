import { joinPointer, pointerTokens, valueAt } from '../contract/json-pointer.ts';
import type { OpenApiDocument, SchemaObject } from '../contract/openapi.ts';
import { walk } from '../contract/walk.ts';
import { typeName, uniqueName } from './names.ts';

/**
 * The document with the references that openapi-typescript can't follow put in a form that it can: schemas that are
 * referenced where they stand in an operation become components, and a discriminator's mapping to the bare name of a
 * schema becomes a reference. A document that has neither is returned as it is.
 * @see https://spec.openapis.org/oas/v3.1.1.html#discriminator-object
 */
export function withPlainReferences(document: OpenApiDocument): OpenApiDocument {
  let odd = false;
  walk(document, ({ kind, node }) => {
    odd ||= kind === 'Schema' && (isElsewhere(node['$ref']) || bareMappings(node as SchemaObject).length > 0);
  });
  if (!odd) return document;

  const copy = structuredClone(document);
  copy.components ??= {};
  copy.components.schemas ??= {};
  const { schemas } = copy.components;
  const taken = new Set(Object.keys(schemas));
  const hoisted = new Map<string, string>();
  walk(copy, ({ kind, node }) => {
    if (kind !== 'Schema') return;
    const schema = node as SchemaObject;
    if (isElsewhere(schema.$ref)) {
      let name = hoisted.get(schema.$ref);
      if (name === undefined) {
        name = uniqueName(typeName(pointerTokens(schema.$ref).slice(-3).join(' ')), taken);
        hoisted.set(schema.$ref, name);
        schemas[name] = valueAt(copy, schema.$ref) as SchemaObject;
      }
      schema.$ref = joinPointer('#/components/schemas', name);
    }
    for (const [mapping, value, name] of bareMappings(schema)) {
      if (Object.hasOwn(schemas, name)) mapping[value] = joinPointer('#/components/schemas', name);
      else delete mapping[value];
    }
  });
  return copy;
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
