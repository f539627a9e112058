import type { ErrorObject } from 'ajv';
import { pointerTokens } from '../document/json-pointer.ts';
import type { Operation } from '../document/operations.ts';
import type { RequestError } from '../response/validation-failure.ts';
import { type BodyRanks, rankOf } from './body-ranks.ts';

/** Keywords that name their property in their parameters, not in the instance path. */
const namedIn: Readonly<Record<string, string>> = {
  required: 'missingProperty',
  dependentRequired: 'missingProperty',
  additionalProperties: 'additionalProperty',
  unevaluatedProperties: 'unevaluatedProperty',
};

/**
 * One of Ajv's errors (made with its option `verbose`) as an error of the request.
 * @param location where the value that was validated stands in the request
 * @param depth how many tokens of the instance path lead to that value
 */
export function toRequestError(error: ErrorObject, location: RequestError['in'], depth: number): RequestError {
  const { keyword, data } = error;
  const path = pointerTokens(error.instancePath).slice(depth).map(shortened);
  const params = shortenedParams(error.params);
  const property: unknown = error.params[namedIn[keyword] ?? ''];
  if (typeof property !== 'string') return { in: location, path, keyword, params, value: data };
  const owner = data as Record<string, unknown>;
  const value = Object.hasOwn(owner, property) ? owner[property] : undefined;
  return { in: location, path: [...path, shortened(property)], keyword, params, value };
}

/** In characters. A client may send a name of a megabyte, and each error below it would repeat the name. */
const maxNameLength = 1000;

function shortened(name: string): string {
  return name.length > maxNameLength ? `${name.slice(0, maxNameLength)}…` : name;
}

type Params = NonNullable<RequestError['params']>;

/** Those that may be names that a client sent. */
const names = ['additionalProperty', 'unevaluatedProperty', 'propertyName', 'property'];

function shortenedParams(params: Params): Params {
  const long = names.flatMap((key) => {
    const name = params[key];
    return typeof name === 'string' && name.length > maxNameLength ? [[key, shortened(name)] as const] : [];
  });
  return long.length === 0 ? params : { ...params, ...Object.fromEntries(long) };
}

/** The type itself, and keywords that refuse a property by its name. */
const ofName = new Set(['type', 'required', 'readOnly', 'additionalProperties', 'unevaluatedProperties']);

/** Of the errors of one request: a response shall not be many times as large as its request. */
export const maxTold = 100;

/** Of the paths of these errors together, in characters. */
const maxPathsLength = 50_000;

const locations: readonly RequestError['in'][] = ['path', 'query', 'header', 'cookie', 'body'];

/**
 * Sorts the errors of a request as every part of the toolkit does: path, query, header, cookie, body; then the order of
 * the parameters and of the schema's properties; then the keyword. There is one error for each field and keyword, only the type where that is wrong,
 * and at most a hundred.
 * @param body of the media type that the request has
 */
export function orderRequestErrors(
  errors: readonly RequestError[],
  { parameters }: Operation,
  body: BodyRanks,
): RequestError[] {
  if (errors.length < 2) return [...errors];
  const keyOf = ({ in: location, path }: RequestError, keyword: string) => JSON.stringify([location, path, keyword]);
  const mistyped = new Set(errors.filter(({ keyword }) => keyword === 'type').map((error) => keyOf(error, 'type')));
  // What a value of a wrong type breaks besides is the same mistake.
  const isTold = (error: RequestError) =>
    mistyped.size === 0 || ofName.has(error.keyword) || !mistyped.has(keyOf(error, 'type'));
  const ranked = errors.filter(isTold).map((error) => ({
    error,
    rank: [
      locations.indexOf(error.in),
      ...(error.in === 'body'
        ? body.of(error.path)
        : [
            rankOf(
              parameters.filter((parameter) => parameter.in === error.in).map(({ name }) => name),
              error.path[0],
            ),
          ]),
    ],
  }));
  ranked.sort((a, b) => compareRanks(a.rank, b.rank) || compareText(a.error.keyword, b.error.keyword));
  body.forgetOthers();
  const told = new Map<string, RequestError>();
  let length = 0;
  for (const { error } of ranked) {
    const key = keyOf(error, error.keyword);
    if (told.has(key)) continue;
    length += key.length;
    if (told.size > 0 && (told.size === maxTold || length > maxPathsLength)) break;
    told.set(key, error);
  }
  return [...told.values()];
}

/** A value comes before its parts. */
function compareRanks(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? -1) - (b[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
