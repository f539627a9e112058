import type { IncomingMessage } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { Contract } from '../contract/document/load-contract.ts';
import type { Operation } from '../contract/document/operations.ts';
import { findPatternWarnings } from '../contract/document/patterns.ts';
import { defaultBodyLimit } from '../contract/request/request-pipeline.ts';
import { hideEmbeddedCredentials, hideQueryValues, toOriginForm } from '../encoding/url.ts';
import { createRandom } from '../instances/index.ts';
import { HostNames } from './access/host-names.ts';
import { isFromTrustedPage } from './access/pages.ts';
import { type Controls, isControlTarget, secretControlNames } from './control/control.ts';
import { expressionContextOf } from './expression-context.ts';
import { MockError, mockErrorCodes } from './mock-error.ts';
import { respond } from './mock-response.ts';
import { createMockServer, listen } from './mock-server.ts';
import { MockedContract, type MockedOptions } from './mocked-contract.ts';
import type { DeliveryOptions, DeliveryResult } from './outgoing/delivery.ts';
import { createOutgoingClient, type Sender } from './outgoing/sender.ts';
import { sendCallback, sendCallbacks, sendWebhook } from './outgoing/webhooks.ts';
import { type LoggedRequest, RequestLog } from './request-log.ts';
import { checkScenario, type Scenario, ScenarioPlayer } from './scenario.ts';

/** What {@link createMock} mocks, and how. */
export interface MockOptions {
  /** From `loadContract`. */
  readonly contract: Contract;
  /** Default: any free one. */
  readonly port?: number;
  /** The address to listen on. Default: 127.0.0.1. */
  readonly host?: string;
  /**
   * Names that the mock may be reached by besides addresses, `localhost` and `host`. Requests to other names are rejected:
   * a page could use a name of its own to read the mock. Pages of these hosts are trusted as those of this machine are.
   * Default: none.
   */
  readonly allowHosts?: readonly string[];
  /** Whether responses are generated at random rather than taken from examples. Default: false. */
  readonly dynamic?: boolean;
  /** The same seed gives the same responses. Default: none. */
  readonly seed?: string | number;
  /** Whether requests change nothing. Default: false. */
  readonly stateless?: boolean;
  /** Whether the contract's examples are sent even if they break its schemas. Default: false. */
  readonly trustExamples?: boolean;
  /** The least and the greatest delay of a response, in milliseconds. Default: none. */
  readonly delay?: readonly [least: number, most: number];
  /** Waits for a delay, in milliseconds. Default: a timer. */
  readonly wait?: (milliseconds: number) => Promise<unknown>;
  /** Whether pages of other origins may send requests (CORS). Default: true. */
  readonly cors?: boolean;
  /** The largest request body in bytes, after decoding. Default: 1 MiB. */
  readonly bodyLimit?: number;
  /** The clock for the timestamps of records. Default: the system's. */
  readonly now?: () => Date;
  /** Initial records and scripted responses. Default: the contract's example records, no script. */
  readonly scenario?: Scenario;
  /** Addresses, ranges and hosts besides this machine that webhooks may be sent to. Default: none. */
  readonly allowTargets?: readonly string[];
  /** Signs webhooks and callbacks; several while a secret is replaced, the newest first. Default: none are signed. */
  readonly webhookSecret?: string | readonly string[];
  /** Called with warnings for the contract's author. Default: none. */
  readonly onWarning?: (warning: MockWarning) => void;
}

/** Something in the contract that the mock had to work around. */
export interface MockWarning {
  readonly message: string;
  /** Into the contract's document. */
  readonly pointer: string;
}

/** A running mock server. */
export interface Mock {
  /** Where the mock is, without a path: `http://127.0.0.1:4010`. */
  readonly url: string;
  /** The last 1,000 requests, the oldest first. */
  readonly requests: readonly LoggedRequest[];
  /** Every record, by the path of its collection. */
  state(): Record<string, readonly Record<string, unknown>[]>;
  /** Which resources are stateful and which operations aren't, in words. */
  describeState(): readonly string[];
  /** Clears the request log, restarts the scenario and restores the initial records. */
  reset(): void;
  /** Sends a request that the contract describes under `webhooks`. @throws {MockError} if it can't be sent */
  sendWebhook(name: string, options: DeliveryOptions): Promise<DeliveryResult>;
  /** Replaces the contract and keeps the records. */
  reload(contract: Contract): void;
  /** Stops the server. @param gracePeriodMs how long requests in flight may take; default: 0, they are cut */
  close(gracePeriodMs?: number): Promise<void>;
}

/**
 * Starts a mock server for a contract. Responses keep the contract: they are made by Prism's engine and repaired if they
 * don't. Resources are stateful, by the contract's links, and invalid requests are rejected as `createApp` rejects them.
 * @throws {MockError} if the port is not available, a host name is invalid, or the scenario names what the contract doesn't have
 * @see https://spec.openapis.org/oas/v3.1.1.html#link-object
 * @example
 * ```ts
 * import { createMock, loadContract } from 'concordat/mock';
 *
 * const mock = await createMock({ contract: await loadContract('openapi.yaml') });
 * await fetch(`${mock.url}/pets`, { method: 'POST', body: '{"name":"Rex"}' });
 * console.log(mock.state()['/pets'], mock.requests.at(-1)?.errors);
 * await mock.close();
 * ```
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
  /** Of which a warning was given: a page could fill the terminal. */
  const untrusted = new WeakSet<Operation>();
  const hosts = new HostNames(host, options.allowHosts ?? []);
  // What waits need not keep a process running that has nothing else to do.
  const wait = options.wait ?? ((milliseconds) => setTimeout(milliseconds, undefined, { ref: false }));
  const { webhookSecret: secret = [] } = options;
  const sender: Sender = { client: createOutgoingClient(options.allowTargets ?? []), wait, seed, secret };
  const log = new RequestLog();
  const player = new ScenarioPlayer(scenario);
  const warn = (contract: Contract) => {
    for (const { message, pointer } of findPatternWarnings(contract.patterns))
      options.onWarning?.({ message, pointer });
  };
  warn(options.contract);
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
    sendWebhook: (name, wanted) => sendWebhook(mocked.contract, name, sender, wanted),
    sendCallback: (id, name, wanted) => sendCallback(mocked.contract, id, name, sender, wanted),
  };
  const { server, close } = createMockServer({
    hosts,
    cors: options.cors ?? true,
    delay: createDelay(options.delay, seed),
    wait,
    log,
    controls,
    loggedUrl({ url = '' }) {
      const names = isControlTarget(url) ? secretControlNames : mocked.secretQueryNames;
      return hideQueryValues(hideEmbeddedCredentials(toOriginForm(url)), names);
    },
    respond: (message) => respond(mocked, player, message),
    afterResponse: async (message, { operation, request, response }) => {
      if (!request || operation?.node.callbacks === undefined || response.status >= 300) return;
      if (!isFromTrustedPage(message, hosts)) {
        if (!untrusted.has(operation)) onWarning({ message: refusedCallbacks(message), pointer: operation.pointer });
        untrusted.add(operation);
        return;
      }
      const context = expressionContextOf(message, request, response);
      for (const problem of await sendCallbacks(mocked.contract, operation, context, sender))
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
      warn(contract);
    },
    async close(gracePeriodMs = 0) {
      await close(gracePeriodMs);
      await sender.client.close();
    },
  };
}

/** What a callback is sent to is the request's choice, and receivers can't see that a page is behind it. */
function refusedCallbacks({ headers: { origin = 'another site' } }: IncomingMessage): string {
  const host = URL.parse(origin)?.hostname || 'HOST';
  return `no callbacks were sent for a page of ${origin}: --allow-host ${host} (createMock: allowHosts) lets its pages trigger them`;
}

/** Draws how long each response is delayed, in milliseconds. */
function createDelay([least, most]: readonly [number, number] = [0, 0], seed: string | undefined): () => number {
  const random = seed === undefined ? Math.random : createRandom(`delay ${seed}`);
  return () => least + random() * (most - least);
}
