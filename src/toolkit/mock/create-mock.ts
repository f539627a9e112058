import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { Contract } from '../contract/document/load-contract.ts';
import type { OperationResponse } from '../contract/response/response.ts';
import { createRandom } from '../instances/index.ts';
import { answerTo, type Done } from './answer-request.ts';
import { type Controls, control, controlPath } from './control.ts';
import { allowOrigins } from './cors.ts';
import { MockError, mockErrorCodes } from './mock-error.ts';
import { MockedContract, type MockedOptions } from './mocked-contract.ts';
import { type DeliveryOptions, type DeliveryResult, sendCallback, sendCallbacks, sendWebhook } from './outgoing.ts';
import { RequestLog } from './request-log.ts';
import { writeResponse } from './response-writer.ts';
import { checkScenario, type Scenario, ScenarioPlayer } from './scenario.ts';
import { Targets } from './targets.ts';

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
  /** How an answer is held back. Default: by a timer. */
  readonly wait?: (milliseconds: number) => Promise<unknown>;
  /** Whether pages of other origins may ask. Default: true. */
  readonly cors?: boolean;
  /** The largest request body in bytes, after decompression. Default: 10 MiB. */
  readonly bodyLimit?: number;
  /** The clock that records are stamped by. Default: the system's. */
  readonly now?: () => Date;
  /** What there is to begin with, and what operations answer. Default: the contract's example records, normal answers. */
  readonly scenario?: Scenario;
  /** Addresses, ranges and hosts besides this machine that webhooks may be sent to. Default: none. */
  readonly allowTargets?: readonly string[];
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
  /** What is kept and what isn't, in words. */
  describeState(): readonly string[];
  /** Forgets all requests, begins a scenario anew, and has the records again that were there at the start. */
  reset(): void;
  /** Sends what the contract describes under `webhooks`. @throws {MockError} where it can't */
  sendWebhook(name: string, options: DeliveryOptions): Promise<DeliveryResult>;
  /** Goes on with another version of the contract, and with the records. */
  reload(contract: Contract): void;
  close(): Promise<void>;
}

/**
 * Mocks a contract: answers that keep it, made by Prism's engine and mended where they don't; state from its links; and
 * for broken requests the answers that the server would give.
 * @throws {MockError} where the port can't be had, or the scenario names what the contract doesn't have
 * @see https://spec.openapis.org/oas/v3.1.1.html
 */
export async function createMock(options: MockOptions): Promise<Mock> {
  const {
    port = 0,
    host = '127.0.0.1',
    cors = true,
    bodyLimit = 10 * 1024 * 1024,
    delay,
    wait = setTimeout,
    scenario = {},
  } = options;
  const seed = options.seed === undefined ? undefined : String(options.seed);
  const settings: MockedOptions = {
    dynamic: options.dynamic ?? false,
    seed,
    trustExamples: options.trustExamples ?? false,
    stateless: options.stateless ?? false,
    now: options.now ?? (() => new Date()),
    onBroken: (message, pointer) => options.onWarning?.({ message, pointer }),
  };
  const random = seed === undefined ? Math.random : createRandom(`delay ${seed}`);
  const targets = new Targets(options.allowTargets ?? []);
  const log = new RequestLog();
  checkScenario(scenario, options.contract, (_name, what) => {
    throw new MockError(mockErrorCodes.scenario, what);
  });
  const player = new ScenarioPlayer(scenario);
  let mocked = new MockedContract(options.contract, settings);
  if (player.records) mocked.seed(player.records);

  const state = () => Object.assign({}, ...mocked.states.map((kept) => kept.snapshot())) as ReturnType<Mock['state']>;
  const reset = () => {
    log.clear();
    player.reset();
    for (const kept of mocked.states) kept.reset();
  };
  const controls: Controls = {
    log,
    state,
    reset,
    sendWebhook: (name, asked) => sendWebhook(mocked.contract, name, targets, { seed, ...asked }),
    sendCallback: (id, name, asked) => sendCallback(mocked.contract, id, name, targets, { seed, ...asked }),
  };

  const callBack = async (
    { operation, read }: NonNullable<Done['kept']>,
    request: IncomingMessage,
    answer: OperationResponse,
  ) => {
    if (operation.node.callbacks === undefined) return;
    const { path, query, body } = read;
    const url = `http://${request.headers.host}${request.url}`;
    const { status, headers: given = {}, body: responseBody } = answer;
    const responseHeaders = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]),
    );
    const method = request.method ?? '';
    const exchange = {
      url,
      method,
      path,
      query,
      headers: request.headers,
      body,
      status,
      responseHeaders,
      responseBody,
    };
    for (const message of await sendCallbacks(mocked.contract, operation, exchange, targets, seed))
      options.onWarning?.({ message, pointer: operation.pointer });
  };

  const server = createServer(async (request, response) => {
    const started = performance.now();
    try {
      if (cors && allowOrigins(request, response)) return;
      if (isControl(request.url)) return await control(controls, request, response);
      const done: Done = { operationId: undefined, errors: [] };
      const answer = await answerTo(mocked, player, request, bodyLimit, done);
      const held = done.delay ?? (delay ? delay[0] + random() * (delay[1] - delay[0]) : 0);
      // Names, as a star stands for nothing where there are credentials.
      if (cors && request.headers.origin !== undefined)
        response.setHeader('Access-Control-Expose-Headers', Object.keys(answer.headers ?? {}).join(', '));
      if (held > 0) await wait(held);
      if (done.closes) response.setHeader('Connection', 'close');
      if (done.fault === 'reset') request.socket.resetAndDestroy();
      else if (done.fault !== 'none')
        writeResponse(response, answer, { isHead: request.method === 'HEAD', fault: done.fault });
      const { operationId, errors } = done;
      const { method = '', url = '' } = request;
      const ms = Math.round((performance.now() - started) * 100) / 100;
      if (done.kept && answer.status < 300) void callBack(done.kept, request, answer);
      log.add({ time: new Date().toISOString(), method, url, operationId, status: answer.status, ms, errors });
    } catch (error) {
      // Whatever is wrong with the contract or with us, the request gets an answer and the mock lives.
      const body = `The mock failed: ${(error as Error).stack}\n`;
      if (response.headersSent) response.destroy();
      else {
        for (const name of response.getHeaderNames()) response.removeHeader(name);
        writeResponse(response, { status: 500, mediaType: 'text/plain', body });
      }
    }
  });
  await listen(server, port, host);
  const { port: given } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${given}`,
    get requests() {
      return log.entries;
    },
    describeState: () => mocked.describeState(),
    state,
    reset,
    sendWebhook: controls.sendWebhook,
    reload(contract) {
      const next = new MockedContract(contract, settings);
      next.adopt(mocked);
      mocked = next;
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function isControl(url = ''): boolean {
  return url.startsWith(controlPath) && /^[/?]?$/.test(url.charAt(controlPath.length));
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
