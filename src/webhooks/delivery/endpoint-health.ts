import type { DisabledWebHook, DisablingRule, Outcome } from './delivery-queue.ts';

/** How an endpoint's attempts fare: three fields of its webhook record, and the failures in a row. */
export interface EndpointHealth {
  readonly LastTrigger: string | null;
  readonly LastError: string | null;
  readonly ErrorCount: number;
  /** Failed attempts since the last one that succeeded. */
  readonly failures: number;
  /** When the first of them began, in UTC; undefined without any. */
  readonly failingSince: string | undefined;
}

/**
 * What one more attempt means for its webhook.
 * @returns the health after it, and why the webhook has to be disabled, if it has to
 */
export function updateHealth(
  current: EndpointHealth,
  { attempt, next, isGone }: Pick<Outcome, 'attempt' | 'next' | 'isGone'>,
  { after, spanMs }: DisablingRule,
): { readonly health: EndpointHealth; readonly disabled: DisabledWebHook['reason'] | undefined } {
  const began = `${attempt.on.slice(0, 'yyyy-mm-ddThh:mm:ss'.length)}Z`;
  // Attempts run at the same time, so that an earlier one may be recorded later.
  const LastTrigger = current.LastTrigger !== null && current.LastTrigger > began ? current.LastTrigger : began;
  if (next === 'succeeded') {
    return { health: { ...current, LastTrigger, failures: 0, failingSince: undefined }, disabled: undefined };
  }
  const failures = current.failures + 1;
  const failingSince = current.failingSince ?? attempt.on;
  const health = {
    LastTrigger,
    LastError: attempt.error ?? 'the attempt failed',
    ErrorCount: current.ErrorCount + 1,
    failures,
    failingSince,
  };
  const failingForMs = Date.parse(attempt.on) + attempt.durationMs - Date.parse(failingSince);
  const hasFailedEnough = after > 0 && failures >= after && failingForMs >= spanMs;
  return { health, disabled: isGone ? 'gone' : hasFailedEnough ? 'failures' : undefined };
}
