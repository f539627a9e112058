import { setTimeout as delay } from 'node:timers/promises';
import { movePath } from '../../contract/document/server-path.ts';
import { escapeLine } from '../../encoding/printable.ts';
import { hideCredentials } from '../../encoding/url.ts';
import { type AllowedTarget, parseAllowedTargets } from '../../http/allowed-target.ts';
import { OutgoingError } from '../../http/outgoing-error.ts';
import { isPlainHttp, judgeUrl } from '../../http/target-policy.ts';
import type { MadeRequest } from '../../instances/index.ts';
import { CheckError, checkErrorCodes } from './check-error.ts';
import type { Client } from './client.ts';
import { TransportError } from './response-collector.ts';

/** Only whether a connection is made matters: a server may respond to this request late, or never. */
const reachTimeoutMs = 3000;

/**
 * Makes sure that a server may be tested: it is on this machine, or allowed.
 * @param allowed hosts, addresses and ranges that may be tested although they are not this machine
 * @returns its URL without trailing slashes
 * @throws {CheckError} if the text is not the URL of a server, or the server is not allowed
 */
export function checkTarget(text: string, allowed: readonly string[]): string {
  const url = URL.parse(text);
  if (!url || !isPlainHttp(url) || url.search !== '' || url.hash !== '')
    throw new CheckError(
      checkErrorCodes.target,
      `${escapeLine(hideCredentials(text).replace(/[?#].*/s, '?…'))} is not the URL of a server. ` +
        'Write it like http://127.0.0.1:3000/api, without a user name and password (see --user), a query or a fragment',
    );
  if (judgeUrl(url, { reach: 'loopback', allowed: readAllowed(allowed) }) !== 'allowed')
    throw new CheckError(
      checkErrorCodes.target,
      `${url.host} is not this machine, and contract tests write data. Allow it with --allow-target ${url.hostname}`,
    );
  return text.replace(/\/+$/, '');
}

/** The URL that a request's target is below. @param url of the API, without trailing slashes */
export function baseUrlOf(url: string, { server }: Pick<MadeRequest, 'server'>): string {
  if (!server) return url;
  const { origin, pathname } = new URL(url);
  return origin + movePath(server.path, server.apiPath, pathname.replace(/\/+$/, ''));
}

function readAllowed(entries: readonly string[]): AllowedTarget[] {
  try {
    return parseAllowedTargets(entries);
  } catch (cause) {
    if (!(cause instanceof OutgoingError)) throw cause;
    throw new CheckError(checkErrorCodes.target, cause.message, { cause });
  }
}

/** @throws {CheckError} if no connection can be made */
export async function assertReachable(client: Client, timeLeftMs = Number.POSITIVE_INFINITY): Promise<void> {
  const timeoutMs = Math.min(reachTimeoutMs, timeLeftMs);
  const received = await client.send({ method: 'GET', target: '/', headers: {}, body: undefined }, timeoutMs);
  if (!(received instanceof TransportError) || received.reason !== 'refused') return;
  throw new CheckError(
    checkErrorCodes.unreachable,
    `no server responds at ${client.url} (${received.message}). Is it running, and is that its port?`,
    { cause: received },
  );
}

/**
 * Whether the server still accepts connections; one that restarts is given a moment.
 * @param timeLeftMs the run's
 */
export async function isListening(client: Client, timeLeftMs = Number.POSITIVE_INFINITY): Promise<boolean> {
  const timeoutMs = Math.min(reachTimeoutMs, timeLeftMs);
  for (const pause of [0, 200, 500, 1000]) {
    if (pause >= timeLeftMs) return true;
    await delay(pause);
    const received = await client.send({ method: 'GET', target: '/', headers: {}, body: undefined }, timeoutMs);
    if (!(received instanceof TransportError) || received.reason !== 'refused') return true;
  }
  return false;
}
