import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Contract } from '../contract/load-contract.ts';
import type { Operation } from '../contract/operations.ts';
import type { ReadRequest } from '../contract/request-reader.ts';
import { RequestRefused } from '../contract/request-refused.ts';
import type { Answer } from '../contract/response.ts';
import type { Match } from '../contract/router.ts';
import { readBytes } from './body-bytes.ts';
import { allowOrigins } from './cors.ts';
import { mendAnswer } from './mend-answer.ts';
import { MockError, mockErrorCodes } from './mock-error.ts';
import type { MockOperation } from './mock-operation.ts';
import { MockedContract, type MockedOptions } from './mocked-contract.ts';
import { type Preferences, readPreferences } from './prefer.ts';
import { RequestLog } from './request-log.ts';
import { writeAnswer } from './write-answer.ts';

export interface MockOptions {
  readonly contract: Contract;
  /** Default: any free one. */
  readonly port?: number;
  /** The address to listen on. Default: 127.0.0.1. */
  readonly host?: string;
  /** Whether answers are made at random, not taken from examples. Default: false. */
  readonly dynamic?: boolean;
  /** The same seed gives the same bytes. Default: none. */
  readonly seed?: string | number;
  /** Whether nothing that is sent is kept. Default: false. */
  readonly stateless?: boolean;
  /** Whether examples of the document that break its schemas are sent nevertheless. Default: false. */
  readonly trustExamples?: boolean;
  /** How long each answer is held back, in milliseconds: at least, at most. Default: not at all. */
  readonly delay?: readonly [least: number, most: number];
  /** Whether pages of other origins may ask. Default: true. */
  readonly cors?: boolean;
  /** The largest request body in bytes, after decompression. Default: 10 MiB. */
  readonly bodyLimit?: number;
  /** The clock that records are stamped by. Default: the system's. */
  readonly now?: () => Date;
  /** Is told of what a contract's author should know. Default: nobody. */
  readonly onWarning?: (warning: MockWarning) => void;
}

/** Something in the contract that the mock had to make up for. */
export interface MockWarning {
  readonly message: string;
  /** Into the contract's document. */
  readonly pointer: string;
}

export interface Mock {
  /** Where the mock is, without a path: `http://127.0.0.1:4010`. */
  readonly url: string;
  /** The last 1,000 requests, the oldest first. */
  readonly requests: RequestLog['entries'];
  /** Every record, by the path of its collection. */
  state(): Record<string, readonly Record<string, unknown>[]>;
  /** Forgets all requests and all records. */
  reset(): void;
  close(): Promise<void>;
}

/**
 * Mocks a contract: answers that keep it, made by Prism's engine and mended where they don't; state from its links; and
 * for broken requests the answers that the server would give.
 * @throws {MockError} where the port can't be had
 * @see https://spec.openapis.org/oas/v3.1.1.html
 */
export async function createMock(options: MockOptions): Promise<Mock> {
  const { port = 0, host = '127.0.0.1', cors = true, bodyLimit = 10 * 1024 * 1024, delay, seed } = options;
  const settings: MockedOptions = {
    dynamic: options.dynamic ?? false,
    seed: seed === undefined ? undefined : String(seed),
    trustExamples: options.trustExamples ?? false,
    stateless: options.stateless ?? false,
    now: options.now ?? (() => new Date()),
    onBroken: (message, pointer) => options.onWarning?.({ message, pointer }),
  };
  const mocked = new MockedContract(options.contract, settings);
  const log = new RequestLog();

  const server = createServer(async (request, response) => {
    const started = performance.now();
    if (cors && allowOrigins(request, response)) return;
    const done: Done = { operationId: undefined, errors: [] };
    let answer: Answer;
    try {
      answer = await answerTo(mocked, request, bodyLimit, done);
    } catch (error) {
      // Whatever is wrong with the contract or with us, the request gets an answer and the mock lives.
      answer = { status: 500, mediaType: 'text/plain', body: `The mock failed: ${(error as Error).stack}\n` };
    }
    const wait = done.delay ?? (delay ? delay[0] + Math.random() * (delay[1] - delay[0]) : 0);
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    writeAnswer(response, answer, { isHead: request.method === 'HEAD' });
    const { operationId, errors } = done;
    const { method = '', url = '' } = request;
    const ms = Math.round((performance.now() - started) * 100) / 100;
    log.add({ time: new Date().toISOString(), method, url, operationId, status: answer.status, ms, errors });
  });
  await listen(server, port, host);
  const { port: given } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${given}`,
    get requests() {
      return log.entries;
    },
    state: () => Object.assign({}, ...mocked.states.map((state) => state.snapshot())),
    reset() {
      log.clear();
      for (const state of mocked.states) state.reset();
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** What is known of a request beside its answer. */
interface Done {
  operationId: string | undefined;
  errors: readonly string[];
  delay?: number;
}

async function answerTo(
  mocked: MockedContract,
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
  if (!prepared.isAuthorized({ url: target, headers: request.headers })) return prepared.deny();
  try {
    const bytes = await readBytes(request, bodyLimit);
    const { headers } = request;
    const read = await prepared.read({ url: target, headers, variables: match.variablesOf(operation), bytes });
    const preferred = readPreferences(headers['prefer']);
    if ('keyword' in preferred) throw new RequestRefused(400, [preferred]);
    if (preferred.delay !== undefined) done.delay = preferred.delay;
    return await answerValid(mocked, prepared, operation, read, preferred, headers.accept);
  } catch (error) {
    if (!(error instanceof RequestRefused)) throw error;
    done.errors = error.errors.map(
      ({ in: location, path: at, keyword }) => `${[location, ...at].join('/')}: ${keyword}`,
    );
    const answer = prepared.refuse(error);
    return error.status === 413 ? { ...answer, headers: { ...answer.headers, connection: 'close' } } : answer;
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
  const outcome = isPlain ? undefined : await mocked.carryOut(operation, read);
  if (outcome === 'missing') return prepared.missing() ?? prepared.answer(accept);
  return outcome
    ? mendAnswer(outcome, prepared.responses, prepared.instances).answer
    : prepared.answer(accept, preferred);
}

function refuseMethod(mocked: MockedContract, { route }: Match, method: string): Answer {
  const [first] = route.operations.values();
  const error = { in: 'header', path: ['Method'], keyword: 'method', value: method } as const;
  const answer = mocked.prepared(first as Operation).refuse(new RequestRefused(405, [error]));
  return { ...answer, headers: { ...answer.headers, Allow: route.allow } };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const what =
        cause.code === 'EADDRINUSE'
          ? `port ${port} of ${host} is in use: stop what listens there, or name another --port`
          : `${host}:${port}: ${cause.message}`;
      reject(new MockError(mockErrorCodes.listen, what, { cause }));
    });
    server.listen(port, host, () => resolve());
  });
}
