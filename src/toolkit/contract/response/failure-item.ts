import type { OpenApiDocument, SchemaObject } from '../document/openapi.ts';
import { propertyNames, schemasWithoutBranches } from '../schema/schema-shape.ts';
import { describeError } from './error-texts.ts';
import { type FillProperty, fillObject, fixedValue, isString, keyOf, typesOf } from './filled-object.ts';
import type { RequestError } from './validation-failure.ts';

/** What there is to say of a request that fails. */
export interface Failure {
  readonly status: number;
  readonly title: string;
  /** All errors in one text. */
  readonly summary: string;
  readonly errors: readonly RequestError[];
  /** A value for what is required and not known. Default: none. */
  readonly unknown?: (schemas: readonly SchemaObject[]) => unknown;
}

export const texts =
  /^(message|msg|detail|details|description|errordescription|errormessage|reason|text|usermessage|issue|problem)$/;
const fields = /^(field|fieldname|property|propertyname|name|path|param|parameter|pointer|source|loc)$/;

/** One error of a failure, as an item of a list of them. */
export function fillItem(
  document: OpenApiDocument,
  schema: readonly unknown[],
  failure: Failure,
  error: RequestError,
  example: unknown,
): unknown {
  const { in: location, path, keyword, params, value } = error;
  const text = describeError(keyword, params);
  const schemas = schemasWithoutBranches(document, { allOf: schema.filter((item) => item !== undefined) });
  if (!typesOf(schemas).includes('object') && propertyNames(schemas).length === 0)
    return `${[location, ...path].join('/')} ${text}`;
  const place = { pointer: path.map((token) => `/${token}`).join(''), name: path.join('.') };
  const fill: FillProperty = (name, inner) => {
    const own = schemasWithoutBranches(document, inner);
    const key = keyOf(name);
    if (isStatusText(document, name, inner, schemas)) return String(failure.status);
    if (key === 'title' && propertyNames(schemas).some((one) => texts.test(keyOf(one)))) return failure.title;
    if (key === 'source' && propertyNames(own).length > 0) return sourceOf(propertyNames(own), location, place);
    if (/^(in|location|source|domain)$/.test(key) && typesOf(own).some(isString)) return location;
    const fixed = fixedValue(own);
    if (fixed !== undefined) return fixed;
    if (!typesOf(own).some(isString)) return typesOf(own).includes('array') && fields.test(key) ? path : undefined;
    if (/value$/.test(key) && typesOf(own).includes(undefined)) return value;
    if (texts.test(key)) return text;
    if (key === 'pointer' && location === 'body') return place.pointer;
    if (fields.test(key)) return place.name;
    return /^(code|rule|keyword|type|reason)$/.test(key) ? keyword : undefined;
  };
  return fillObject(schemas, false, fill, example);
}

/** Whether a property has the status as a text, as it has a title beside it: `{ status: "404", title: "Not Found" }`. */
export function isStatusText(
  document: OpenApiDocument,
  name: string,
  inner: unknown,
  beside: readonly SchemaObject[],
): boolean {
  const isText = typesOf(schemasWithoutBranches(document, inner)).some(isString);
  return keyOf(name) === 'status' && isText && propertyNames(beside).some((one) => keyOf(one) === 'title');
}

/** Where an error is, as JSON:API has it. @see https://jsonapi.org/format/#error-objects */
function sourceOf(
  names: readonly string[],
  location: RequestError['in'],
  { pointer, name }: { readonly pointer: string; readonly name: string },
): Readonly<Record<string, string>> | undefined {
  const wanted = location === 'body' ? 'pointer' : location === 'header' ? 'header' : 'parameter';
  const own = names.find((one) => keyOf(one) === wanted);
  return own === undefined ? undefined : { [own]: location === 'body' ? pointer : name };
}
