import { mappedPointer } from '../document/excerpt.ts';
import type { OpenApiDocument, SchemaObject } from '../document/openapi.ts';
import { resolveReference } from '../document/operations.ts';
import { walk } from '../document/walk.ts';
import { schemasAt, schemasInPlace } from './schema-shape.ts';

export interface Discriminator {
  readonly propertyName?: unknown;
  readonly mapping?: Readonly<Record<string, string>>;
}

/**
 * Adds constraints for discriminators to a document of JSON schemas: in each schema that a discriminator can select, the
 * discriminating property has to have the schema's name. By the specification, validators need not check that.
 * @see https://spec.openapis.org/oas/v3.1.1.html#discriminator-object
 */
export function applyDiscriminators(document: OpenApiDocument): void {
  const additions: [schema: SchemaObject, addition: SchemaObject][] = [];
  walk(document, ({ kind, node, pointer }) => {
    if (kind !== 'Schema') return;
    const schema = node as SchemaObject;
    const own = schema['discriminator'] as Discriminator | undefined;
    if (typeof own?.propertyName === 'string') {
      const branches = list(schema['oneOf'] ?? schema['anyOf']) as SchemaObject[];
      for (const branch of branches)
        if (typeof branch.$ref === 'string' && !isFixed(document, branch, own.propertyName))
          additions.push([branch, named(document, own, branch.$ref)]);
    }
    const inherited = inheritedFrom(document, schema, new Set());
    if (
      inherited &&
      /^#\/components\/schemas\/[^/]+$/.test(pointer) &&
      !isFixed(document, schema, String(inherited.propertyName))
    )
      additions.push([schema, named(document, inherited, pointer)]);
  });
  for (const [schema, addition] of additions) {
    const { $ref } = schema;
    if ($ref !== undefined) delete schema.$ref;
    schema['allOf'] = [...list(schema['allOf']), ...($ref === undefined ? [] : [{ $ref }]), addition];
  }
}

export function hasDiscriminators(document: OpenApiDocument): boolean {
  let has = false;
  walk(document, ({ node }) => {
    has ||= node['discriminator'] !== undefined;
  });
  return has;
}

/** Whether a schema fixes the property itself, by `const` or `enum`. */
function isFixed(document: OpenApiDocument, schema: SchemaObject, property: string): boolean {
  const inside = schemasInPlace(document, ...schemasAt(schemasInPlace(document, schema), property));
  return inside.some((part) => part['const'] !== undefined || part['enum'] !== undefined);
}

/** The discriminator of a schema that this one extends by `allOf`. */
function inheritedFrom(document: OpenApiDocument, schema: SchemaObject, seen: Set<unknown>): Discriminator | undefined {
  for (const part of list(schema['allOf']) as SchemaObject[]) {
    if (typeof part?.$ref !== 'string') continue;
    const base = resolveReference<SchemaObject>(document, { $ref: part.$ref });
    if (seen.has(base)) continue;
    seen.add(base);
    const own = base['discriminator'] as Discriminator | undefined;
    if (typeof own?.propertyName === 'string' && base['oneOf'] === undefined && base['anyOf'] === undefined) return own;
    const further = inheritedFrom(document, base, seen);
    if (further) return further;
  }
  return undefined;
}

function named(document: OpenApiDocument, discriminator: Discriminator, pointer: string): SchemaObject {
  const names = discriminatingNames(document, discriminator, pointer);
  return { properties: { [String(discriminator.propertyName)]: { enum: names } } };
}

/** By which names a discriminator selects a schema: those that it maps to it, or else its own. */
export function discriminatingNames(
  document: OpenApiDocument,
  { mapping = {} }: Discriminator,
  pointer: string,
): string[] {
  const names = Object.entries(mapping).flatMap(([name, target]) =>
    mappedPointer(document, target) === pointer ? [name] : [],
  );
  return names.length > 0 ? names : [pointer.split('/').at(-1) as string];
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
