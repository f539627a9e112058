import type { OpenApiDocument, ParameterObject, SchemaObject } from '../../../contract/document/openapi.ts';
import { walk } from '../../../contract/document/walk.ts';
import { propertyNames, schemasWithoutBranches } from '../../../contract/schema/schema-shape.ts';
import { nameInLetters } from '../form/enum-names.ts';
import { findUnique } from '../form/plain-names.ts';

/** How a language writes names. */
export interface Naming {
  /** The name of a value of an enumeration. */
  readonly enumValue: (name: string) => string;
  /** The name of a property. */
  readonly property: (name: string) => string;
  /** The name of a parameter. Default: as that of a property. */
  readonly parameter?: (name: string) => string;
  /** Names that properties can't have, besides those that the generator knows. */
  readonly reserved?: ReadonlySet<string>;
  /** The same of parameters. */
  readonly reservedParameters?: ReadonlySet<string>;
  /** What else a property takes the name of, such as its methods. Default: nothing. */
  readonly membersOf?: (property: string) => readonly string[];
}

/**
 * Writes the names of enumerations as a language does, in place, and finds names for properties that would be called the same in
 * it, that it can't call so, or whose letters the generator would leave out.
 * @returns the settings that say so to openapi-generator
 */
export function writeNames(
  document: OpenApiDocument,
  { enumValue, property, parameter = property, reserved, reservedParameters = new Set(), membersOf = () => [] }: Naming,
): Record<string, unknown> {
  const nameMappings: Record<string, string> = {};
  const parameterNameMappings: Record<string, string> = {};
  walk(document, ({ kind, node }) => {
    if (kind === 'Parameter') {
      const { name } = node as unknown as ParameterObject;
      const written = parameter(String(name)) || parameter('value');
      const isTaken = (one: string) =>
        reservedParameters.has(one) || Object.values(parameterNameMappings).includes(one);
      if (isForeign(name) || reservedParameters.has(written))
        parameterNameMappings[name] ??= findUnique(written, isTaken);
    }
    if (kind !== 'Schema') return;
    const schema = node as SchemaObject;
    const { 'x-enum-varnames': names } = schema;
    if (Array.isArray(names)) schema['x-enum-varnames'] = names.map((name) => enumValue(String(name)));
    // What all of `allOf` describe is one type.
    const properties = propertyNames(schemasWithoutBranches(document, schema));
    const taken = new Set([...(reserved ?? []), ...properties.flatMap((name) => membersOf(property(name)))]);
    for (const name of properties) {
      const plain = property(name) || property('value');
      const written = /^\d/.test(plain) ? property(nameInLetters(name)) : plain;
      // pydantic takes a property by its name in the contract too.
      const isTaken = (unique: string) => taken.has(unique) || (unique !== name && properties.includes(unique));
      const unique = nameMappings[name] ?? findUnique(written, isTaken);
      if (unique !== property(name) || isForeign(name)) nameMappings[name] = unique;
      taken.add(unique);
    }
  });
  const settings = { nameMappings, parameterNameMappings };
  return Object.fromEntries(Object.entries(settings).filter(([, names]) => Object.keys(names).length > 0));
}

/** Generators leave out what isn't ASCII, also where nothing else is there. */
function isForeign(name: unknown): name is string {
  return typeof name === 'string' && (/[^ -~]/.test(name) || !/[A-Za-z0-9]/.test(name));
}
