import type { RetrySchedule } from './retry-schedule.ts';

/** How deliveries are sent. */
export interface DeliverySettings {
  readonly retrySchedule: RetrySchedule;
  /** Attempts at a time at one endpoint; with 1, the order of events is kept over retries. */
  readonly webhookConcurrency: number;
  /** Attempts at a time in all. */
  readonly concurrency: number;
  /** Where operators get their events; undefined for nowhere. */
  readonly operatorUrl: string | undefined;
}

/** How long an attempt may take, in milliseconds: for the client that sends, and for what is told of it. */
export const attemptDeadlines = { connectTimeoutMs: 5000, timeoutMs: 15_000 } as const;
