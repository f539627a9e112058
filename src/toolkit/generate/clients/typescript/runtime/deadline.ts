import { ClientError } from './client-error.ts';

/** The end of an attempt: by time, or by the caller's signal. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** What to throw in place of an error of `fetch`. */
  explain(error: unknown): unknown;
  /** @param isStreaming whether the caller's signal still ends the stream */
  stop(isStreaming?: boolean): void;
}

/** `AbortSignal.any` is missing in Node 18. */
export function startDeadline(timeoutMs: number, outer: AbortSignal | undefined, what: string): Deadline {
  const controller = new AbortController();
  const abort = () => controller.abort(outer?.reason);
  let timedOut: ClientError | undefined;
  const expire = () => {
    timedOut = new ClientError('TIMEOUT', `${what} took longer than ${timeoutMs} ms`);
    controller.abort(timedOut);
  };
  const timer = timeoutMs > 0 && timeoutMs < 2 ** 31 ? setTimeout(expire, timeoutMs) : undefined;
  outer?.addEventListener('abort', abort);
  if (outer?.aborted) abort();
  return {
    signal: controller.signal,
    explain: (error) => {
      if (outer?.aborted) return outer.reason;
      if (timedOut !== undefined || error instanceof ClientError) return timedOut ?? error;
      const cause = (error as Error)?.cause as Error | undefined;
      return new ClientError('NETWORK', `${what} failed: ${cause?.message || (error as Error)?.message}`, {
        cause: error,
      });
    },
    stop: (isStreaming = false) => {
      clearTimeout(timer);
      if (!isStreaming) outer?.removeEventListener('abort', abort);
    },
  };
}

/** Waits as long as the signal allows, for what others wait for as well. */
export function untilAborted<T>(wanted: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return wanted;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    const end = () => signal.removeEventListener('abort', abort);
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
    void wanted.then(resolve, reject).finally(end);
  });
}

export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, ms);
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  });
}
