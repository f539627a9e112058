import type { ErrorObject } from 'ajv';
import { copyOf } from '../document/copy.ts';
import type { OpenApiDocument, ParameterObject } from '../document/openapi.ts';
import type { Operation } from '../document/operations.ts';
import { ownProperty, setOwnProperty } from '../document/own-property.ts';
import type { RequestError } from '../response/validation-failure.ts';
import { branchErrors } from '../schema/branch-errors.ts';
import type { BoundedValidation } from '../schema/limits/bounded-validation.ts';
import { schemasWithin } from '../schema/schemas-within.ts';
import { type Held, setAside } from '../schema/stand-ins.ts';
import { collapseUnionErrors } from '../schema/union-errors.ts';
import { BodyRanks } from './body-ranks.ts';
import type { ReadParameters } from './parameter-reader.ts';
import { parameterDefault } from './parameter-schema.ts';
import { createReadOnlyFilter } from './read-only.ts';
import { orderRequestErrors, toRequestError } from './request-errors.ts';
import type { ValidateRequest } from './request-reader.ts';

export interface ValidationParts {
  /** With the schemas of requests. */
  readonly document: OpenApiDocument;
  readonly operation: Operation;
  /** Those that are read. */
  readonly parameters: readonly ParameterObject[];
  /** These two validate `{ params, query, headers, cookies, body }`. */
  readonly validateParameters: BoundedValidation;
  /** Undefined where there is no body to validate. */
  readonly validateBody: BoundedValidation | undefined;
  readonly bodySchema: unknown;
  /** Whether the body is a form, in which nothing can be left out to be left alone. */
  readonly isForm: boolean;
}

/** Of the errors in one part of a request: those that are looked at, and those that are left without the errors of branches. */
const maxCollected = 1000;
const maxKept = 200;
/** Of the paths of those that are looked at together, in characters: the name of a property may be as long as a body. */
const maxPathsLength = 1_000_000;

/** Puts the validations of parameters and body together, and their errors in order. */
export function makeValidation(parts: ValidationParts): ValidateRequest {
  const { document, operation, validateParameters, validateBody, bodySchema } = parts;
  // What a patch doesn't name it leaves alone: a default would change it.
  const isLeft = operation.method === 'patch' && !parts.isForm && mayFillIn(bodySchema, document);
  // Only with PUT a client sends a record as it was read.
  const dropReadOnly = operation.method === 'put' ? createReadOnlyFilter(document, bodySchema) : undefined;
  const headers = parts.parameters.filter((parameter) => parameter.in === 'header');
  const keys = headers.map(({ name }) => ({ name, key: name.toLowerCase() }));
  const required = parts.parameters.filter((parameter) => parameter.required === true);
  const ranks = new BodyRanks(document, bodySchema);
  const kept = (errors: readonly ErrorObject[]) =>
    collapseUnionErrors(firstOf(errors), document, branchErrors)
      .filter(({ propertyName }) => propertyName === undefined)
      .slice(0, maxKept);

  const defaults = parts.parameters.flatMap((parameter) => {
    const value = parameterDefault(document, parameter);
    return value === undefined ? [] : [[parameter, value] as const];
  });
  const mayBeEmpty = new Set(
    parts.parameters.filter((one) => one.in === 'query' && one.allowEmptyValue === true).map(({ name }) => name),
  );

  /** A parameter that couldn't be read isn't missing, and `allowEmptyValue` accepts an empty one. */
  const toParameterErrors = (errors: readonly ErrorObject[], read: ReadParameters): RequestError[] =>
    kept(errors).flatMap((error) => {
      const location = locations[error.instancePath.split('/', 2)[1] ?? ''];
      if (!location) return [];
      const { path, ...rest } = toRequestError(error, location, 1);
      const [name, ...inner] = path;
      const declared =
        location === 'header' ? headers.find((header) => header.name.toLowerCase() === name)?.name : name;
      if (read.errors.some((other) => other.in === location && other.path[0] === declared)) return [];
      if (location === 'query' && mayBeEmpty.has(String(name)) && read.query[String(name)] === '') return [];
      return [{ ...rest, path: [declared ?? '', ...inner] }];
    });

  return ({ parameters: read, body, isLarge = false }) => {
    const held = setAsideIn([read.path, read.query, read.header, read.cookie]);
    const sentHeaders: Record<string, unknown> = {};
    for (const { name, key } of keys) setOwnProperty(sentHeaders, key, ownProperty(read.header, name));
    const sent = { params: read.path, query: read.query, headers: sentHeaders, cookies: read.cookie, body };
    const missing = required.filter(
      ({ name, in: location }) =>
        ownProperty(read[location], name) === undefined &&
        !read.errors.some((error) => error.in === location && error.path[0] === name),
    );
    const finish = (wrong: readonly ErrorObject[], wrongBody: readonly ErrorObject[]): RequestError[] => {
      for (const { name, key } of keys) setOwnProperty(read.header, name, ownProperty(sentHeaders, key));
      held?.putBack();
      const fillIn = (): [] => {
        for (const [{ name, in: location }, value] of defaults)
          setOwnProperty<unknown>(read[location], name, ownProperty(read[location], name) ?? copyOf(value));
        return [];
      };
      if (wrong.length + wrongBody.length + read.errors.length + missing.length === 0) return fillIn();
      const errors = [
        ...read.errors,
        ...missing.map(({ name, in: location }): RequestError => {
          return { in: location, path: [name], keyword: 'required', params: { missingProperty: name } };
        }),
        ...toParameterErrors(wrong, read).map((error) => ({
          ...error,
          value: held?.textOf(error.value) ?? error.value,
        })),
        ...kept(wrongBody).map((error) => toRequestError(error, 'body', 1)),
      ];
      return errors.length === 0 ? fillIn() : orderRequestErrors(errors, operation, ranks);
    };
    dropReadOnly?.(body);
    const wrong = validateParameters(sent);
    const wrongBody = validateBody?.(isLeft ? { ...sent, body: copyOf(body) } : sent, isLarge) ?? [];
    // Promises only where a validation takes long: each await costs a turn.
    if (!(wrong instanceof Promise) && !(wrongBody instanceof Promise)) return finish(wrong, wrongBody);
    return Promise.all([wrong, wrongBody]).then(([first, second]) => finish(first, second));
  };
}

function firstOf(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  let length = 0;
  const end = errors.findIndex(({ instancePath }, index) => {
    length += instancePath.length;
    return index === maxCollected || (index > 0 && length > maxPathsLength);
  });
  return end === -1 ? errors : errors.slice(0, end);
}

/** Whether a schema has defaults, or references that aren't followed. */
function mayFillIn(schema: unknown, document: OpenApiDocument): boolean {
  return [...schemasWithin(schema, document)].some(
    (inner: { readonly $ref?: unknown; readonly $dynamicRef?: unknown }) =>
      Object.hasOwn(inner, 'default') ||
      inner.$dynamicRef !== undefined ||
      (typeof inner.$ref === 'string' && !inner.$ref.startsWith('#/')),
  );
}

/** Most requests have only texts and numbers in their parameters, which need no stand-ins. */
function setAsideIn(all: readonly Readonly<Record<string, unknown>>[]): Held | undefined {
  for (const values of all)
    for (const name in values)
      if (typeof values[name] === 'object' || typeof values[name] === 'bigint') return setAside(all);
  return undefined;
}

const locations: Readonly<Record<string, RequestError['in']>> = {
  params: 'path',
  query: 'query',
  headers: 'header',
  cookies: 'cookie',
};
