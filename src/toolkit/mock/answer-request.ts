import type { IncomingMessage } from 'node:http';
import type { Operation } from '../contract/document/operations.ts';
import type { ReadRequest } from '../contract/request/request-reader.ts';
import type { Match } from '../contract/request/router.ts';
import { RequestValidationError } from '../contract/response/request-validation-error.ts';
import type { OperationResponse } from '../contract/response/response.ts';
import { readBytes } from './body-bytes.ts';
import type { MockOperation } from './mock-operation.ts';
import type { MockedContract } from './mocked-contract.ts';
import { type Preferences, readPreferences } from './prefer.ts';
import type { ConnectionFault } from './response-writer.ts';
import type { ScenarioPlayer, ScenarioStep } from './scenario.ts';

/** What is known of a request beside its answer. */
export interface Done {
  operationId: string | undefined;
  errors: readonly string[];
  delay?: number;
  fault?: ConnectionFault;
  /** The operation and the request as it was read, where it kept the contract. */
  kept?: { readonly operation: Operation; readonly read: ReadRequest };
  /** Whether the connection ends with the answer. */
  closes?: boolean;
}

/** Judges a request, and answers it: the verdicts in their order, then scenario, state, contract. */
export async function answerTo(
  mocked: MockedContract,
  player: ScenarioPlayer,
  request: IncomingMessage,
  bodyLimit: number,
  done: Done,
): Promise<OperationResponse> {
  const { method = 'GET', url = '/' } = request;
  const target = /^https?:\/\//i.test(url) ? url.replace(/^https?:\/\/[^/?]*/i, '') || '/' : url;
  const [path] = target.split('?', 1) as [string];
  const match = mocked.find(path);
  if (!match) return mocked.unknownPath(path, method);
  const operation = match.operationFor(method);
  if (!operation) return refuseMethod(mocked, match, method);
  done.operationId = operation.operationId;
  const prepared = mocked.prepared(operation);
  if (!prepared.isAuthorized({ url: target, headers: request.headers })) {
    done.errors = ['credentials are missing'];
    return prepared.deny();
  }
  try {
    const bytes = await readBytes(request, bodyLimit);
    const { headers } = request;
    const read = await prepared.read({ url: target, headers, variables: match.variablesOf(operation), bytes });
    done.kept = { operation, read };
    const preferred = readPreferences(headers['prefer']);
    if ('keyword' in preferred) throw new RequestValidationError(400, [preferred]);
    if (preferred.delay !== undefined) done.delay = preferred.delay;
    const step = player.next(operation.operationId);
    if (!step) return await answerValid(mocked, prepared, operation, read, preferred, headers.accept);
    if (step.delay !== undefined) done.delay = step.delay;
    if (step.fault !== undefined) done.fault = step.fault;
    return await answerStep(mocked, prepared, operation, read, step, headers.accept);
  } catch (error) {
    if (!(error instanceof RequestValidationError)) throw error;
    done.errors = error.errors.map(
      ({ in: location, path: at, keyword }) => `${[location, ...at].join('/')}: ${keyword}`,
    );
    // What is left of a body that is too large isn't read.
    if (error.status === 413) done.closes = true;
    return prepared.refuse(error);
  }
}

async function answerValid(
  mocked: MockedContract,
  prepared: MockOperation,
  operation: Operation,
  read: ReadRequest,
  preferred: Preferences,
  accept: string | undefined,
): Promise<OperationResponse> {
  const isPlain = preferred.code !== undefined || preferred.example !== undefined || preferred.dynamic !== undefined;
  const outcome = isPlain ? undefined : await mocked.handle(operation, read, accept);
  if (outcome === 'missing') return prepared.missing();
  // Of an empty collection the contract's examples are worth more than a 404 that it doesn't even declare.
  if (outcome === 'neverThere') return prepared.declaresMissing ? prepared.missing() : prepared.answer(accept);
  if (outcome) return prepared.repair(outcome);
  return prepared.answer(accept, isPlain ? preferred : prepared.preferencesFor(read));
}

/** An answer of a scenario, as it wants it: what it says of a body goes out as it stands. */
async function answerStep(
  mocked: MockedContract,
  prepared: MockOperation,
  operation: Operation,
  read: ReadRequest,
  { status, example, body, headers }: ScenarioStep,
  accept: string | undefined,
): Promise<OperationResponse> {
  const isPlain = status === undefined && example === undefined;
  const preferred = { ...(status !== undefined && { code: status }), ...(example !== undefined && { example }) };
  const answer = isPlain
    ? await answerValid(mocked, prepared, operation, read, {}, accept)
    : await prepared.answer(accept, preferred);
  const { mediaType, body: usual } = answer;
  const [, named] = Object.entries(headers ?? {}).find(([name]) => /^content-type$/i.test(name)) ?? [];
  const given =
    body === undefined
      ? { mediaType: named ?? mediaType, body: usual }
      : { mediaType: named ?? mediaType ?? 'application/json', body };
  return { status: answer.status, headers: { ...answer.headers, ...headers }, ...given };
}

function refuseMethod(mocked: MockedContract, { route }: Match, method: string): OperationResponse {
  const [first] = route.operations.values();
  const error = { in: 'header', path: ['Method'], keyword: 'method', value: method } as const;
  const answer = mocked.prepared(first as Operation).refuse(new RequestValidationError(405, [error]));
  return { ...answer, headers: { ...answer.headers, Allow: route.allow } };
}
