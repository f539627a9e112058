import type { Received } from './response-collector.ts';

/** In seconds: what is waited for at most. */
const patience = 3;
/** In seconds: what is waited for at least, as 0 is no time at all. */
const shortest = 0.2;

/** Whether an answer says no more than that it is too early. @see https://www.rfc-editor.org/rfc/rfc9110#name-retry-after */
export function isThrottled({ status, headers }: Received): boolean {
  return status === 429 || (headers['retry-after'] !== undefined && [409, 425, 503].includes(status));
}

/** How long to wait before the request is sent again, in milliseconds; undefined where that would be too long. */
export function waitOf(received: Received): number | undefined {
  if (!isThrottled(received)) return undefined;
  const after = Number(received.headers['retry-after'] ?? 1);
  return after <= patience ? Math.max(after, shortest) * 1000 : undefined;
}
