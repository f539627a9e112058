/** A longer wait is left to the caller. */
const maxRetryDelayMs = 30_000;

/**
 * How long to wait before the request is sent again; undefined if it must not be, or would be in vain. Without a response, or
 * with one of a gateway, nobody knows whether a request was carried out: it is repeated only if that changes nothing.
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-idempotent-methods
 */
export function retryDelayOf(
  method: string,
  response: Response | undefined,
  attempt: number,
  retryDelayMs: number,
): number | undefined {
  const isIdempotent = method !== 'POST' && method !== 'PATCH';
  const delay = retryDelayMs * 2 ** attempt * (0.75 + Math.random() / 2);
  if (response === undefined) return isIdempotent ? delay : undefined;
  const asked = readRetryAfter(response);
  const isRetryable = [429, 503].includes(response.status)
    ? isIdempotent || asked !== undefined
    : isIdempotent && [502, 504].includes(response.status);
  const wait = asked ?? delay;
  return isRetryable && wait <= maxRetryDelayMs ? wait : undefined;
}

/** @see https://www.rfc-editor.org/rfc/rfc9110#name-retry-after */
function readRetryAfter({ headers }: Response): number | undefined {
  const text = headers.get('retry-after');
  if (text === null) return undefined;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
