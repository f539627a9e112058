import { valueAt } from '../../../contract/document/json-pointer.ts';
import type { OpenApiDocument, SchemaObject } from '../../../contract/document/openapi.ts';

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
    (target) => /^#\/components\/schemas\/[^/]+$/.test(target) && isObject(valueAt(document, target) as SchemaObject),
  );
  if (!isSound) delete schema['discriminator'];
}

function isObject(schema: SchemaObject | undefined): boolean {
  return schema?.type === undefined || [schema.type].flat().includes('object');
}
