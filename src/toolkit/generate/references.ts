import { canonicalPointer, joinPointer, pointerTokens, valueAt } from '../contract/document/json-pointer.ts';
import type { OpenApiDocument, SchemaObject } from '../contract/document/openapi.ts';
import { walk } from '../contract/document/walk.ts';
import { typeName, uniqueName } from './names.ts';

/**
 * Rewrites references that openapi-typescript can't follow. Schemas that are referenced outside of components, or by an
 * anchor, become components. A reference to any other object outside of components is replaced by the object. A
 * discriminator's mapping to the name of a schema becomes a reference.
 * @see https://spec.openapis.org/oas/v3.1.1.html#discriminator-object
 */
export function makeReferencesPlain(document: OpenApiDocument): void {
  const schemas = document.components?.schemas ?? {};
  const taken = new Set(Object.keys(schemas));
  const moved = new Map<string, string>();
  const anchors = findAnchors(document);
  walk(document, ({ kind, node }) => {
    const { $ref } = node;
    if (kind !== 'Schema') {
      if (typeof $ref === 'string' && !isComponent($ref)) putInPlace(document, node as Record<string, unknown>, $ref);
      return;
    }
    const schema = node as SchemaObject;
    if (schema.$ref === undefined && typeof schema['$dynamicRef'] === 'string') schema.$ref = schema['$dynamicRef'];
    if (typeof schema.$ref === 'string' && !schema.$ref.startsWith('#/')) {
      const target = anchors.get(schema.$ref);
      // Without a target the type is `unknown`.
      if (target === undefined) delete schema.$ref;
      else schema.$ref = target;
    }
    if (schema.$ref !== undefined && !/^#\/components\/schemas\/[^/]+$/.test(schema.$ref)) {
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
  // What is referred to has moved; openapi-typescript would take definitions for a property.
  walk(document, ({ kind, node }) => {
    if (kind === 'Schema') for (const keyword of ['$defs', 'definitions']) delete (node as SchemaObject)[keyword];
  });
  if (moved.size > 0) document.components = { ...document.components, schemas };
}

/** `#name` -> the pointer to the schema with that anchor. */
function findAnchors(document: OpenApiDocument): Map<string, string> {
  const anchors = new Map<string, string>();
  walk(document, ({ kind, node, pointer }) => {
    const anchor = node['$anchor'] ?? node['$dynamicAnchor'];
    if (kind === 'Schema' && typeof anchor === 'string') anchors.set(`#${anchor}`, pointer);
  });
  return anchors;
}

const sections = 'responses|parameters|examples|requestBodies|headers|securitySchemes|links|callbacks|pathItems';
const component = new RegExp(`^#/components/(${sections})/[^/]+$`);

function isComponent($ref: string): boolean {
  return component.test($ref);
}

function putInPlace(document: OpenApiDocument, node: Record<string, unknown>, $ref: string): void {
  let target = valueAt(document, canonicalPointer(document, $ref)) as Record<string, unknown> | undefined;
  while (typeof target?.['$ref'] === 'string') target = valueAt(document, target['$ref']) as typeof target;
  delete node['$ref'];
  for (const [field, value] of Object.entries(target ?? {})) node[field] ??= value;
}

function bareMappings({
  discriminator,
}: SchemaObject): [mapping: Record<string, string>, value: string, name: string][] {
  const { mapping } = (discriminator ?? {}) as { mapping?: Record<string, string> };
  return Object.entries(mapping ?? {})
    .filter(([, target]) => typeof target === 'string' && !target.startsWith('#'))
    .map(([value, target]) => [mapping as Record<string, string>, value, target]);
}
