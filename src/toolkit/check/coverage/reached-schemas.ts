import type { OpenApiDocument, SchemaObject } from '../../contract/document/openapi.ts';
import { schemasInPlace } from '../../contract/schema/schema-shape.ts';

/** How many places of one value are visited. */
const maxPlaces = 5000;

/** The schemas that apply to some part of a value, including all branches of `oneOf` and `anyOf`. */
export function schemasReachedBy(document: OpenApiDocument, root: unknown, value: unknown): Set<SchemaObject> {
  const reached = new Set<SchemaObject>();
  let count = 0;
  const visit = (schemas: unknown[], part: unknown): void => {
    if (++count > maxPlaces) return;
    const here = schemasInPlace(document, ...schemas);
    for (const schema of here) reached.add(schema);
    if (Array.isArray(part)) {
      const items = here
        .flatMap(({ items: all, prefixItems }) => [all, prefixItems].flat())
        .filter((one) => one !== undefined);
      if (items.length > 0) for (const item of part.slice(0, 20)) visit(items, item);
    } else if (typeof part === 'object' && part !== null) {
      const ofNames = here.map((schema) => schema['propertyNames']).filter((schema) => typeof schema === 'object');
      for (const [name, inner] of Object.entries(part)) {
        if (ofNames.length > 0) visit(ofNames, name);
        const below = here.flatMap(({ properties = {}, additionalProperties }) =>
          Object.hasOwn(properties, name) ? [properties[name]] : [additionalProperties],
        );
        if (below.some((schema) => typeof schema === 'object')) visit(below, inner);
      }
    }
  };
  visit([root], value);
  return reached;
}
