import type { LookupAddress } from 'node:dns';
import { lookup as lookupName } from 'node:dns/promises';
import type { LookupFunction, Socket } from 'node:net';
import type { buildConnector } from 'undici';
import { OutgoingError, outgoingErrorCodes } from './outgoing-error.ts';
import { isAllowedAddress, isPlainHttp, type TargetPolicy } from './target-policy.ts';

/** All addresses of a host name. Rejects if there are none. */
export type Lookup = (hostname: string) => Promise<readonly LookupAddress[]>;

/** Where a connector connects to, and how. */
export interface GuardOptions {
  /** Where requests may be sent. */
  readonly policy: TargetPolicy;
  /** From the look-up to the connection, TLS included, in milliseconds. */
  readonly connectTimeoutMs: number;
  /** Default: the system's. */
  readonly lookup?: Lookup | undefined;
}

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
  const connect = build({ timeout, lookup: createLookup(origin, options), allowH2: false });
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
  const { remoteAddress = '' } = socket;
  if (isAllowedAddress(remoteAddress, origin, policy)) return undefined;
  socket.destroy();
  return refusalOf(origin, remoteAddress);
}

function createLookup(origin: URL, { policy, lookup = lookupAll }: GuardOptions): LookupFunction {
  return (hostname, { all }, next) => {
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
  const forbidden = addresses.find(({ address }) => !isAllowedAddress(address, origin, policy));
  if (forbidden) throw refusalOf(origin, forbidden.address);
  return [...addresses];
}

/** @param address that the URL's host name resolved to; undefined if the URL itself is refused */
export function refusalOf(url: URL, address?: string): OutgoingError {
  if (!isPlainHttp(url)) {
    const message = `${url.protocol}//${url.host} can't be sent to: a URL has to be http or https, without user name and password`;
    return new OutgoingError(outgoingErrorCodes.url, message);
  }
  const what = address === undefined ? url.host : `${url.host}, which is ${address},`;
  return new OutgoingError(outgoingErrorCodes.target, `${what} may not be reached`);
}

function lookupAll(hostname: string): Promise<LookupAddress[]> {
  return lookupName(hostname, { all: true });
}
