import { isIP } from 'node:net';
import { CheckError, checkErrorCodes } from './check-error.ts';
import type { Client } from './client.ts';

/**
 * The URL of a server that may be tested, without a slash at its end.
 * @param allowed hosts that may be sent to although they are not this machine
 * @throws {CheckError} where it is none, or may not be sent to
 */
export function checkTarget(text: string, allowed: readonly string[]): string {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '' || url.hash !== '')
    throw new CheckError(checkErrorCodes.target, `${text} is no URL of a server, such as http://127.0.0.1:3000/api`);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const isHere = host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
  if (!isHere && !allowed.some((other) => other.toLowerCase() === host || other.toLowerCase() === url.host))
    throw new CheckError(
      checkErrorCodes.target,
      `${url.host} is not this machine, and the tests write data: --allow-target ${host} lets them`,
    );
  return text.replace(/\/+$/, '');
}

/** @throws {CheckError} where nobody answers */
export async function assertReachable(client: Client, patience?: number): Promise<void> {
  const answer = await client.send({ method: 'GET', target: '/', headers: {}, body: undefined }, patience);
  if (!('reason' in answer) || answer.reason !== 'refused') return;
  throw new CheckError(
    checkErrorCodes.unreachable,
    `nobody answers at ${client.url} (${answer.message}): is the server running, and is that its port?`,
  );
}
