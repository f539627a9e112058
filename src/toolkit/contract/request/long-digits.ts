import type { OpenApiDocument, SchemaObject } from '../document/openapi.ts';
import { isLong } from '../schema/long-integers.ts';
import { schemasAt, schemasInPlace } from '../schema/schema-shape.ts';

/**
 * Leaves BigInts only where the schemas speak of integers beyond 2^53: handlers expect none elsewhere.
 * @returns the value, changed in place
 */
export function keepDeclaredBigInts(
  document: OpenApiDocument,
  value: unknown,
  ...schemas: readonly unknown[]
): unknown {
  const known = new Map<readonly SchemaObject[], Map<string | number, readonly SchemaObject[]>>();
  const schemasOf = (owners: readonly SchemaObject[], token: string | number): readonly SchemaObject[] => {
    const own = known.get(owners) ?? new Map<string | number, readonly SchemaObject[]>();
    known.set(owners, own);
    const found = own.get(token) ?? schemasInPlace(document, ...innerSchemas(owners, token));
    own.set(token, found);
    return found;
  };
  const keep = (written: unknown, owners: readonly SchemaObject[]): unknown => {
    if (typeof written === 'bigint') return owners.some(isLong) ? written : Number(written);
    if (Array.isArray(written)) {
      const prefix = prefixLength(owners);
      const rest = schemasOf(owners, prefix);
      for (let at = 0; at < written.length; at++)
        if (mayChange(written[at])) written[at] = keep(written[at], at < prefix ? schemasOf(owners, at) : rest);
      return written;
    }
    const container = written as Record<string, unknown>;
    for (const name in container)
      if (mayChange(container[name])) container[name] = keep(container[name], schemasOf(owners, name));
    return container;
  };
  return mayChange(value) ? keep(value, schemasInPlace(document, ...schemas)) : value;
}

function mayChange(value: unknown): boolean {
  return typeof value === 'bigint' || (typeof value === 'object' && value !== null);
}

/** Items behind it have the same schemas. */
function prefixLength(schemas: readonly SchemaObject[]): number {
  return Math.max(0, ...schemas.map(({ prefixItems }) => (Array.isArray(prefixItems) ? prefixItems.length : 0)));
}

function innerSchemas(schemas: readonly SchemaObject[], token: string | number): unknown[] {
  if (typeof token === 'string') return schemasAt(schemas, token);
  return schemas.map(({ prefixItems, items }) => (Array.isArray(prefixItems) ? (prefixItems[token] ?? items) : items));
}
