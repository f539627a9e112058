import type { MediaTypeObject, OpenApiDocument, ParameterObject } from '../document/openapi.ts';
import { resolveReference } from '../document/operations.ts';

/**
 * The schema that a parameter's value is validated by. Where it is nothing but a reference, that is followed, so that its
 * default is found. A text has no type of its own, and may well be of several branches of a `oneOf`: one is enough.
 * @param document that the parameter is of
 */
export function parameterSchema(
  document: OpenApiDocument,
  { schema: written, content }: ParameterObject,
): NonNullable<MediaTypeObject['schema']> {
  const given = written ?? Object.values(content ?? {})[0]?.schema ?? true;
  if (typeof given !== 'object') return given;
  const alone = Object.keys(given).length === 1 && given.$ref !== undefined;
  // `readOnly` means something for properties only.
  const { readOnly: _, ...schema } = alone ? resolveReference(document, given) : given;
  if (schema['oneOf'] === undefined || content !== undefined) return schema;
  const { oneOf, ...rest } = schema;
  return rest['anyOf'] === undefined ? { ...rest, anyOf: oneOf } : { ...rest, allOf: [{ anyOf: oneOf }] };
}
