import { joinPointer } from '../../contract/document/json-pointer.ts';
import type { OpenApiDocument, SchemaObject } from '../../contract/document/openapi.ts';
import { resolveReference } from '../../contract/document/operations.ts';
import { pointerTo } from '../../contract/document/pointer-index.ts';

/** Keywords by which a schema refuses values. `false` in `additionalProperties` is one, a schema there leads on. */
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

/** Formats that refuse no value that can be sent. */
const unbreakable = new Set<unknown>(['int64', 'float', 'double', 'password', 'binary']);

/** Where schemas stand below a schema: in a list, by name, or alone. */
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

/** A keyword of one schema, and where it stands in the contract. */
export interface Constraint {
  readonly keyword: string;
  readonly pointer: string;
}

/**
 * Every constraint of the schemas that a value may meet, by the schema that has it: of `required` one for each name.
 * @param omitted the keyword of properties that aren't sent this way
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
  const at = pointerTo(document, schema);
  if (at === undefined) return [];
  const own = keywords.filter(
    (keyword) =>
      schema[keyword] !== undefined &&
      schema[keyword] !== false &&
      !(keyword === 'format' && unbreakable.has(schema[keyword])),
  );
  const closed = ['additionalProperties', 'unevaluatedProperties'].filter((keyword) => schema[keyword] === false);
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  return [
    ...[...own, ...closed].map((keyword) => ({ keyword, pointer: joinPointer(at, keyword) })),
    ...required.map((_, index) => ({ keyword: 'required', pointer: joinPointer(at, 'required', index) })),
  ];
}
