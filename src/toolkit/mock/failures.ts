import { STATUS_CODES } from 'node:http';
import { copyOf } from '../contract/document/copy.ts';
import { joinPointer } from '../contract/document/json-pointer.ts';
import { isJson } from '../contract/document/media-type.ts';
import type { ContractOperations, Operation } from '../contract/document/operations.ts';
import { describeError } from '../contract/response/error-texts.ts';
import { failureResponse, validationFailureResponse, validationStatus } from '../contract/response/failure.ts';
import type { OperationResponse, ResponseContract } from '../contract/response/response.ts';
import { type RequestError, validationFailureOf } from '../contract/response/validation-failure.ts';
import type { Instances } from '../instances/index.ts';

/** An operation, its contract, and its responses. */
export interface FailureContext {
  readonly contract: ContractOperations;
  readonly operation: Operation;
  readonly responses: ResponseContract;
  readonly instances: Instances;
}

/**
 * The response to an invalid request, as the contract's `x-validation-failure` describes it. Without that it has the
 * schema that the contract declares for the status, with status and errors in properties of common names, else it is problem+json.
 */
export function invalidRequestResponse(
  context: FailureContext,
  status: number,
  errors: readonly RequestError[],
): OperationResponse {
  const { contract, operation } = context;
  if (validationFailureOf(contract, operation)) return validationFailureResponse(contract, operation, status, errors);
  const sentences = errors.map(
    ({ in: location, path, keyword, params }) => `${[location, ...path].join('/')} ${describeError(keyword, params)}`,
  );
  const own = filledResponse(context, validationStatus(operation, status), sentences.join('; '), errors);
  return own ?? validationFailureResponse(contract, operation, status, errors);
}

/** The response for 401, 404 and the like: the contract's example, else its schema filled in, else problem+json. */
export function errorResponse(context: FailureContext, status: number, detail: string): OperationResponse {
  const response = failureResponse(context.contract, context.operation, status, detail);
  if (response.mediaType !== 'application/problem+json' || context.responses.check(response).length === 0)
    return response;
  return filledResponse(context, status, detail, []) ?? response;
}

const texts = /^(message|msg|detail|details|description|error_description|errormessage|reason|text)$/;
const titles = /^(title|error)$/;
const numbers = /^(status|statuscode|code|httpstatus)$/;
const lists = /^(errors|details|violations|issues|messages)$/;

/** A response that is valid by the declared schema; undefined if the status isn't declared. */
function filledResponse(
  { responses, instances }: FailureContext,
  status: number,
  summary: string,
  errors: readonly RequestError[],
): OperationResponse | undefined {
  const declared = responses.declared(status);
  const mediaType = declared?.mediaTypes.find(isJson);
  if (!declared) return undefined;
  if (mediaType === undefined) return declared.mediaTypes.length === 0 ? { status } : undefined;
  const pointer = joinPointer(declared.pointer, 'content', mediaType, 'schema');
  if (declared.node.content?.[mediaType]?.schema === undefined) return undefined;
  let body = plainBody(instances, pointer);
  if (body === undefined) return undefined;
  const changes = changesFor(body, status, summary, errors);
  const changedBy = (some: readonly Change[]): unknown => {
    const changed: unknown = copyOf(body);
    for (const change of some) change(changed as Record<string, unknown>);
    return changed;
  };
  const changed = changedBy(changes);
  if (instances.isValid(changed, pointer)) return { status, mediaType, body: changed };
  // One change at a time: one that makes the body invalid is left out, and the others stay.
  for (const change of changes) {
    const candidate = changedBy([change]);
    if (instances.isValid(candidate, pointer)) body = candidate;
  }
  return { status, mediaType, body };
}

const sharedBodies = new WeakMap<Instances, Map<string, unknown>>();

/** Operations often have one schema for their failures: its body is made once. */
function plainBody(instances: Instances, pointer: string): unknown {
  const { $ref, ...others } = (instances.schemaAt(pointer) ?? {}) as Record<string, unknown>;
  if (typeof $ref !== 'string' || Object.keys(others).length > 0) return instances.valid(pointer);
  const known = sharedBodies.get(instances) ?? new Map<string, unknown>();
  sharedBodies.set(instances, known);
  if (!known.has($ref)) known.set($ref, instances.valid($ref));
  return known.get($ref);
}

type Change = (body: Record<string, unknown>) => void;

function changesFor(body: unknown, status: number, summary: string, errors: readonly RequestError[]): Change[] {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return [];
  return Object.entries(body).flatMap(([name, value]): Change[] => {
    const key = name.toLowerCase().replaceAll(/[^a-z_]/g, '');
    const put =
      (filled: unknown): Change =>
      (target) => {
        target[name] = filled;
      };
    if (numbers.test(key) && typeof value === 'number') return [put(status)];
    if (texts.test(key) && typeof value === 'string') return [put(summary)];
    if (titles.test(key) && typeof value === 'string') return [put(STATUS_CODES[status] ?? 'Error')];
    if (lists.test(key) && Array.isArray(value) && errors.length > 0)
      return [put(errors.map((error) => fillItem(value[0], error)))];
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
    return changesFor(value, status, summary, errors).map(
      (change) => (target) => change(target[name] as Record<string, unknown>),
    );
  });
}

function fillItem(item: unknown, { in: location, path, keyword, params, value }: RequestError): unknown {
  const text = describeError(keyword, params);
  if (typeof item !== 'object' || item === null) return `${[location, ...path].join('/')} ${text}`;
  return Object.fromEntries(
    Object.entries(item).map(([name, own]) => {
      const key = name.toLowerCase().replaceAll(/[^a-z_]/g, '');
      if (texts.test(key)) return [name, text];
      if (/^(field|property|propertyname|name|path|param|parameter|pointer)$/.test(key)) return [name, path.join('.')];
      if (/^(in|location|source)$/.test(key)) return [name, location];
      if (/^(code|rule|keyword)$/.test(key)) return [name, keyword];
      return [name, /value$/.test(key) ? (value ?? own) : own];
    }),
  );
}
