import { integerOf } from '../document/exact-json.ts';
import type { SchemaObject } from '../document/openapi.ts';

/** A number as JSON writes it: `0x10`, `+5`, `1.` and `Infinity` are not numbers. @see https://www.rfc-editor.org/rfc/rfc8259#section-6 */
const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  integer: (text) => {
    if (!jsonNumber.test(text)) return undefined;
    const value = /^-?\d+$/.test(text) ? integerOf(text) : Number(text);
    return typeof value === 'bigint' || Number.isInteger(value) ? value : undefined;
  },
  number: (text) => (jsonNumber.test(text) && Number.isFinite(Number(text)) ? Number(text) : undefined),
  boolean: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
  string: (text) => text,
  // RFC 6570 leaves undefined values out; most clients write the word.
  null: (text) => (text === '' || text === 'null' ? null : undefined),
};

/** A text as a value of a type; undefined if it isn't one. */
export function readAs(type: string, text: string): unknown {
  return readers[type]?.(text);
}

/** A text as a value of each type that it can have, in the order of the types; null comes last. */
export function readingsOf(text: string, types: readonly string[]): unknown[] {
  const ordered = types.length > 1 && types.includes('null') ? [...types.filter((t) => t !== 'null'), 'null'] : types;
  const found = ordered.map((type) => readers[type]?.(text)).filter((value) => value !== undefined);
  return [...new Set(found)];
}

/** All types but those of lists and objects. */
const scalars = new Set(Object.keys(readers));

export function isScalarType(type: string): boolean {
  return scalars.has(type);
}

/** Keywords of one type only; those of texts are left out, since everything on the wire is a text. */
const typesOfKeywords: Readonly<Record<string, string>> = {
  minimum: 'number',
  maximum: 'number',
  exclusiveMinimum: 'number',
  exclusiveMaximum: 'number',
  multipleOf: 'number',
  properties: 'object',
  additionalProperties: 'object',
  patternProperties: 'object',
  required: 'object',
  items: 'array',
  prefixItems: 'array',
  minItems: 'array',
  maxItems: 'array',
  uniqueItems: 'array',
};

/**
 * The types that all of the schemas allow, in the order in which they are written. Without `type` they are those of `enum`
 * and `const`, else those that the other keywords are about; keywords of numbers allow a text as well.
 * @returns an empty list for any type
 */
export function textTypesOf(schemas: readonly SchemaObject[]): readonly string[] {
  let types: string[] | undefined;
  for (const { type, nullable } of schemas) {
    if (type === undefined) continue;
    const own = [type, nullable === true ? 'null' : []].flat();
    types = types?.flatMap((known) => common(known, own)) ?? own;
  }
  if (types) return types;
  const fixed = schemas.flatMap((schema) => (Object.hasOwn(schema, 'const') ? [schema['const']] : (schema.enum ?? [])));
  if (fixed.length > 0) return [...new Set(fixed.map(typeOf))];
  const implied = schemas.flatMap((schema) => Object.keys(schema)).map((key) => typesOfKeywords[key]);
  const known = [...new Set(implied)].filter((type) => type !== undefined);
  return known.includes('number') ? [...known, 'string'] : known;
}

function common(known: string, others: readonly string[]): string[] {
  if (others.includes(known)) return [known];
  if (known === 'number' && others.includes('integer')) return ['integer'];
  return known === 'integer' && others.includes('number') ? ['integer'] : [];
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return value === null ? 'null' : typeof value;
}
