import type { LookupAddress } from 'node:dns';
import type { LookupFunction, Socket } from 'node:net';
import type { buildConnector } from 'undici';
import { createDnsLookup, type Lookup, lookUpInSystem } from './name-lookup.ts';
import { OutgoingError, outgoingErrorCodes } from './outgoing-error.ts';
import {
  isAllowedAddress,
  isAllowedPort,
  isLoopbackName,
  isNamed,
  isPlainHttp,
  type TargetPolicy,
} from './target-policy.ts';

/** Where a connector connects to, and how. */
export interface GuardOptions {
  /** Where requests may be sent. */
  readonly policy: TargetPolicy;
  /** From the look-up to the connection, TLS included, in milliseconds. */
  readonly connectTimeoutMs: number;
  /**
   * Default: under `public`, the file of hosts and DNS, without search domains, and the system's for names that the
   * allow-list has; under `loopback`, the system's.
   */
  readonly lookup?: Lookup | undefined;
}

/** Of one name: all are judged, and these are tried. */
const maxAddresses = 8;

/** Node's own 250 ms are too short for receivers far away, where a name has several addresses. */
const addressTimeoutMs = 1000;

/**
 * Connects to one origin, and only to addresses that the policy allows: one look-up, all of whose addresses are judged
 * and of which one is connected to, so that a second look-up can't say something else. undici doesn't look up literal
 * addresses: those are judged with the URL, and once more by the socket's own remote address.
 * @param build undici's, which is loaded when the first request is sent
 */
export function createConnector(
  origin: URL,
  options: GuardOptions,
  build: typeof buildConnector,
): buildConnector.connector {
  const { policy, connectTimeoutMs: timeout } = options;
  const connect = build({
    timeout,
    lookup: createLookup(origin, options),
    allowH2: false,
    autoSelectFamilyAttemptTimeout: addressTimeoutMs,
  });
  return (target, callback) =>
    connect(target, (error, socket) => {
      if (error) return callback(error, null);
      const refusal = judgePeer(socket, origin, policy);
      if (refusal) callback(refusal, null);
      else callback(null, socket);
    });
}

/** Closes a socket that is connected to what the policy forbids. */
function judgePeer(
  socket: Pick<Socket, 'remoteAddress' | 'destroy'>,
  origin: URL,
  policy: TargetPolicy,
): OutgoingError | undefined {
  const { remoteAddress } = socket;
  if (remoteAddress !== undefined && isAllowedAddress(remoteAddress, origin, policy)) return undefined;
  socket.destroy();
  if (remoteAddress !== undefined) return refusalOf(origin, policy, remoteAddress);
  return new OutgoingError(outgoingErrorCodes.connection, `${origin.host} closed the connection at once`);
}

function createLookup(origin: URL, options: GuardOptions): LookupFunction {
  const { policy } = options;
  return (hostname, { all }, next) => {
    const lookup = options.lookup ?? defaultLookupFor(origin, policy);
    resolveAllowed(hostname, origin, policy, lookup).then(
      (addresses) => {
        const [first] = addresses as [LookupAddress];
        if (all) next(null, addresses);
        else next(null, first.address, first.family);
      },
      (error: OutgoingError) => next(error, []),
    );
  };
}

const dnsLookup = createDnsLookup();

/** Names that an operator chose are few, and may need what only the system knows. */
function defaultLookupFor(origin: URL, policy: TargetPolicy): Lookup {
  return policy.reach === 'loopback' || isNamed(origin, policy) ? lookUpInSystem : dnsLookup;
}

async function resolveAllowed(
  hostname: string,
  origin: URL,
  policy: TargetPolicy,
  lookup: Lookup,
): Promise<LookupAddress[]> {
  const addresses = await lookup(hostname).catch((cause: Error) => {
    throw new OutgoingError(outgoingErrorCodes.unresolved, `${hostname} has no address: ${cause.message}`, { cause });
  });
  if (addresses.length === 0) throw new OutgoingError(outgoingErrorCodes.unresolved, `${hostname} has no address`);
  const allowed = addresses.filter(({ address }) => isAllowedAddress(address, origin, policy));
  const forbidden = addresses.find((address) => !allowed.includes(address));
  // Any other name whose addresses differ in that is an attempt to get around the policy. That localhost is both ::1 and
  // 127.0.0.1 isn't: nobody else says so, and both are this machine.
  const isOneMachine = isLoopbackName(hostname) && allowed.length > 0;
  if (forbidden && !isOneMachine) throw refusalOf(origin, policy, forbidden.address);
  return allowed.slice(0, maxAddresses);
}

/** @param address that the URL's host name resolved to; undefined if the URL itself is refused */
export function refusalOf(url: URL, policy: TargetPolicy, address?: string): OutgoingError {
  if (!isPlainHttp(url)) {
    const message = `${url.protocol}//${url.host} can't be sent to: a URL has to be http or https, without user name and password`;
    return new OutgoingError(outgoingErrorCodes.url, message);
  }
  if (!isAllowedPort(url, policy)) {
    const message = `${url.host} may not be reached on that port: allowed are ${policy.ports?.join(', ')}`;
    return new OutgoingError(outgoingErrorCodes.target, message);
  }
  const what = address === undefined ? url.host : `${url.host}, which is ${address},`;
  return new OutgoingError(outgoingErrorCodes.target, `${what} may not be reached`);
}
