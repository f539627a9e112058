import type { Received } from './client.ts';

/** In seconds: what is waited for at most. */
const patience = 3;

/** Whether an answer says no more than that it is too early. @see https://www.rfc-editor.org/rfc/rfc9110#name-retry-after */
export function isThrottled({ status, headers }: Received): boolean {
  return status === 429 || (headers['retry-after'] !== undefined && [409, 425, 503].includes(status));
}

/** How long to wait before the request is sent again, in milliseconds; undefined where that would be too long. */
export function waitOf(received: Received): number | undefined {
  if (!isThrottled(received)) return undefined;
  const after = Number(received.headers['retry-after'] ?? 1);
  return after <= patience ? after * 1000 : undefined;
}
