import { STATUS_CODES } from 'node:http';
import type { Excerpt } from '../contract/document/excerpt.ts';
import type { RequestBodyObject } from '../contract/document/openapi.ts';
import { resolveReference } from '../contract/document/operations.ts';
import { settableProperties } from '../contract/resource/record-shape.ts';
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
  const [parameter] = operation.parameters;
  if (!parameter) return { in: 'body', path: [], keyword: 'type' };
  return { in: parameter.in as RequestError['in'], path: [parameter.name], keyword: 'type' };
}
