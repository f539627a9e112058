import { joinPointer } from '../document/json-pointer.ts';
import { isJson } from '../document/media-type.ts';
import type { HeaderObject, MediaTypeObject, OpenApiDocument, ResponseObject } from '../document/openapi.ts';
import {
  type ContractDocument,
  type ContractOperations,
  type Operation,
  resolveReference,
} from '../document/operations.ts';
import { schemasInPlace } from '../schema/schema-shape.ts';
import { validatorOf } from '../schema/schema-validator.ts';
import { declaredFailure, type FailureExamples } from './declared-failure.ts';
import { headerSchemaPointer } from './declared-header.ts';
import { responseKeyFor } from './declared-response.ts';
import { requiredHeader } from './required-header.ts';
import type { OperationResponse } from './response.ts';
import { type RequestError, renderValidationFailure, validationFailureOf } from './validation-failure.ts';

/**
 * The response to an invalid request: rendered by the contract's `x-validation-failure`, else in the
 * form that is declared for the status, or problem+json.
 * @param examples for what is required and not known
 * @param status 400, 405, 406, 413 or 415; for 400 the status of `x-validation-failure` is used
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export function validationFailureResponse(
  contract: ContractDocument,
  operation: Operation | undefined,
  status: number,
  errors: readonly RequestError[],
  examples?: FailureExamples,
): OperationResponse {
  const failure = validationFailureOf(contract, operation);
  const response = failure
    ? renderValidationFailure({ ...failure, status: status === 400 ? failure.status : status }, errors)
    : declaredFailure(contract, operation, validationStatus(operation, status), errors, undefined, examples);
  return withRequiredHeaders(contract, operation, response);
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
 * @param operation undefined if no operation was found; then it is written as the first one declares it that does
 */
export function failureResponse(
  contract: ContractOperations,
  operation: Operation | undefined,
  status: number,
  detail?: string,
  examples?: FailureExamples,
): OperationResponse {
  const model = operation ?? modelOf(contract.operations, status);
  const example = model && exampleResponse(contract, model, status);
  // The example of an operation's 404 says that it has no such record.
  const response =
    operation === undefined && status === 404
      ? declaredFailure(contract, model, status, [], unknownPath, exampleAs(contract, example))
      : (example ?? declaredFailure(contract, model, status, [], detail, examples));
  return model ? withRequiredHeaders(contract, model, response) : response;
}

const unknownPath = 'there is no such path';

const models = new WeakMap<readonly Operation[], Map<number, Operation | undefined>>();

/** The first operation that declares a status, not only by default. */
function modelOf(operations: readonly Operation[], status: number): Operation | undefined {
  const known = models.get(operations) ?? new Map<number, Operation | undefined>();
  models.set(operations, known);
  if (!known.has(status)) {
    const declares = (key: string) => operations.find((one) => responseKeyFor(one, status)?.toUpperCase() === key);
    known.set(status, declares(String(status)) ?? declares(`${String(status)[0]}XX`));
  }
  return known.get(status);
}

function exampleAs(contract: ContractDocument, example: OperationResponse | undefined): FailureExamples {
  return { valid: () => example?.body, isValid: (body, pointer) => validatorOf(contract).isValid(body, pointer) };
}

/** Those that have no examples are made, as far as they are simple. */
function withRequiredHeaders(
  contract: ContractDocument,
  operation: Operation | undefined,
  response: OperationResponse,
): OperationResponse {
  const key = operation && responseKeyFor(operation, response.status);
  const written = key === undefined ? undefined : operation?.node.responses?.[key];
  if (!operation || key === undefined || !written) return response;
  const { headers: declared = {} } = resolveReference<ResponseObject>(contract.document, written);
  const at = written.$ref ?? joinPointer(operation.pointer, 'responses', key);
  const made: Record<string, unknown> = {};
  for (const [name, header] of Object.entries(declared)) {
    const node = resolveReference<HeaderObject>(contract.document, header);
    if (node.required !== true) continue;
    const pointer = header.$ref ?? joinPointer(at, 'headers', name);
    const [media] = Object.values(node.content ?? {});
    const example = exampleOf(contract.document, { ...media, ...node });
    const value = example ?? requiredHeader(contract, name, headerSchemaPointer(node, pointer));
    if (value !== undefined) made[name] = value;
  }
  return Object.keys(made).length === 0 ? response : { ...response, headers: { ...made, ...response.headers } };
}

function exampleResponse(
  { document }: ContractDocument,
  operation: Operation,
  status: number,
): OperationResponse | undefined {
  const written = operation.node.responses?.[responseKeyFor(operation, status) ?? ''];
  if (!written) return undefined;
  const { content = {} } = resolveReference<ResponseObject>(document, written);
  const types = Object.keys(content);
  if (types.length === 0) return { status };
  const mediaType = types.find(isJson);
  const body = mediaType === undefined ? undefined : exampleOf(document, content[mediaType] as MediaTypeObject);
  return body === undefined ? undefined : { status, mediaType, body };
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
