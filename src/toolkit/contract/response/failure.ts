import { isJson } from '../document/media-type.ts';
import type {
  HeaderObject,
  MediaTypeObject,
  OpenApiDocument,
  OrReference,
  ResponseObject,
} from '../document/openapi.ts';
import {
  type ContractDocument,
  type ContractOperations,
  type Operation,
  resolveReference,
} from '../document/operations.ts';
import { schemasInPlace } from '../schema/schema-shape.ts';
import { declaredFailure } from './declared-failure.ts';
import type { OperationResponse } from './response.ts';
import { type RequestError, renderValidationFailure, validationFailureOf } from './validation-failure.ts';

/**
 * The response to an invalid request: rendered by the contract's `x-validation-failure`, else in the
 * form that is declared for the status, or problem+json.
 * @param status 400, 405, 406, 413 or 415; for 400 the status of `x-validation-failure` is used
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export function validationFailureResponse(
  contract: ContractDocument,
  operation: Operation | undefined,
  status: number,
  errors: readonly RequestError[],
): OperationResponse {
  const failure = validationFailureOf(contract, operation);
  if (failure) return renderValidationFailure({ ...failure, status: status === 400 ? failure.status : status }, errors);
  return declaredFailure(contract, operation, validationStatus(operation, status), errors);
}

/** 422 in place of 400 where an operation declares 422 and not 400. */
export function validationStatus(operation: Operation | undefined, status: number): number {
  const declared = Object.keys(operation?.node.responses ?? {});
  return status === 400 && declared.includes('422') && !declared.includes('400') ? 422 : status;
}

/**
 * The response for a failure that is not about the request's form (401, 404, 500 …): the contract's example for that
 * status, else in the form that is declared, or problem+json.
 * @param detail what there is to say; examples say it in their own words. Default: the status in words
 * @param operation undefined if no operation was found; then the example of any operation is used
 */
export function failureResponse(
  contract: ContractOperations,
  operation: Operation | undefined,
  status: number,
  detail?: string,
): OperationResponse {
  const operations = operation ? [operation] : contract.operations;
  for (const { node } of operations) {
    for (const key of [String(status), `${String(status)[0]}XX`, ...(operation ? ['default'] : [])]) {
      const written = node.responses?.[key] ?? node.responses?.[key.toLowerCase()];
      const response = written && exampleResponse(contract, status, written);
      if (response) return response;
    }
  }
  return declaredFailure(contract, operation, status, [], detail);
}

function exampleResponse(
  { document }: ContractDocument,
  status: number,
  written: OrReference<ResponseObject>,
): OperationResponse | undefined {
  const { content = {}, headers = {} } = resolveReference<ResponseObject>(document, written);
  const examples = Object.entries(headers).flatMap(([name, header]) => {
    const node = resolveReference<HeaderObject>(document, header);
    const value = node.required === true ? exampleOf(document, node) : undefined;
    return value === undefined ? [] : [[name, value] as const];
  });
  const given = examples.length > 0 ? { headers: Object.fromEntries(examples) } : {};
  const types = Object.keys(content);
  if (types.length === 0) return { status, ...given };
  const mediaType = types.find(isJson);
  const body = mediaType === undefined ? undefined : exampleOf(document, content[mediaType] as MediaTypeObject);
  return body === undefined ? undefined : { status, mediaType, ...given, body };
}

/** The first example, or the only value that a schema allows. */
function exampleOf(document: OpenApiDocument, node: MediaTypeObject): unknown {
  if (node.example !== undefined) return node.example;
  for (const example of Object.values(node.examples ?? {})) {
    const { value } = resolveReference(document, example);
    if (value !== undefined) return value;
  }
  for (const schema of schemasInPlace(document, node.schema)) {
    const examples: unknown = schema['examples'];
    const value = schema['const'] ?? schema['example'] ?? (Array.isArray(examples) ? examples[0] : undefined);
    if (value !== undefined) return value;
  }
  return undefined;
}
