import type { SchemaObject } from '../../../contract/document/openapi.ts';

/**
 * Removes a discriminator, in place, that maps to what is no component: generators fail by it, and it only helps to choose.
 * @see https://spec.openapis.org/oas/v3.1.1.html#discriminator-object
 */
export function removeBrokenDiscriminator(schema: SchemaObject): void {
  const { mapping } = (schema['discriminator'] ?? {}) as { readonly mapping?: Readonly<Record<string, string>> };
  const isSound = Object.values(mapping ?? {}).every((target) => /^#\/components\/schemas\/[^/]+$/.test(target));
  if (!isSound) delete schema['discriminator'];
}
