import type { Contract } from '../../contract/document/load-contract.ts';
import { FindingCollector } from '../findings/finding-collector.ts';
import { markTarget } from '../findings/marked-request.ts';
import { Client, defaultTimeoutMs, isCodingHeader, type SentRequest } from '../http/client.ts';
import { Identity, type IdentityOptions } from '../http/identity.ts';
import { type ReceivedResponse, TransportError } from '../http/response-collector.ts';
import { Secrets, textOf } from '../http/secrets.ts';
import { assertReachable, checkTarget } from '../http/target.ts';
import { makeLoginRequest } from '../plan/login-request.ts';
import type { Plan, PlanOptions } from '../plan/plan.ts';
import { concurrency } from './run-all.ts';
import { Session } from './session.ts';

/** The options of every run against a server. */
export interface RunOptions extends PlanOptions, IdentityOptions {
  /** From `loadContract`. */
  readonly contract: Contract;
  /** Where the server is, in place of `servers[0].url`. */
  readonly url: string;
  /** The same seed gives the same random requests. Default: 1. */
  readonly seed?: number | undefined;
  /** How long a response may take, in milliseconds. Default: 10,000. */
  readonly timeout?: number | undefined;
  /** Hosts (`api`, `api:8080`), addresses and ranges (`10.0.0.0/8`) that may be tested although they are not this machine. */
  readonly allowTargets?: readonly string[] | undefined;
  /** A clock for budgets and durations, in milliseconds. Default: the system's. */
  readonly now?: (() => number) | undefined;
  /** Called with the next step of the run. */
  readonly onProgress?: ((text: string) => void) | undefined;
  /** Called with each request of the run, once it is over. */
  readonly onRequest?: ((sent: SentRequest) => void) | undefined;
}

export const systemClock = (): number => performance.now();

export interface SessionSettings {
  /** When the last request may be sent, by the run's clock. Default: there is no end. */
  readonly deadline?: number;
  /** How long before the deadline the run ends if it has records to delete. */
  readonly reserveMs?: number;
  /** Whether the response that had the token is checked like others; otherwise another token is requested for that. */
  readonly checksTokenResponse?: boolean;
}

/**
 * Connects to a server, signs in, and opens a session. The caller has to close it.
 * @throws {CheckError} if the server may not be tested, doesn't respond, or refuses the user
 */
export async function openSession(
  plan: Plan,
  options: RunOptions,
  { deadline = Number.POSITIVE_INFINITY, reserveMs = 0, checksTokenResponse = true }: SessionSettings = {},
): Promise<Session> {
  const { contract, timeout: timeoutMs = defaultTimeoutMs, allowTargets = [], now = systemClock } = options;
  let secrets = new Secrets();
  const log = (
    { method, target }: { method: string; target: string },
    result: ReceivedResponse | TransportError,
    ms: number,
  ) => {
    const [status, why] = result instanceof TransportError ? [undefined, result.message] : [result.status, undefined];
    options.onRequest?.({ method, path: textOf(markTarget(target, secrets)), status, why, ms });
  };
  const client = new Client(checkTarget(options.url, allowTargets), {
    timeoutMs,
    connections: concurrency,
    leavesCoding: refusesIdentity(plan),
    onSent: options.onRequest && log,
  });
  try {
    await assertReachable(client, deadline - now());
    const login = makeLoginRequest(plan, options);
    const signingIn = Identity.of(contract, client.url, options, checksTokenResponse, login);
    const [identity] = await Promise.all([signingIn, prepareFirst(plan)]);
    secrets = identity.secrets;
    const collector = new FindingCollector(secrets);
    return new Session({ plan, client, identity, collector, deadline, reserveMs, now });
  } catch (error) {
    await client.close();
    throw error;
  }
}

/** Whether a parameter for the coding of responses doesn't take the one that is asked for elsewhere. */
function refusesIdentity(plan: Plan): boolean {
  const isCoding = ({ in: kind, name }: { in: string; name: string }) => kind === 'header' && isCodingHeader(name);
  return plan.operations
    .filter(({ parameters }) => parameters.some(isCoding))
    .some((operation) => {
      const { maker, instances } = plan.tested(operation);
      const coding = maker.subjects.find(({ parameter }) => isCoding(parameter) && parameter.schema !== undefined);
      return coding !== undefined && !instances.isValid('identity', coding.pointer);
    });
}

/** Prepares the first operations, while the server verifies the password. */
async function prepareFirst(plan: Plan): Promise<void> {
  // The request that signs in has to be sent before.
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
  for (const operation of plan.operations.slice(0, 3)) {
    const { base, maker } = plan.tested(operation);
    if (base) maker.edges(base).next();
    if (maker.body?.pointer !== undefined) maker.instances.edges(maker.body.pointer);
  }
}
