import type { IncomingMessage } from 'node:http';
import type { Operation } from '../contract/document/operations.ts';
import type { Rejection } from '../contract/request/request-pipeline.ts';
import type { ReadRequest } from '../contract/request/request-reader.ts';
import { RequestValidationError } from '../contract/response/request-validation-error.ts';
import type { OperationResponse } from '../contract/response/response.ts';
import type { RequestError } from '../contract/response/validation-failure.ts';
import { lacksCondition, respondOnCondition, tagOf } from './conditions/conditional-response.ts';
import type { MockOperation } from './mock-operation.ts';
import type { MockedContract } from './mocked-contract.ts';
import { type Preferences, readPreferences } from './prefer.ts';
import { onceByKey } from './repeated-requests.ts';
import type { ConnectionFault } from './response-writer.ts';
import type { ScenarioStep } from './scenario/scenario.ts';
import type { MockSession } from './session/mock-session.ts';
import type { ContractState } from './state/contract-state.ts';
import type { SentRequest } from './state/record-responses.ts';
import { withIncluded } from './state/relations/included.ts';
import { noteHeader, requestErrorsOf } from './unknown-reference.ts';

/** What a response was taken from. */
export type ResponseOrigin = 'scenario' | 'state' | 'contract';

/** The response to one request, and what is known of the request. */
export interface MockResponse {
  readonly response: OperationResponse;
  /** Undefined if no operation has the request's target. */
  readonly operation?: Operation;
  /** Undefined if the request was rejected. */
  readonly request?: ReadRequest;
  /** Why the request was rejected, in words; empty if it wasn't. */
  readonly errors: readonly string[];
  /** As the request has them. Default: none. */
  readonly requestErrors?: readonly RequestError[];
  /** Of the request's body; undefined if there was none, or if it wasn't read. */
  readonly bytes?: Uint8Array | undefined;
  /** Undefined if the request was rejected. */
  readonly origin?: ResponseOrigin;
  /** In milliseconds; undefined for the mock's own delay. */
  readonly delay?: number | undefined;
  readonly fault?: ConnectionFault | undefined;
}

/** Passes a request through the pipeline, then takes the response from the scenario, the state or the contract. */
export async function respond(
  mocked: MockedContract,
  { player, state }: MockSession,
  message: IncomingMessage,
): Promise<MockResponse> {
  const routed = mocked.pipeline.route(message);
  if (!('operation' in routed))
    return {
      response: mocked.rejectUnrouted(routed, message),
      errors: describeErrors(routed),
      requestErrors: routed.errors,
    };
  const { operation } = routed;
  const prepared = mocked.operations.get(operation);
  let bytes: Uint8Array | undefined;
  try {
    const read = await mocked.pipeline.read(routed, (sent) => {
      bytes = sent;
    });
    if (!('request' in read)) return { ...rejected(prepared, operation, read as Rejection), bytes };
    const { request } = read;
    const preferences = readPreferences(message.headers['prefer']);
    const step = player.next(operation.operationId);
    const made = step
      ? respondByStep(state, prepared, request, step, message)
      : onceByKey(state, { operation, message, bytes }, () =>
          respondToValid(state, prepared, request, preferences, message),
        );
    const sent = await made.then(
      (response): MockResponse => ({ response, operation, request, errors: notesOf(response) }),
      (error) => rejectedBy(prepared, operation, error),
    );
    const origin = step ? 'scenario' : !isPreferred(preferences) && state.has(operation) ? 'state' : 'contract';
    return { ...sent, bytes, origin, delay: step?.delay ?? preferences.delay, fault: step?.fault };
  } catch (error) {
    return { ...rejectedBy(prepared, operation, error), bytes };
  }
}

/** What was accepted although it refers to records that don't exist; for those who read the log rather than headers. */
function notesOf({ headers }: OperationResponse): string[] {
  const note = headers?.[noteHeader];
  return typeof note === 'string' ? [note] : [];
}

function rejectedBy(prepared: MockOperation, operation: Operation, error: unknown): MockResponse {
  if (!(error instanceof RequestValidationError)) throw error;
  return rejected(prepared, operation, error);
}

function rejected(prepared: MockOperation, operation: Operation, rejection: Rejection): MockResponse {
  return {
    response:
      prepared.conditions && lacksCondition(prepared.conditions, rejection.errors)
        ? prepared.respondFailedCondition(428)
        : prepared.reject(rejection),
    operation,
    errors: describeErrors(rejection),
    requestErrors: rejection.errors,
  };
}

/** One text for each error. */
export function describeErrors({ status, errors }: Rejection): string[] {
  if (status === 401) return ['credentials are missing'];
  return errors.map(({ in: location, path, keyword }) => `${[location, ...path].join('/')}: ${keyword}`);
}

/** Whether a response to `Prefer` is wanted: it is made from the contract alone. */
function isPreferred({ code, example, dynamic }: Preferences): boolean {
  return code !== undefined || example !== undefined || dynamic !== undefined;
}

async function respondToValid(
  state: ContractState,
  prepared: MockOperation,
  request: ReadRequest,
  preferences: Preferences,
  message: IncomingMessage,
): Promise<OperationResponse> {
  const { accept, host } = message.headers;
  if (isPreferred(preferences)) return prepared.respond(accept, preferences);
  // What a record is created below may be missing, which only an example says.
  const failing = state.creates(prepared.operation) ? prepared.preferencesFor(request) : {};
  if (Number(failing.code) >= 400) return prepared.respond(accept, failing);
  const sent = { accept, url: `http://${host}${message.url}` };
  const { conditions } = prepared;
  if (!conditions) return respondFromState(state, prepared, request, sent);
  return respondOnCondition(conditions, message.headers, {
    respond: (onCreated) => respondFromState(state, prepared, request, sent, onCreated),
    async readTag(wanted, createdId) {
      const found = state.readOf(prepared.operation, request, createdId);
      const read = found && (await respondFromState(state, found.reader, found.request, { ...sent, accept: wanted }));
      return read && read.status < 300 ? tagOf(read, found.reader.conditions ?? conditions) : undefined;
    },
    refuse: (status) => prepared.respondFailedCondition(status),
  });
}

async function respondFromState(
  state: ContractState,
  prepared: MockOperation,
  request: ReadRequest,
  sent: SentRequest,
  onCreated?: (id: unknown) => void,
): Promise<OperationResponse> {
  const { accept } = sent;
  const outcome = await state.handle(prepared.operation, request, sent, onCreated);
  if (outcome === 'deleted') return prepared.respondMissing();
  if (outcome === 'taken') return prepared.respondConflict('there is a record with this id');
  if (outcome === 'done') return prepared.respondConflict('it has this status already');
  // If no 404 is declared, the contract's examples serve better than an undeclared status.
  if (outcome === 'unknown') return prepared.declaresMissing ? prepared.respondMissing() : prepared.respond(accept);
  if (outcome && 'errors' in outcome) throw new RequestValidationError(outcome.status, requestErrorsOf(outcome));
  const { links, selection } = prepared;
  if (outcome) {
    const whole = prepared.included
      ? await withIncluded(state.relations, prepared.included, outcome, request)
      : outcome;
    const linked = links ? links.fill(whole, request, sent.url) : whole;
    return prepared.repair(selection ? selection.select(linked, request) : linked);
  }
  const declared = await prepared.respond(accept, prepared.preferencesFor(request));
  return selection ? selection.select(declared, request) : declared;
}

/** The response of a scenario's step. A body that the step gives is sent as it stands. */
async function respondByStep(
  state: ContractState,
  prepared: MockOperation,
  request: ReadRequest,
  { status, example, body, headers }: ScenarioStep,
  message: IncomingMessage,
): Promise<OperationResponse> {
  const preferences = { ...(status !== undefined && { code: status }), ...(example !== undefined && { example }) };
  const isUndeclared = status !== undefined && !prepared.responses.declared(status);
  const normal = isUndeclared
    ? prepared.respondUndeclared(status)
    : await respondToValid(state, prepared, request, preferences, message);
  const [, contentType] = Object.entries(headers ?? {}).find(([name]) => /^content-type$/i.test(name)) ?? [];
  return {
    status: normal.status,
    headers: { ...normal.headers, ...headers },
    mediaType: contentType ?? normal.mediaType ?? (body === undefined ? undefined : 'application/json'),
    body: body === undefined ? normal.body : body,
  };
}
