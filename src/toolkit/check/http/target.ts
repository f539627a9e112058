import { isIP } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { CheckError, checkErrorCodes } from './check-error.ts';
import type { Client } from './client.ts';
import { TransportError } from './response-collector.ts';

/**
 * Makes sure that a server may be tested: it is on this machine, or its host is allowed.
 * @param allowed hosts that may be tested although they are not this machine
 * @returns its URL without trailing slashes
 * @throws {CheckError} where the text is no URL of a server, or the host is not allowed
 */
export function checkTarget(text: string, allowed: readonly string[]): string {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '' || url.hash !== '')
    throw new CheckError(
      checkErrorCodes.target,
      `${text} is not the URL of a server, such as http://127.0.0.1:3000/api`,
    );
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const isLoopback = host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
  if (!isLoopback && !allowed.some((other) => other.toLowerCase() === host || other.toLowerCase() === url.host))
    throw new CheckError(
      checkErrorCodes.target,
      `${url.host} is not this machine, and contract tests write data. Allow it with --allow-target ${host}`,
    );
  return text.replace(/\/+$/, '');
}

/** @throws {CheckError} where no connection can be made */
export async function assertReachable(client: Client, timeoutMs?: number): Promise<void> {
  const received = await client.send({ method: 'GET', target: '/', headers: {}, body: undefined }, timeoutMs);
  if (!(received instanceof TransportError) || received.reason !== 'refused') return;
  throw new CheckError(
    checkErrorCodes.unreachable,
    `no server responds at ${client.url} (${received.message}). Is it running, and is that its port?`,
    { cause: received },
  );
}

/** Whether the server still accepts connections; one that restarts is given a moment. */
export async function isListening(client: Client): Promise<boolean> {
  for (const pause of [0, 200, 500, 1000]) {
    await delay(pause);
    const received = await client.send({ method: 'GET', target: '/', headers: {}, body: undefined });
    if (!(received instanceof TransportError) || received.reason !== 'refused') return true;
  }
  return false;
}
