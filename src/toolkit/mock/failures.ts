import type { ContractOperations, Operation } from '../contract/document/operations.ts';
import type { FailureExamples } from '../contract/response/declared-failure.ts';
import { failureResponse, validationFailureResponse } from '../contract/response/failure.ts';
import type { OperationResponse, ResponseContract } from '../contract/response/response.ts';
import type { RequestError } from '../contract/response/validation-failure.ts';
import type { Instances } from '../instances/index.ts';
import { makeMs, withinTime } from './within-time.ts';

/** An operation, its contract, and its responses. */
export interface FailureContext {
  readonly contract: ContractOperations;
  readonly operation: Operation;
  readonly responses: ResponseContract;
  readonly instances: Instances;
}

/** The response to an invalid request, as a server's would be; where that can't fill the declared schema, with an instance. */
export function invalidRequestResponse(
  { contract, operation, instances }: FailureContext,
  status: number,
  errors: readonly RequestError[],
): OperationResponse {
  return validationFailureResponse(contract, operation, status, errors, examplesOf(instances));
}

/** The response for 401, 404 and the like, in the same way. */
export function errorResponse(
  { contract, operation, instances }: FailureContext,
  status: number,
  detail: string,
): OperationResponse {
  return failureResponse(contract, operation, status, detail, examplesOf(instances));
}

function examplesOf(instances: Instances): FailureExamples {
  return {
    valid: (pointer) => plainBody(instances, pointer),
    isValid: (body, pointer) => instances.isValid(body, pointer),
  };
}

const sharedBodies = new WeakMap<Instances, Map<string, unknown>>();

/** Operations often have one schema for their failures: its body is made once. */
function plainBody(instances: Instances, pointer: string): unknown {
  const { $ref, ...others } = (instances.schemaAt(pointer) ?? {}) as Record<string, unknown>;
  if (typeof $ref !== 'string' || Object.keys(others).length > 0) return valueInTime(instances, pointer);
  const known = sharedBodies.get(instances) ?? new Map<string, unknown>();
  sharedBodies.set(instances, known);
  if (!known.has($ref)) known.set($ref, valueInTime(instances, $ref));
  return known.get($ref);
}

function valueInTime(instances: Instances, pointer: string): unknown {
  return withinTime(makeMs, () => instances.valid(pointer), undefined);
}
