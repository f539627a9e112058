import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Operation } from '../contract/document/operations.ts';
import type { OperationResponse } from '../contract/response/response.ts';
import type { ContractState } from './state/contract-state.ts';

/** A request that is carried out once, whatever often it is sent. */
interface KeyedRequest {
  readonly operation: Operation;
  readonly message: Pick<IncomingMessage, 'headers' | 'url'>;
  /** Of its body; undefined if it has none. */
  readonly bytes: Uint8Array | undefined;
}

interface Made {
  /** A hash of the request's body. */
  readonly body: string;
  readonly response: Promise<OperationResponse>;
}

/** By the records that they have changed, the responses to requests with a key. */
const known = new WeakMap<ContractState, Map<string, Made>>();
/** How many are kept for repetitions. */
const maxKept = 1000;

/**
 * The response to a request; the first one again, if it has an `Idempotency-Key` that the contract declares and that was sent
 * with the same body. A failure is tried anew.
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header
 */
export function onceByKey(
  state: ContractState,
  { operation, message, bytes = new Uint8Array() }: KeyedRequest,
  respond: () => Promise<OperationResponse>,
): Promise<OperationResponse> {
  const value = keyOf(operation, message);
  if (value === undefined) return respond();
  const made = known.get(state) ?? new Map<string, Made>();
  known.set(state, made);
  const key = JSON.stringify([operation.operationId, message.url, value]);
  const body = createHash('sha256').update(bytes).digest('base64');
  const before = made.get(key);
  if (before?.body === body) return before.response;
  const response = respond();
  const [oldest] = made.keys();
  if (made.size >= maxKept && oldest !== undefined) made.delete(oldest);
  made.set(key, { body, response });
  const forget = () => made.delete(key);
  response.then(({ status }) => status >= 400 && forget(), forget);
  return response;
}

function keyOf({ method, parameters }: Operation, { headers }: KeyedRequest['message']): string | undefined {
  if (method !== 'post' && method !== 'patch') return undefined;
  const declared = parameters.find(({ in: kind, name }) => kind === 'header' && /^(x-)?idempotency-?key$/i.test(name));
  const value = declared && headers[declared.name.toLowerCase()];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
