import type { IncomingMessage } from 'node:http';
import type { Operation } from '../contract/operations.ts';
import type { ReadRequest } from '../contract/request-reader.ts';
import { RequestRefused } from '../contract/request-refused.ts';
import type { Answer } from '../contract/response.ts';
import type { Match } from '../contract/router.ts';
import { readBytes } from './body-bytes.ts';
import type { MockOperation } from './mock-operation.ts';
import type { MockedContract } from './mocked-contract.ts';
import { type Preferences, readPreferences } from './prefer.ts';
import type { ScenarioPlayer, ScenarioStep } from './scenario.ts';
import type { ConnectionFault } from './write-answer.ts';

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
): Promise<Answer> {
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
    if ('keyword' in preferred) throw new RequestRefused(400, [preferred]);
    if (preferred.delay !== undefined) done.delay = preferred.delay;
    const step = player.next(operation.operationId);
    if (!step) return await answerValid(mocked, prepared, operation, read, preferred, headers.accept);
    if (step.delay !== undefined) done.delay = step.delay;
    if (step.fault !== undefined) done.fault = step.fault;
    return await answerStep(mocked, prepared, operation, read, step, headers.accept);
  } catch (error) {
    if (!(error instanceof RequestRefused)) throw error;
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
): Promise<Answer> {
  const isPlain = preferred.code !== undefined || preferred.example !== undefined || preferred.dynamic !== undefined;
  const outcome = isPlain ? undefined : await mocked.carryOut(operation, read, accept);
  if (outcome === 'missing') return prepared.missing();
  // Of an empty collection the contract's examples are worth more than a 404 that it doesn't even declare.
  if (outcome === 'neverThere') return prepared.declaresMissing ? prepared.missing() : prepared.answer(accept);
  if (outcome) return prepared.mend(outcome);
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
): Promise<Answer> {
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

function refuseMethod(mocked: MockedContract, { route }: Match, method: string): Answer {
  const [first] = route.operations.values();
  const error = { in: 'header', path: ['Method'], keyword: 'method', value: method } as const;
  const answer = mocked.prepared(first as Operation).refuse(new RequestRefused(405, [error]));
  return { ...answer, headers: { ...answer.headers, Allow: route.allow } };
}
