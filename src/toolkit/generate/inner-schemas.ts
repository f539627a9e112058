import type { Schema } from './view.ts';

const maps = ['properties', 'patternProperties'];
const singles = ['items', 'additionalProperties'];
const lists = ['allOf', 'prefixItems', 'oneOf', 'anyOf'];

/** Keywords with several schemas, of which a value needn't have all. */
export const branches: readonly string[] = ['oneOf', 'anyOf'];

/** The schemas directly inside one that have types, each with its keyword. */
export function innerSchemas(schema: Readonly<Record<string, unknown>>): [keyword: string, inner: Schema][] {
  const found: [string, Schema][] = [];
  replaceInnerSchemas({ ...schema }, (inner, keyword) => {
    found.push([keyword, inner]);
    return inner;
  });
  return found;
}

/** Replaces the schemas directly inside one that have types. What looks like a schema in an example is none. */
export function replaceInnerSchemas(
  schema: Record<string, unknown>,
  replace: (inner: Schema, keyword: string) => Schema,
): void {
  for (const keyword of maps) {
    if (typeof schema[keyword] !== 'object' || schema[keyword] === null) continue;
    const entries = Object.entries(schema[keyword] as Record<string, Schema>);
    schema[keyword] = Object.fromEntries(entries.map(([name, inner]) => [name, replace(inner, keyword)]));
  }
  for (const keyword of singles)
    if (schema[keyword] !== undefined) schema[keyword] = replace(schema[keyword] as Schema, keyword);
  for (const keyword of lists)
    if (Array.isArray(schema[keyword]))
      schema[keyword] = (schema[keyword] as Schema[]).map((inner) => replace(inner, keyword));
}
