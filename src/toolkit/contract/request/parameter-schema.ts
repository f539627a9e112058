import type { MediaTypeObject, OpenApiDocument, ParameterObject } from '../document/openapi.ts';
import { resolveReference } from '../document/operations.ts';
import { typingOf } from '../schema/typed-text.ts';

/**
 * The schema that a parameter's value is validated by, without its default. A text has no type of its own, and may match
 * several branches of a `oneOf`: one is enough.
 * @param document that the parameter is of
 */
export function parameterSchema(document: OpenApiDocument, parameter: ParameterObject): Schema {
  const given = plainSchema(document, parameter);
  if (typeof given !== 'object') return given;
  // `readOnly` has a meaning for properties only.
  const { readOnly: _, default: _default, ...schema } = given;
  const { content } = parameter;
  if (schema['oneOf'] === undefined || content !== undefined) return schema;
  const { oneOf, ...rest } = schema;
  return rest['anyOf'] === undefined ? { ...rest, anyOf: oneOf } : { ...rest, allOf: [{ anyOf: oneOf }] };
}

/**
 * The value of a parameter that is not sent; undefined if there is no default. One that is written as text is typed like a
 * parameter.
 */
export function parameterDefault(document: OpenApiDocument, parameter: ParameterObject): unknown {
  const schema = plainSchema(document, parameter);
  const value = typeof schema === 'object' ? schema['default'] : undefined;
  return typeof value === 'string' ? typingOf(document, schema).value(value) : value;
}

type Schema = NonNullable<MediaTypeObject['schema']>;

/** Follows a schema that is only a reference. */
function plainSchema(document: OpenApiDocument, { schema, content }: ParameterObject): Schema {
  const given = schema ?? Object.values(content ?? {})[0]?.schema ?? true;
  const isReference = typeof given === 'object' && Object.keys(given).length === 1 && given.$ref !== undefined;
  return isReference ? resolveReference(document, given) : given;
}
