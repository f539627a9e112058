import { isObject } from '../document/is-object.ts';
import type { OpenApiDocument, SchemaObject } from '../document/openapi.ts';
import { ownProperty, setOwnProperty } from '../document/own-property.ts';
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

const texts =
  /^(message|msg|detail|details|description|errordescription|errormessage|reason|text|usermessage|issue|problem)$/;
const titles = /^(title|error|name|status|statustext)$/;
const numbers = /^(status|statuscode|code|httpstatus|httpcode|httpstatuscode|errorcode)$/;
const codes = /^(code|errorcode|error|key|reason)$/;
const lists = /^(errors?|details?|violations|issues|messages|fields|invalidparams|fielderrors)$/;
/** What a code, a title or a type says of a status, where a contract has a list of them: the likeliest first. */
const saidOf: Readonly<Record<number, readonly string[]>> = {
  400: ['badrequest', 'invalidrequest', 'validation', 'malformed', 'invalid'],
  401: ['unauthor', 'unauthenticated', 'authentication', 'credential', 'token'],
  403: ['forbidden', 'denied', 'permission', 'notallowed'],
  404: ['notfound', 'unknown', 'nosuch', 'missing'],
  409: ['conflict', 'exists', 'duplicate', 'taken', 'state'],
  410: ['gone', 'deleted', 'expired', 'notfound'],
  412: ['precondition', 'conflict'],
  413: ['toolarge', 'toobig'],
  415: ['mediatype', 'contenttype'],
  422: ['unprocessable', 'validation', 'invalid'],
  429: ['toomany', 'ratelimit', 'throttl', 'exhausted', 'quota'],
  500: ['internal', 'servererror', 'unexpected'],
  503: ['unavailable', 'busy', 'overload', 'maintenance', 'internal'],
};

/** The value of an enumeration that says what has happened; undefined if none does. */
function saidByOneOf(values: readonly unknown[], { status, title }: Failure): unknown {
  const plain = (value: unknown) =>
    String(value)
      .toLowerCase()
      .replaceAll(/[^a-z]/g, '');
  for (const word of [plain(title), ...(saidOf[status] ?? [])]) {
    const found = values.find((value) => typeof value === 'string' && plain(value).includes(word));
    if (found !== undefined) return found;
  }
  return undefined;
}

const fields = /^(field|fieldname|property|propertyname|name|path|param|parameter|pointer|source|loc)$/;

/**
 * A body of a declared schema, with what is known of a failure in the properties that are named so.
 * @param isLeast whether properties that aren't required are left out
 * @param example what is not known is taken from it where it is required
 * @returns undefined if there is nothing to put into a required property, or the schema is not one of an object
 */
export function fillFailure(
  document: OpenApiDocument,
  schema: unknown,
  failure: Failure,
  isLeast: boolean,
  example?: unknown,
): unknown {
  const schemas = schemasWithoutBranches(document, schema);
  if (typesOf(schemas).includes('array')) {
    const [items] = schemasAt(schemas, 0);
    const item = fillFailure(document, items, failure, isLeast, partOf(example, 0));
    return item === undefined ? undefined : [item];
  }
  if (typesOf(schemas).includes('string')) return cut(failure.summary, schemas);
  const fill: FillProperty = (name, inner, own) => knownValue(document, name, inner, failure, isLeast, own);
  return fillObject(schemas, isLeast, fill, example);
}

/** Whether a schema names where errors are listed. */
export function listsErrors(document: OpenApiDocument, schema: unknown): boolean {
  const schemas = schemasWithoutBranches(document, schema);
  return propertyNames(schemas).some(
    (name) =>
      lists.test(name.toLowerCase().replaceAll(/[^a-z]/g, '')) &&
      typesOf(schemasWithoutBranches(document, { allOf: schemasAt(schemas, name) })).includes('array'),
  );
}

type FillProperty = (name: string, inner: unknown, example: unknown) => unknown;

function partOf(example: unknown, token: string | number): unknown {
  return isObject(example) || Array.isArray(example) ? ownProperty(example as never, String(token)) : undefined;
}

function fillObject(
  schemas: readonly SchemaObject[],
  isLeast: boolean,
  fillProperty: FillProperty,
  example: unknown,
): object | undefined {
  const declared = new Set(propertyNames(schemas));
  const listed = schemas.flatMap(({ required: list }) => (Array.isArray(list) ? (list as string[]) : []));
  // The properties of branches are only in the example.
  const others = isObject(example) ? Object.keys(example).filter((name) => !declared.has(name)) : [];
  const names = new Set([...declared, ...others]);
  const required = new Set([...listed, ...others]);
  if (names.size === 0 || ![undefined, 'object'].some((type) => (typesOf(schemas) as unknown[]).includes(type)))
    return undefined;
  const filled: Record<string, unknown> = {};
  for (const name of new Set([...names, ...required])) {
    if (isLeast && !required.has(name)) continue;
    const own = partOf(example, name);
    const inner = { allOf: schemasAt(schemas, name).filter((part) => part !== undefined) };
    const value = fillProperty(name, inner, own) ?? (required.has(name) ? own : undefined);
    // A failure without errors has no list of them.
    if (Array.isArray(value) && value.length === 0 && !required.has(name)) continue;
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
  example: unknown,
): unknown {
  const schemas = schemasWithoutBranches(document, schema);
  const fixed = fixedValue(schemas);
  if (fixed !== undefined) return fixed;
  const key = name.toLowerCase().replaceAll(/[^a-z]/g, '');
  const allowed = typesOf(schemas, example);
  const may = (type: string) => allowed.includes(type) || allowed.includes(undefined);
  const isText = may('string') && !schemas.some(({ enum: values, format }) => values !== undefined || format);
  if (numbers.test(key) && (may('integer') || may('number'))) return failure.status;
  if (lists.test(key) && allowed.includes('array'))
    return fitted(
      failure.errors.map((error) => fillItem(document, schemasAt(schemas, 0), error, partOf(example, 0))),
      schemas,
    );
  if (texts.test(key) && isText) return cut(failure.summary, schemas);
  if (codes.test(key) && isText && !titles.test(key)) return failure.title.toUpperCase().replaceAll(/[^A-Z]+/g, '_');
  if (titles.test(key) && isText) return failure.title;
  if (codes.test(key) || titles.test(key) || key === 'type') {
    const said = saidByOneOf(
      schemas.flatMap((part) => part.enum ?? []),
      failure,
    );
    if (said !== undefined) return said;
  }
  if (key === 'type' && may('string') && !schemas.some((part) => part.enum)) return 'about:blank';
  if (schemas.some(({ format }) => format === 'date-time')) return new Date().toISOString();
  if (allowed.includes('object') || propertyNames(schemas).length > 0)
    return fillObject(
      schemas,
      isLeast,
      (inner, below, own) => knownValue(document, inner, below, failure, isLeast, own),
      example,
    );
  if (allowed.includes('null')) return null;
  return allowed.includes('array') ? [] : failure.unknown?.(schemas);
}

/** As many items as the schema allows: errors that it tells alike are one where items are unique. */
function fitted(items: readonly unknown[], schemas: readonly SchemaObject[]): readonly unknown[] {
  const isUnique = schemas.some((schema) => schema['uniqueItems'] === true);
  const kept = isUnique ? [...new Map(items.map((item) => [JSON.stringify(item), item])).values()] : items;
  return kept.slice(0, limitOf(schemas, 'maxItems'));
}

/** A text of at most the length that the schema allows, in code points. */
function cut(text: string, schemas: readonly SchemaObject[]): string {
  const limit = limitOf(schemas, 'maxLength');
  return text.length <= limit ? text : [...text].slice(0, limit).join('');
}

function limitOf(schemas: readonly SchemaObject[], keyword: 'maxItems' | 'maxLength'): number {
  return Math.min(...schemas.map((schema) => Number(schema[keyword] ?? Number.POSITIVE_INFINITY)));
}

function fillItem(
  document: OpenApiDocument,
  schema: readonly unknown[],
  error: RequestError,
  example: unknown,
): unknown {
  const { in: location, path, keyword, params, value } = error;
  const text = describeError(keyword, params);
  const schemas = schemasWithoutBranches(document, { allOf: schema.filter((item) => item !== undefined) });
  if (!typesOf(schemas).includes('object') && propertyNames(schemas).length === 0)
    return `${[location, ...path].join('/')} ${text}`;
  const fill: FillProperty = (name, inner) => {
    const own = schemasWithoutBranches(document, inner);
    const key = name.toLowerCase().replaceAll(/[^a-z]/g, '');
    if (/^(in|location|source|domain)$/.test(key) && typesOf(own).some(isString)) return location;
    const fixed = fixedValue(own);
    if (fixed !== undefined) return fixed;
    if (!typesOf(own).some(isString)) return typesOf(own).includes('array') && fields.test(key) ? path : undefined;
    if (/value$/.test(key) && typesOf(own).includes(undefined)) return value;
    if (texts.test(key)) return text;
    if (fields.test(key)) return path.join('.');
    return /^(code|rule|keyword|type|reason)$/.test(key) ? keyword : undefined;
  };
  return fillObject(schemas, false, fill, example);
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

/** The types that the value may have, or else that of an example; `[undefined]` for any. */
function typesOf(schemas: readonly SchemaObject[], example?: unknown): (string | undefined)[] {
  const types = schemas.flatMap(({ type }) => type ?? []);
  if (types.length > 0) return types;
  if (example === null || Array.isArray(example)) return [example === null ? 'null' : 'array'];
  return [example === undefined ? undefined : typeof example];
}
