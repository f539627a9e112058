import type { OpenApiDocument, SchemaObject } from '../../../contract/document/openapi.ts';
import { walk } from '../../../contract/document/walk.ts';

/**
 * Removes discriminators, in place, for serde: it would take the property that tells the branches apart away from them,
 * where they need it. Its values are in the branches themselves.
 * @see https://serde.rs/enum-representations.html
 */
export function writeUntaggedUnions(document: OpenApiDocument): void {
  walk(document, ({ kind, node }) => {
    const schema = node as SchemaObject;
    if (kind === 'Schema' && (schema['oneOf'] ?? schema['anyOf']) !== undefined) delete schema['discriminator'];
  });
}
