import type { OpenApiDocument, SchemaObject } from '../../contract/document/openapi.ts';
import { schemasInPlace } from '../../contract/schema/schema-shape.ts';

/** How many places of one value are looked at. */
const most = 5000;

/** Every schema that has a say on some part of a value; of branches those, too, that it doesn't take. */
export function schemasReachedBy(document: OpenApiDocument, root: unknown, value: unknown): Set<SchemaObject> {
  const reached = new Set<SchemaObject>();
  let count = 0;
  const visit = (schemas: unknown[], at: unknown): void => {
    if (++count > most) return;
    const here = schemasInPlace(document, ...schemas);
    for (const schema of here) reached.add(schema);
    if (Array.isArray(at)) {
      const items = here
        .flatMap(({ items: all, prefixItems }) => [all, prefixItems].flat())
        .filter((one) => one !== undefined);
      if (items.length > 0) for (const item of at.slice(0, 20)) visit(items, item);
    } else if (typeof at === 'object' && at !== null) {
      for (const [name, inner] of Object.entries(at)) {
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
