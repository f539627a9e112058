import type { OpenApiDocument, SchemaObject } from '../../../contract/document/openapi.ts';
import { walk } from '../../../contract/document/walk.ts';

/**
 * Writes unions for serde, in place: `anyOf` as `oneOf`, as the generator has no type for the former, and without
 * discriminators, as serde takes the property that tells the branches apart away from them. Its values are in the branches.
 * @see https://serde.rs/enum-representations.html
 */
export function writeUntaggedUnions(document: OpenApiDocument): void {
  walk(document, ({ kind, node }) => {
    const schema = node as SchemaObject;
    if (kind !== 'Schema') return;
    const { anyOf, oneOf } = schema as Record<string, readonly SchemaObject[] | undefined>;
    if ((oneOf ?? anyOf) !== undefined) delete schema['discriminator'];
    if (oneOf !== undefined || anyOf === undefined || anyOf.filter(({ type }) => type !== 'null').length < 2) return;
    schema['oneOf'] = anyOf;
    delete schema['anyOf'];
  });
}
