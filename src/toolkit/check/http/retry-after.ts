import type { ReceivedResponse } from './response-collector.ts';

/** After a longer delay, a request is not sent again. */
const maxDelaySeconds = 3;
/** `Retry-After: 0` would send the request again at once. */
const minDelaySeconds = 0.2;

/**
 * Whether a response only asks the client to come back later.
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
 */
export function isThrottled({ status, headers }: ReceivedResponse): boolean {
  // 404 where a record is not there yet.
  return status === 429 || (headers['retry-after'] !== undefined && [404, 409, 425, 503].includes(status));
}

/** How long to wait before the request is sent again, in milliseconds; undefined if it shouldn't be. */
export function retryDelayOf(received: ReceivedResponse): number | undefined {
  return isThrottled(received) ? retryAfterOf(received, 1) : undefined;
}

/** What `Retry-After` asks for, in milliseconds; undefined if that is too long. @param defaultSeconds without the header */
export function retryAfterOf({ headers }: ReceivedResponse, defaultSeconds = 0): number | undefined {
  const seconds = Number(headers['retry-after'] ?? defaultSeconds);
  if (seconds === 0 && defaultSeconds === 0) return 0;
  return seconds <= maxDelaySeconds ? Math.max(seconds, minDelaySeconds) * 1000 : undefined;
}
