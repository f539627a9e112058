import type { OpenApiDocument, SchemaObject } from '../../../contract/document/openapi.ts';
import { walk } from '../../../contract/document/walk.ts';
import { propertyNames, schemasWithoutBranches } from '../../../contract/schema/schema-shape.ts';

/** How a language writes names. */
export interface Naming {
  /** The name of a value of an enumeration. */
  readonly enumValue: (name: string) => string;
  /** The name of a property. */
  readonly property: (name: string) => string;
  /** Names that properties can't have, besides those that the generator knows. */
  readonly reserved?: ReadonlySet<string>;
}

/**
 * Writes the names of enumerations as a language does, in place, and finds other names for properties that would be called the
 * same in it, or what it can't call so.
 * @returns the settings that say so to openapi-generator
 */
export function writeNames(
  document: OpenApiDocument,
  { enumValue, property, reserved }: Naming,
): Record<string, unknown> {
  const nameMappings: Record<string, string> = {};
  walk(document, ({ kind, node }) => {
    if (kind !== 'Schema') return;
    const schema = node as SchemaObject;
    const { 'x-enum-varnames': names } = schema;
    if (Array.isArray(names)) schema['x-enum-varnames'] = names.map((name) => enumValue(String(name)));
    // What all of `allOf` describe is one type.
    const properties = propertyNames(schemasWithoutBranches(document, schema));
    const taken = new Set(reserved);
    for (const name of properties) {
      const written = property(name);
      // pydantic takes a property by its name in the contract too.
      const isTaken = (unique: string) => taken.has(unique) || (unique !== name && properties.includes(unique));
      const unique = nameMappings[name] ?? findUnique(written, isTaken);
      if (unique !== written) nameMappings[name] = unique;
      taken.add(unique);
    }
  });
  return Object.keys(nameMappings).length === 0 ? {} : { nameMappings };
}

function findUnique(name: string, isTaken: (name: string) => boolean): string {
  let unique = name;
  for (let number = 2; isTaken(unique); number++) unique = `${name}${number}`;
  return unique;
}
