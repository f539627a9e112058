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
 * Describes a plain value or a list whose parts are in `allOf`, or which is a reference or null, once more beside that, in
 * place: generators make an object of such parts, or have no name for what they make. Of parts that contradict each other
 * there is any value.
 * @see https://json-schema.org/draft/2020-12/json-schema-core#section-10.2.1.1
 */
export function describePlainParts(document: OpenApiDocument, schema: SchemaObject): void {
  const { allOf, type } = schema;
  if (type !== undefined) return;
  if (!Array.isArray(allOf)) {
    describeNullable(document, schema);
    return;
  }
  const parts = schemasWithoutBranches(document, schema);
  const isOne = allOf.filter(isMoreThanAnnotation).length < 2;
  const isNullable = parts.some((part) => part.nullable === true);
  if (isOne && (!isNullable || parts.some((part) => part.enum !== undefined))) return;
  const types = parts.flatMap((part) => (part.type === undefined ? [] : [[part.type].flat()]));
  if (types.length === 0 || parts.some(isStructured)) return;
  const shared = types.reduce((left, right) => [...new Set([...narrowed(left, right), ...narrowed(right, left)])]);
  hideKeywords(schema, 'allOf');
  if (shared.length > 0) Object.assign(schema, { type: oneOrAll(shared), ...describedBy(parts, shared, ['enum']) });
  if (isNullable) schema.nullable = true;
}

/** A reference to a plain value, or null, as OpenAPI 3.1 writes it. */
function describeNullable(document: OpenApiDocument, schema: SchemaObject): void {
  const branches = (schema['anyOf'] ?? schema['oneOf']) as readonly SchemaObject[] | undefined;
  if (!Array.isArray(branches) || branches.length !== 2 || !branches.some(({ type }) => type === 'null')) return;
  const $ref = branches.find((branch) => branch.$ref !== undefined)?.$ref;
  if ($ref === undefined) return;
  const parts = schemasWithoutBranches(document, { $ref });
  const types = parts.flatMap((part) => [part.type ?? []].flat()).filter((type) => type !== 'null');
  if (types.length !== 1 || parts.some((part) => part.enum !== undefined || isStructured(part))) return;
  hideKeywords(schema, 'anyOf', 'oneOf');
  Object.assign(schema, { type: [...types, 'null'], ...describedBy(parts, types, []) });
}

function describedBy(
  parts: readonly SchemaObject[],
  types: readonly string[],
  keywords: readonly string[],
): SchemaObject {
  const own = parts.filter(({ type }) => [type].flat().some((one) => one !== undefined && types.includes(one)));
  const all = Object.assign({}, ...own.reverse()) as SchemaObject;
  const given = ['format', 'items', ...keywords].filter((keyword) => all[keyword] !== undefined);
  return Object.fromEntries(given.map((keyword) => [keyword, structuredClone(all[keyword])]));
}

function isStructured(part: SchemaObject): boolean {
  return [part.type].flat().includes('object') || structural.some((keyword) => part[keyword] !== undefined);
}

/** Which of the types the others include: an integer is a number. */
function narrowed(types: readonly string[], others: readonly string[]): string[] {
  return types.filter((type) => others.includes(type) || (type === 'integer' && others.includes('number')));
}

function oneOrAll(types: readonly string[]): string | string[] {
  return types.length === 1 ? (types[0] as string) : [...types];
}

function isMoreThanAnnotation(part: SchemaObject): boolean {
  return Object.keys(part).some((keyword) => !annotations.has(keyword) && !keyword.startsWith('x-'));
}
