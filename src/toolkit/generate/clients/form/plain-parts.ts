import type { OpenApiDocument, SchemaObject } from '../../../contract/document/openapi.ts';
import { schemasWithoutBranches } from '../../../contract/schema/schema-shape.ts';
import { hideKeywords } from './hidden-keywords.ts';

const annotations = new Set([
  'description',
  'title',
  'deprecated',
  'readOnly',
  'writeOnly',
  'externalDocs',
  'xml',
  '$comment',
]);

/** What makes something else of a value than a plain one or a list. */
const structural = ['properties', 'additionalProperties', 'patternProperties', 'anyOf', 'oneOf', 'required'];

/**
 * Describes a plain value or a list whose parts are in `allOf` once more beside that, in place: generators make an object of
 * such parts, or have no name for what they make. Of parts that contradict each other there is any value.
 * @see https://json-schema.org/draft/2020-12/json-schema-core#section-10.2.1.1
 */
export function describePlainParts(document: OpenApiDocument, schema: SchemaObject): void {
  const { allOf, type } = schema;
  if (!Array.isArray(allOf) || allOf.filter(isMoreThanAnnotation).length < 2 || type !== undefined) return;
  const parts = schemasWithoutBranches(document, schema);
  const types = parts.flatMap((part) => (part.type === undefined ? [] : [[part.type].flat()]));
  const isStructured = parts.some((part) => structural.some((keyword) => part[keyword] !== undefined));
  if (types.length === 0 || isStructured || types.some((all) => all.includes('object'))) return;
  const shared = types.reduce((left, right) => left.filter((one) => right.includes(one)));
  const { format, enum: values, items } = Object.assign({}, ...[...parts].reverse()) as SchemaObject;
  hideKeywords(schema, 'allOf');
  const [only, ...others] = shared;
  if (only === undefined) return;
  const more = {
    format,
    ...(values === undefined ? {} : { enum: values }),
    ...(only === 'array' && items !== undefined ? { items: structuredClone(items) } : {}),
  };
  const given = Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined));
  Object.assign(schema, { type: others.length === 0 ? only : shared, ...given });
}

function isMoreThanAnnotation(part: SchemaObject): boolean {
  return Object.keys(part).some((keyword) => !annotations.has(keyword) && !keyword.startsWith('x-'));
}
