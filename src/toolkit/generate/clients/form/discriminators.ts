import { valueAt } from '../../../contract/document/json-pointer.ts';
import type { OpenApiDocument, SchemaObject } from '../../../contract/document/openapi.ts';
import { schemasWithoutBranches } from '../../../contract/schema/schema-shape.ts';

/**
 * Removes a discriminator, in place, that leads to what is no component, or no object: generators fail by it, and it only helps
 * to choose.
 * @see https://spec.openapis.org/oas/v3.1.1.html#discriminator-object
 */
export function removeBrokenDiscriminator(document: OpenApiDocument, schema: SchemaObject): void {
  if (schema['discriminator'] === undefined) return;
  const { mapping } = schema['discriminator'] as { readonly mapping?: Readonly<Record<string, string>> };
  const { oneOf = [], anyOf = [] } = schema as Record<string, readonly SchemaObject[]>;
  const branches = [...oneOf, ...anyOf];
  const targets = [...Object.values(mapping ?? {}), ...branches.flatMap(({ $ref }) => $ref ?? [])];
  const isSound = targets.every(
    (target) => /^#\/components\/schemas\/[^/]+$/.test(target) && isObject(document, target),
  );
  if (!isSound) delete schema['discriminator'];
}

function isObject(document: OpenApiDocument, pointer: string): boolean {
  const parts = schemasWithoutBranches(document, valueAt(document, pointer));
  return parts.length > 0 && parts.every(({ type }) => type === undefined || [type].flat().includes('object'));
}
