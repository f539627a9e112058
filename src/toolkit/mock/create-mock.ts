import { setTimeout } from 'node:timers/promises';
import type { Contract } from '../contract/document/load-contract.ts';
import { defaultBodyLimit } from '../contract/request/request-pipeline.ts';
import { createRandom } from '../instances/index.ts';
import type { Controls } from './control.ts';
import { exchangeOf } from './exchange.ts';
import { MockError, mockErrorCodes } from './mock-error.ts';
import { respond } from './mock-response.ts';
import { close, createMockServer, listen } from './mock-server.ts';
import { MockedContract, type MockedOptions } from './mocked-contract.ts';
import { type DeliveryOptions, type DeliveryResult, sendCallback, sendCallbacks, sendWebhook } from './outgoing.ts';
import { RequestLog } from './request-log.ts';
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
  /** The largest request body in bytes, after decompression. Default: 1 MiB. */
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
  const { port = 0, host = '127.0.0.1', scenario = {} } = options;
  const seed = options.seed === undefined ? undefined : String(options.seed);
  const onWarning = options.onWarning ?? (() => {});
  const settings: MockedOptions = {
    dynamic: options.dynamic ?? false,
    seed,
    trustExamples: options.trustExamples ?? false,
    stateless: options.stateless ?? false,
    bodyLimit: options.bodyLimit ?? defaultBodyLimit,
    now: options.now ?? (() => new Date()),
    onBroken: (message, pointer) => onWarning({ message, pointer }),
  };
  checkScenario(scenario, options.contract, (_name, what) => {
    throw new MockError(mockErrorCodes.scenario, what);
  });
  const targets = new Targets(options.allowTargets ?? []);
  const log = new RequestLog();
  const player = new ScenarioPlayer(scenario);
  let mocked = new MockedContract(options.contract, settings);
  if (player.records) mocked.seed(player.records);

  const controls: Controls = {
    log,
    state: () => Object.assign({}, ...mocked.states.map((state) => state.snapshot())),
    reset: () => {
      log.clear();
      player.reset();
      for (const state of mocked.states) state.reset();
    },
    sendWebhook: (name, wanted) => sendWebhook(mocked.contract, name, targets, { seed, ...wanted }),
    sendCallback: (id, name, wanted) => sendCallback(mocked.contract, id, name, targets, { seed, ...wanted }),
  };
  const server = createMockServer({
    cors: options.cors ?? true,
    delay: createDelay(options.delay, seed),
    wait: options.wait ?? setTimeout,
    log,
    controls,
    respond: (message) => respond(mocked, player, message),
    afterResponse: async (message, { operation, request, response }) => {
      if (!request || operation?.node.callbacks === undefined || response.status >= 300) return;
      const exchange = exchangeOf(message, request, response);
      for (const problem of await sendCallbacks(mocked.contract, operation, exchange, targets, seed))
        onWarning({ message: problem, pointer: operation.pointer });
    },
  });
  const origin = await listen(server, port, host);
  return {
    url: origin,
    get requests() {
      return log.entries;
    },
    describeState: () => mocked.describeState(),
    state: controls.state,
    reset: controls.reset,
    sendWebhook: controls.sendWebhook,
    reload(contract) {
      const next = new MockedContract(contract, settings);
      next.adopt(mocked);
      mocked = next;
    },
    close: () => close(server),
  };
}

/** Draws how long each response is delayed, in milliseconds. */
function createDelay([least, most]: readonly [number, number] = [0, 0], seed: string | undefined): () => number {
  const random = seed === undefined ? Math.random : createRandom(`delay ${seed}`);
  return () => least + random() * (most - least);
}
