import type { OpenApiDocument, SchemaObject } from '../document/openapi.ts';
import { setOwnProperty } from '../document/own-property.ts';
import { propertyNames, schemasAt, schemasWithoutBranches } from '../schema/schema-shape.ts';
import { describeError } from './error-texts.ts';
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

const texts = /^(message|msg|detail|details|description|errordescription|errormessage|reason|text|usermessage)$/;
const titles = /^(title|error|name|status|statustext)$/;
const numbers = /^(status|statuscode|code|httpstatus|httpcode|httpstatuscode|errorcode)$/;
const codes = /^(code|errorcode|error|key|reason)$/;
const lists = /^(errors?|details?|violations|issues|messages|fields|invalidparams|fielderrors)$/;
const fields = /^(field|fieldname|property|propertyname|name|path|param|parameter|pointer|source|loc)$/;

/**
 * A body of a declared schema, with what is known of a failure in the properties that are named so.
 * @param isLeast whether properties that aren't required are left out
 * @returns undefined if there is nothing to put into a required property, or the schema is not one of an object
 */
export function fillFailure(document: OpenApiDocument, schema: unknown, failure: Failure, isLeast: boolean): unknown {
  const schemas = schemasWithoutBranches(document, schema);
  if (typesOf(schemas).includes('array')) {
    const [items] = schemasAt(schemas, 0);
    const item = fillFailure(document, items, failure, isLeast);
    return item === undefined ? undefined : [item];
  }
  if (typesOf(schemas).includes('string')) return failure.summary;
  return fillObject(schemas, isLeast, (name, inner) => knownValue(document, name, inner, failure, isLeast));
}

function fillObject(
  schemas: readonly SchemaObject[],
  isLeast: boolean,
  fillProperty: (name: string, inner: unknown) => unknown,
): object | undefined {
  const names = propertyNames(schemas);
  const required = new Set(schemas.flatMap(({ required: list }) => (Array.isArray(list) ? (list as string[]) : [])));
  if (names.length === 0 || ![undefined, 'object'].some((type) => (typesOf(schemas) as unknown[]).includes(type)))
    return undefined;
  const filled: Record<string, unknown> = {};
  for (const name of new Set([...names, ...required])) {
    if (isLeast && !required.has(name)) continue;
    const value = fillProperty(name, { allOf: schemasAt(schemas, name).filter((inner) => inner !== undefined) });
    if (value !== undefined) setOwnProperty(filled, name, value);
    else if (required.has(name)) return undefined;
  }
  return filled;
}

function knownValue(
  document: OpenApiDocument,
  name: string,
  schema: unknown,
  failure: Failure,
  isLeast: boolean,
): unknown {
  const schemas = schemasWithoutBranches(document, schema);
  const fixed = fixedValue(schemas);
  if (fixed !== undefined) return fixed;
  const key = name.toLowerCase().replaceAll(/[^a-z]/g, '');
  const allowed = typesOf(schemas);
  const may = (type: string) => allowed.includes(type) || allowed.includes(undefined);
  const isText = may('string') && !schemas.some(({ enum: values, format }) => values !== undefined || format);
  if (numbers.test(key) && (may('integer') || may('number'))) return failure.status;
  if (lists.test(key) && allowed.includes('array'))
    return failure.errors.map((error) => fillItem(document, schemasAt(schemas, 0), error));
  if (texts.test(key) && isText) return failure.summary;
  if (codes.test(key) && isText && !titles.test(key)) return failure.title.toUpperCase().replaceAll(/[^A-Z]+/g, '_');
  if (titles.test(key) && isText) return failure.title;
  if (key === 'type' && may('string') && !schemas.some((part) => part.enum)) return 'about:blank';
  if (schemas.some(({ format }) => format === 'date-time')) return new Date().toISOString();
  if (allowed.includes('object') || propertyNames(schemas).length > 0)
    return fillObject(schemas, isLeast, (inner, below) => knownValue(document, inner, below, failure, isLeast));
  if (allowed.includes('null')) return null;
  return allowed.includes('array') ? [] : failure.unknown?.(schemas);
}

function fillItem(document: OpenApiDocument, schema: readonly unknown[], error: RequestError): unknown {
  const { in: location, path, keyword, params } = error;
  const text = describeError(keyword, params);
  const schemas = schemasWithoutBranches(document, { allOf: schema.filter((item) => item !== undefined) });
  if (!typesOf(schemas).includes('object') && propertyNames(schemas).length === 0)
    return `${[location, ...path].join('/')} ${text}`;
  return fillObject(schemas, false, (name, inner) => {
    const own = schemasWithoutBranches(document, inner);
    const key = name.toLowerCase().replaceAll(/[^a-z]/g, '');
    if (/^(in|location|source|domain)$/.test(key) && typesOf(own).some(isString)) return location;
    const fixed = fixedValue(own);
    if (fixed !== undefined) return fixed;
    if (!typesOf(own).some(isString)) return typesOf(own).includes('array') && fields.test(key) ? path : undefined;
    if (texts.test(key)) return text;
    if (fields.test(key)) return path.join('.');
    return /^(code|rule|keyword|type|reason)$/.test(key) ? keyword : undefined;
  });
}

const isString = (type: string | undefined) => type === undefined || type === 'string';

/** The only value that a schema allows, or its default. */
function fixedValue(schemas: readonly SchemaObject[]): unknown {
  for (const schema of schemas) {
    const value = schema['const'] ?? (schema.enum?.length === 1 ? schema.enum[0] : undefined) ?? schema['default'];
    if (value !== undefined) return value;
  }
  return undefined;
}

/** The types that the value may have; `[undefined]` for any. */
function typesOf(schemas: readonly SchemaObject[]): (string | undefined)[] {
  const types = schemas.flatMap(({ type }) => type ?? []);
  return types.length === 0 ? [undefined] : types;
}
