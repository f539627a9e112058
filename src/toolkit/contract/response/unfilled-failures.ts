import { joinPointer, valueAt } from '../document/json-pointer.ts';
import { isJson } from '../document/media-type.ts';
import type { SchemaObject } from '../document/openapi.ts';
import type { ContractOperations } from '../document/operations.ts';
import type { ContractWarning } from '../document/warnings.ts';
import { unfilledFailure } from './declared-failure.ts';
import { validationStatus } from './failure.ts';
import { fillFailure } from './filled-failure.ts';
import { validationFailureOf } from './validation-failure.ts';

/**
 * The responses to invalid requests whose schemas need more than is known of a request, each once. Such requests get
 * problem+json, which breaks the contract. The message has the `x-validation-failure` to write.
 */
export function findUnfilledFailures(contract: ContractOperations): ContractWarning[] {
  const seen = new Set<string>();
  return contract.operations.flatMap((operation) => {
    const isSent = operation.parameters.length > 0 || operation.node.requestBody !== undefined;
    if (!isSent || validationFailureOf(contract, operation)) return [];
    const status = validationStatus(operation, 400);
    const unfilled = unfilledFailure(contract, operation, status);
    if (!unfilled || seen.has(unfilled.pointer)) return [];
    seen.add(unfilled.pointer);
    const { pointer, mediaType } = unfilled;
    const schema = valueAt(contract.document, joinPointer(pointer, 'content', mediaType, 'schema'));
    const body = isJson(mediaType) ? template(contract, schema) : '{summary}';
    const lines = JSON.stringify({ status, mediaType, body });
    const message = `nothing is known that fills this schema for an invalid request of ${operation.operationId}, which gets problem+json: write x-validation-failure: ${lines} at the contract's top, or in the operation, with your texts`;
    return [{ code: 'validation-failure-unfilled', message, pointer }];
  });
}

/** A body with placeholders, and a value for whatever else is required. */
function template({ document }: ContractOperations, schema: unknown): unknown {
  const failure = {
    status: 400,
    title: 'Bad Request',
    summary: '{summary}',
    errors: [{ in: 'body', path: ['{field}'], keyword: '{keyword}' }],
    unknown,
  } as const;
  const filled = fillFailure(document, schema, failure, true) ?? { message: '{summary}' };
  return JSON.parse(JSON.stringify(filled).replaceAll('"is not valid"', '"{message}"')) as unknown;
}

function unknown(schemas: readonly SchemaObject[]): unknown {
  const listed = schemas.find((schema) => schema.enum?.[0] !== undefined)?.enum;
  if (listed) return listed[0];
  const examples = schemas.map((schema) => schema['example']).find((example) => example !== undefined);
  const [type = 'string'] = schemas.flatMap((schema) => schema.type ?? []);
  return examples ?? { integer: 0, number: 0, boolean: false, array: [], object: {} }[type] ?? '…';
}
