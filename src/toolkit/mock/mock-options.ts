import type { Contract } from '../contract/document/load-contract.ts';
import type { MockControl } from './control/session-control.ts';
import type { DeliveryOptions, DeliveryResult } from './outgoing/delivery.ts';
import type { LoggedRequest } from './request-log.ts';
import type { Scenario } from './scenario/scenario.ts';
import type { DelayRange } from './session/mock-session.ts';

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
  readonly delay?: DelayRange;
  /** Waits for a delay, in milliseconds. Default: a timer. */
  readonly wait?: (milliseconds: number) => Promise<unknown>;
  /** Whether pages of other origins may send requests (CORS). Default: true. */
  readonly cors?: boolean;
  /** The largest request body in bytes, after decoding. Default: 1 MiB. */
  readonly bodyLimit?: number;
  /** The clock for the timestamps of records. Default: the system's. */
  readonly now?: () => Date;
  /**
   * How many records each collection begins with: the contract's examples, and made-up ones until there are so many. 0 for
   * the examples alone, `false` for none. Default: 12.
   */
  readonly records?: number | false;
  /** The locale of made-up records, as `@faker-js/faker` names it: `en_GB`, `de`. Default: en. */
  readonly locale?: string;
  /** Initial records and scripted responses. Default: records as `records` says, no script. */
  readonly scenario?: Scenario;
  /** Scenarios by their names, which can be started at run time. Default: none. */
  readonly scenarios?: Readonly<Record<string, Scenario>>;
  /** Whether `Prefer: code` and scenarios may name statuses that an operation doesn't declare. Default: false. */
  readonly allowUndeclared?: boolean;
  /**
   * The URL of a backend that each request is passed on to. Request and response are validated, and what was seen becomes
   * a scenario. Default: none, the mock responds itself.
   */
  readonly record?: string;
  /** Addresses, ranges and hosts besides this machine that webhooks and recorded requests may be sent to. Default: none. */
  readonly allowTargets?: readonly string[];
  /** Signs webhooks and callbacks; several while a secret is replaced, the newest first. Default: none are signed. */
  readonly webhookSecret?: string | readonly string[];
  /** Called after each request. Default: none. */
  readonly onRequest?: (request: LoggedRequest) => void;
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
export interface Mock extends MockControl {
  /** Where the mock is, without a path: `http://127.0.0.1:4010`. */
  readonly url: string;
  /** The last 1,000 requests, the oldest first. */
  readonly requests: readonly LoggedRequest[];
  /** Which resources are stateful and which operations aren't, in words. */
  describeState(): readonly string[];
  /**
   * The same for the requests that name this session in `X-Concordat-Session`: they have records, a scenario, a clock and
   * a delay of their own. It begins as the mock did. 100 sessions are kept.
   */
  session(name: string): MockControl & Pick<Mock, 'requests'>;
  /** Sends a request that the contract describes under `webhooks`. @throws {MockError} if it can't be sent */
  sendWebhook(name: string, options: DeliveryOptions): Promise<DeliveryResult>;
  /**
   * With `record`: a scenario of what the backend responded up to now. It has the records that were there before, and the
   * responses of stateless operations, without headers, bytes, secrets and what breaks the contract.
   */
  recorded(): Scenario;
  /** Replaces the scenarios: each session starts with the first one. @throws {MockError} `MOCK_SCENARIO`, as `createMock` */
  useScenarios(scenario: Scenario, scenarios?: Readonly<Record<string, Scenario>>): void;
  /** Replaces the contract and keeps the records. */
  reload(contract: Contract): void;
  /** Stops the server. @param gracePeriodMs how long requests in flight may take; default: 0, they are cut */
  close(gracePeriodMs?: number): Promise<void>;
}
