import { STATUS_CODES } from 'node:http';
import type { Excerpt } from '../contract/document/excerpt.ts';
import type { RequestBodyObject, SchemaObject } from '../contract/document/openapi.ts';
import { resolveReference } from '../contract/document/operations.ts';
import { settableProperties } from '../contract/resource/request-shape.ts';
import type { RequestError } from '../contract/response/validation-failure.ts';
import { schemasInPlace } from '../contract/schema/schema-shape.ts';

const reasons: Readonly<Record<number, string>> = {
  403: 'this is not allowed',
  404: 'there is no such record',
  409: 'the record is in another state, or there is one like it',
  410: 'the record is gone',
  412: 'the record has changed since it was read',
  428: 'the header If-Match is missing: it has to have the ETag of the record',
  429: 'too many requests: try again later',
  500: 'something went wrong',
  503: 'the service is busy: try again later',
};

/** Why a request usually fails with a status. */
export function likelyReason(status: number): string {
  return reasons[status] ?? STATUS_CODES[status] ?? 'the request failed';
}

/** What may be wrong with an invalid request: a required property is missing, or a parameter has another type. */
export function likelyError(excerpt: Excerpt): RequestError {
  const { document, operation } = excerpt;
  const { content = {} } = resolveReference<RequestBodyObject>(document, operation.node.requestBody ?? {});
  const schemas = Object.values(content).flatMap(({ schema }) => schemasInPlace(document, schema));
  const required = schemas.flatMap(({ required: names }) => (Array.isArray(names) ? (names as string[]) : []));
  const settable = settableProperties({ excerpt });
  const property = required.find((name) => settable.get(name) !== false);
  if (property !== undefined) return { in: 'body', path: [property], keyword: 'required' };
  const [first] = operation.parameters;
  if (!first) return { in: 'body', path: [], keyword: 'syntax' };
  const error = (parameter: typeof first, rule: Rule): RequestError => ({
    in: parameter.in as RequestError['in'],
    path: [parameter.name],
    ...rule,
  });
  for (const parameter of operation.parameters) {
    const rule = ruleOf(schemasInPlace(document, parameter.schema));
    if (rule) return error(parameter, rule);
  }
  return error(first, { keyword: 'default' });
}

type Rule = Pick<RequestError, 'keyword' | 'params'>;

/** What a text can break of a parameter's schemas. */
function ruleOf(schemas: readonly SchemaObject[]): Rule | undefined {
  for (const { type, format, enum: allowedValues, pattern } of schemas) {
    const types = [type ?? []].flat();
    if (allowedValues !== undefined) return { keyword: 'enum', params: { allowedValues } };
    if (types.some((one) => one === 'integer' || one === 'number' || one === 'boolean'))
      return { keyword: 'type', params: { type: types.filter((one) => one !== 'null') } };
    if (format !== undefined) return { keyword: 'format', params: { format } };
    if (pattern !== undefined) return { keyword: 'pattern', params: { pattern } };
  }
  return undefined;
}
