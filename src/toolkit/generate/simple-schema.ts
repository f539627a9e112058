import type { SchemaObject } from '../contract/document/openapi.ts';

type Changeable = Record<string, unknown>;

/** What says nothing that a type could say. */
const untyped = [
  'not',
  'if',
  'then',
  'else',
  'contains',
  'propertyNames',
  'dependentSchemas',
  'dependentRequired',
  'contentSchema',
  '$id',
  '$anchor',
  '$dynamicAnchor',
  '$schema',
] as const;

/** What describes a value by itself, beside any `$ref` and branches. */
const own = [
  'type',
  'format',
  'minimum',
  'maximum',
  'properties',
  'additionalProperties',
  'patternProperties',
  'items',
  'prefixItems',
  'minItems',
  'maxItems',
  'enum',
  'const',
] as const;

/**
 * Rewrites a schema, in place, into keywords that openapi-typescript reads as JSON Schema does. It takes no siblings of
 * `$ref`, joins `anyOf` to what is beside it by a union, takes no `null` for a constant, adds null to each nullable
 * enumeration, and takes the values of an enumeration of objects for schemas.
 * @see https://json-schema.org/draft/2020-12/json-schema-core#section-10
 */
export function simplifySchema(schema: SchemaObject, isVersion30: boolean): void {
  const changeable = schema as Changeable;
  for (const keyword of untyped) delete changeable[keyword];
  if (isVersion30) simplifyVersion30(changeable);
  delete changeable['nullable'];
  if (changeable['const'] === null) {
    delete changeable['const'];
    changeable['type'] = 'null';
  }
  if (Array.isArray(changeable['enum'])) simplifyEnum(changeable, changeable['enum']);
  const { unevaluatedProperties: others, additionalProperties } = changeable;
  if (others !== undefined && additionalProperties === undefined)
    changeable['additionalProperties'] = isComposed(changeable) && others !== false ? true : others;
  delete changeable['unevaluatedProperties'];
  splitReference(changeable);
  splitBranches(changeable);
}

const ignoredBesideReference = ['required', 'nullable', 'readOnly', 'writeOnly', 'default', 'allOf', 'anyOf', 'oneOf'];

/** @see https://spec.openapis.org/oas/v3.0.4.html#schema-object */
function simplifyVersion30(schema: Changeable): void {
  if (schema['$ref'] !== undefined) for (const keyword of [...own, ...ignoredBesideReference]) delete schema[keyword];
  if (schema['nullable'] !== true || typeof schema['type'] !== 'string') return;
  schema['type'] = [schema['type'], 'null'];
  if (Array.isArray(schema['enum']) && !schema['enum'].includes(null)) schema['enum'] = [...schema['enum'], null];
}

function simplifyEnum(schema: Changeable, values: readonly unknown[]): void {
  const types = [schema['type'] ?? []].flat().map(String);
  const allowed = types.length === 0 ? values : values.filter((value) => types.some((type) => isOf(type, value)));
  if (allowed.length < values.length && allowed.length > 0) schema['enum'] = allowed;
  const hasObjects = allowed.some((value) => typeof value === 'object' && value !== null);
  if (hasObjects) for (const keyword of ['type', 'properties', 'additionalProperties']) delete schema[keyword];
  else if (types.length > 1) schema['type'] = types.filter((type) => type !== 'null');
}

function isOf(type: string, value: unknown): boolean {
  if (type === 'null' || type === 'array') return type === (value === null ? 'null' : Array.isArray(value) && 'array');
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type && value !== null && !Array.isArray(value);
}

function isComposed(schema: Changeable): boolean {
  return ['$ref', 'allOf', 'anyOf', 'oneOf'].some((keyword) => schema[keyword] !== undefined);
}

/** `{ $ref, … }` -> `{ allOf: [{ $ref }, { … }] }` */
function splitReference(schema: Changeable): void {
  const { $ref, required } = schema;
  if ($ref === undefined) return;
  const siblings = takeOwn(schema, [...own, 'oneOf', 'anyOf']);
  if (siblings === undefined && required === undefined && schema['allOf'] === undefined) return;
  delete schema['$ref'];
  schema['allOf'] = [{ $ref }, ...(siblings ? [siblings] : []), ...((schema['allOf'] ?? []) as object[])];
}

function splitBranches(schema: Changeable): void {
  const { allOf, anyOf, oneOf, type } = schema;
  const hasOwn = own.some((keyword) => schema[keyword] !== undefined);
  if (anyOf !== undefined && (hasOwn || allOf !== undefined || oneOf !== undefined)) {
    delete schema['anyOf'];
    if (oneOf === undefined) schema['oneOf'] = anyOf;
    else schema['allOf'] = [...((allOf ?? []) as object[]), { oneOf: anyOf }];
  }
  // Each of several types would have all of the branches.
  if (!Array.isArray(type) || (schema['allOf'] ?? schema['oneOf']) === undefined) return;
  const inner = takeOwn(schema, own) as object;
  schema['allOf'] = [inner, ...((schema['allOf'] ?? []) as object[])];
}

function takeOwn(schema: Changeable, keywords: readonly string[]): Changeable | undefined {
  const taken: Changeable = {};
  for (const keyword of keywords) {
    if (schema[keyword] === undefined) continue;
    taken[keyword] = schema[keyword];
    delete schema[keyword];
  }
  return Object.keys(taken).length > 0 ? taken : undefined;
}
