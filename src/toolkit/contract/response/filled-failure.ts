import type { OpenApiDocument, SchemaObject } from '../document/openapi.ts';
import { propertyNames, schemasAt, schemasWithoutBranches } from '../schema/schema-shape.ts';
import { describeError } from './error-texts.ts';
import { type Failure, fillItem, isStatusText, texts } from './failure-item.ts';
import { type FillProperty, fillObject, fixedValue, isString, keyOf, partOf, typesOf } from './filled-object.ts';

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

/** Where the first error is. */
const firstField = /^(field|fieldname|property|propertyname|param|parameter)$/;

const places =
  /^(field|fieldname|property|propertyname|path|param|parameter|pointer|source|loc|location|in|value|rejectedvalue)$/;

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
  return fillObject(schemas, isLeast, fillerOf(document, schemas, failure, isLeast), example);
}

/** Fills the properties of an object. A list of errors has to say what there is to say where nothing beside it does. */
function fillerOf(
  document: OpenApiDocument,
  schemas: readonly SchemaObject[],
  failure: Failure,
  isLeast: boolean,
): FillProperty {
  const isOnlyText = !propertyNames(schemas).some((name) => {
    const key = keyOf(name);
    return texts.test(key) || titles.test(key) || numbers.test(key);
  });
  return (name, inner, own) => knownValue(document, name, inner, failure, isLeast, own, isOnlyText);
}

/** A failure as one of a list, such as that of a 404 in JSON:API. @see https://jsonapi.org/format/#error-objects */
function fillWhole(
  document: OpenApiDocument,
  schema: readonly unknown[],
  failure: Failure,
  isLeast: boolean,
  example: unknown,
): unknown {
  const schemas = schemasWithoutBranches(document, { allOf: schema.filter((item) => item !== undefined) });
  if (propertyNames(schemas).length === 0) return typesOf(schemas).some(isString) ? failure.summary : undefined;
  const fill: FillProperty = (name, inner, own) => {
    if (isStatusText(document, name, inner, schemas)) return String(failure.status);
    return places.test(keyOf(name)) ? undefined : knownValue(document, name, inner, failure, isLeast, own, false);
  };
  return fillObject(schemas, isLeast, fill, example);
}

/** Whether a schema names where errors are listed. */
export function listsErrors(document: OpenApiDocument, schema: unknown): boolean {
  const schemas = schemasWithoutBranches(document, schema);
  return propertyNames(schemas).some(
    (name) =>
      lists.test(keyOf(name)) &&
      typesOf(schemasWithoutBranches(document, { allOf: schemasAt(schemas, name) })).includes('array'),
  );
}

function knownValue(
  document: OpenApiDocument,
  name: string,
  schema: unknown,
  failure: Failure,
  isLeast: boolean,
  example: unknown,
  isOnlyText: boolean,
): unknown {
  const schemas = schemasWithoutBranches(document, schema);
  const fixed = fixedValue(schemas);
  if (fixed !== undefined) return fixed;
  const key = keyOf(name);
  const allowed = typesOf(schemas, example);
  const may = (type: string) => allowed.includes(type) || allowed.includes(undefined);
  const isText = may('string') && !schemas.some(({ enum: values, format }) => values !== undefined || format);
  if (numbers.test(key) && (may('integer') || may('number'))) return failure.status;
  if (lists.test(key) && allowed.includes('array'))
    return fitted(
      failure.errors.length > 0
        ? failure.errors.map((error) => fillItem(document, schemasAt(schemas, 0), failure, error, partOf(example, 0)))
        : isOnlyText
          ? [fillWhole(document, schemasAt(schemas, 0), failure, isLeast, partOf(example, 0))].filter(
              (item) => item !== undefined,
            )
          : [],
      schemas,
    );
  if (lists.test(key) && allowed.includes('object') && propertyNames(schemas).length === 0) {
    const byField = errorsByField(document, schemas, failure);
    if (byField) return byField;
  }
  const [first] = failure.errors;
  if (firstField.test(key) && isText && first) return cut(first.path.join('.'), schemas);
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
    return fillObject(schemas, isLeast, fillerOf(document, schemas, failure, isLeast), example);
  if (allowed.includes('null')) return null;
  return allowed.includes('array') ? [] : failure.unknown?.(schemas);
}

/** The errors by the names of their fields: `{ email: ["is required"] }`; undefined if the schema is of another map. */
function errorsByField(
  document: OpenApiDocument,
  schemas: readonly SchemaObject[],
  { errors }: Failure,
): Record<string, unknown> | undefined {
  const values = schemasWithoutBranches(document, {
    allOf: schemas.flatMap(({ additionalProperties: inner }) => (typeof inner === 'object' && inner ? [inner] : [])),
  });
  const types = typesOf(values);
  const items = schemasAt(values, 0).filter((item) => item !== undefined);
  const isList =
    types.includes('array') && typesOf(schemasWithoutBranches(document, { allOf: items })).includes('string');
  if (!isList && !types.includes('string')) return undefined;
  const byField = new Map<string, string[]>();
  for (const { path, keyword, params } of errors) {
    const field = path.join('.') || 'body';
    byField.set(field, [...(byField.get(field) ?? []), describeError(keyword, params)]);
  }
  return Object.fromEntries([...byField].map(([field, found]) => [field, isList ? found : found.join('; ')]));
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
