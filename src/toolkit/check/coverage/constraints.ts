import { joinPointer } from '../../contract/document/json-pointer.ts';
import type { OpenApiDocument, SchemaObject } from '../../contract/document/openapi.ts';
import { resolveReference } from '../../contract/document/operations.ts';
import { pointerTo } from '../../contract/document/pointer-index.ts';

/** Keywords that values can violate; `additionalProperties` only if it is `false`. */
const keywords = [
  'type',
  'enum',
  'const',
  'multipleOf',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minLength',
  'maxLength',
  'pattern',
  'format',
  'minItems',
  'maxItems',
  'uniqueItems',
  'contains',
  'minProperties',
  'maxProperties',
  'dependentRequired',
  'oneOf',
  'anyOf',
  'not',
] as const;

/** Formats that every value that can be sent satisfies. */
const unbreakable = new Set<unknown>(['int64', 'float', 'double', 'password', 'binary']);

/** Keywords with a list of schemas, with schemas by name, and with one schema. */
const lists = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const maps = ['properties', 'patternProperties', 'dependentSchemas'];
const singles = [
  'items',
  'additionalProperties',
  'unevaluatedProperties',
  'if',
  'then',
  'else',
  'contains',
  'propertyNames',
];

/** A keyword of a schema, with the pointer to it. */
export interface Constraint {
  readonly keyword: string;
  readonly pointer: string;
}

/**
 * The constraints of all schemas that may apply to a value, by schema. `required` is one constraint for each name.
 * @param omitted the keyword of properties that aren't sent in this direction
 */
export function constraintsOf(
  document: OpenApiDocument,
  root: unknown,
  omitted: 'readOnly' | 'writeOnly',
): Map<SchemaObject, readonly Constraint[]> {
  const found = new Map<SchemaObject, readonly Constraint[]>();
  const visit = (written: unknown): void => {
    if (typeof written !== 'object' || written === null || found.has(written as SchemaObject)) return;
    const schema = written as SchemaObject;
    if (schema[omitted] === true) return;
    found.set(schema, ownConstraints(document, schema));
    if (typeof schema.$ref === 'string') visit(resolveReference(document, { $ref: schema.$ref }));
    for (const keyword of lists) if (Array.isArray(schema[keyword])) (schema[keyword] as unknown[]).forEach(visit);
    for (const keyword of maps) Object.values((schema[keyword] ?? {}) as object).forEach(visit);
    for (const keyword of singles) visit(schema[keyword]);
  };
  visit(root);
  return found;
}

function ownConstraints(document: OpenApiDocument, schema: SchemaObject): Constraint[] {
  const schemaPointer = pointerTo(document, schema);
  if (schemaPointer === undefined) return [];
  const own = keywords.filter(
    (keyword) =>
      schema[keyword] !== undefined &&
      schema[keyword] !== false &&
      !(keyword === 'format' && unbreakable.has(schema[keyword])),
  );
  const closed = ['additionalProperties', 'unevaluatedProperties'].filter((keyword) => schema[keyword] === false);
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  return [
    ...[...own, ...closed].map((keyword) => ({ keyword, pointer: joinPointer(schemaPointer, keyword) })),
    ...required.map((_, index) => ({ keyword: 'required', pointer: joinPointer(schemaPointer, 'required', index) })),
  ];
}
