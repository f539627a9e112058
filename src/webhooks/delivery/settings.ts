import type { Deadlines } from './attempt-error.ts';
import { defaultRetrySchedule, type RetrySchedule } from './retry-schedule.ts';

/** How deliveries are sent. */
export interface DeliverySettings extends Deadlines {
  readonly retrySchedule: RetrySchedule;
  /** Attempts at a time at one endpoint; with 1, the order of events is kept over retries. */
  readonly webhookConcurrency: number;
  /** Attempts at a time in all. */
  readonly concurrency: number;
  /** Where operators get their events; undefined for nowhere. */
  readonly operatorUrl: string | undefined;
}

/** The client that sends has to have the same deadlines. */
export const defaultDeliverySettings: DeliverySettings = {
  retrySchedule: defaultRetrySchedule,
  webhookConcurrency: 8,
  concurrency: 512,
  operatorUrl: undefined,
  connectTimeoutMs: 5000,
  timeoutMs: 15_000,
};
