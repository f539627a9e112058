import { isObject } from '../document/is-object.ts';
import type { SchemaObject } from '../document/openapi.ts';
import { ownProperty, setOwnProperty } from '../document/own-property.ts';
import { propertyNames, schemasAt } from '../schema/schema-shape.ts';

export type FillProperty = (name: string, inner: unknown, example: unknown) => unknown;

export function partOf(example: unknown, token: string | number): unknown {
  return isObject(example) || Array.isArray(example) ? ownProperty(example as never, String(token)) : undefined;
}

export function fillObject(
  schemas: readonly SchemaObject[],
  isLeast: boolean,
  fillProperty: FillProperty,
  example: unknown,
): object | undefined {
  const declared = new Set(propertyNames(schemas));
  const listed = schemas.flatMap(({ required: list }) => (Array.isArray(list) ? (list as string[]) : []));
  // The properties of branches are only in the example.
  const others = isObject(example) ? Object.keys(example).filter((name) => !declared.has(name)) : [];
  const names = new Set([...declared, ...others]);
  const required = new Set([...listed, ...others]);
  if (names.size === 0 || ![undefined, 'object'].some((type) => (typesOf(schemas) as unknown[]).includes(type)))
    return undefined;
  const filled: Record<string, unknown> = {};
  for (const name of new Set([...names, ...required])) {
    if (isLeast && !required.has(name)) continue;
    const own = partOf(example, name);
    const inner = { allOf: schemasAt(schemas, name).filter((part) => part !== undefined) };
    const value = fillProperty(name, inner, own) ?? (required.has(name) ? own : undefined);
    // A failure without errors has no list of them.
    if (Array.isArray(value) && value.length === 0 && !required.has(name)) continue;
    if (value !== undefined) setOwnProperty(filled, name, value);
    else if (required.has(name)) return undefined;
  }
  return filled;
}

export const isString = (type: string | undefined) => type === undefined || type === 'string';

/** The only value that a schema allows, or its default. */
export function fixedValue(schemas: readonly SchemaObject[]): unknown {
  for (const schema of schemas) {
    const value = schema['const'] ?? (schema.enum?.length === 1 ? schema.enum[0] : undefined) ?? schema['default'];
    if (value !== undefined) return value;
  }
  return undefined;
}

/** The types that the value may have, or else that of an example; `[undefined]` for any. */
export function typesOf(schemas: readonly SchemaObject[], example?: unknown): (string | undefined)[] {
  const types = schemas.flatMap(({ type }) => type ?? []);
  if (types.length > 0) return types;
  if (example === null || Array.isArray(example)) return [example === null ? 'null' : 'array'];
  return [example === undefined ? undefined : typeof example];
}

/** A name in any spelling, in small letters alone. */
export function keyOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z]/g, '');
}
