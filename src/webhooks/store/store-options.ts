import { randomUUID } from 'node:crypto';
import type { Clock } from '../delivery/delivery.ts';
import type { DisablingRule } from '../delivery/delivery-queue.ts';
import type { LogLimits } from './deliveries/ended-deliveries.ts';
import type { MakeOpsEvent } from './deliveries/outcome-plan.ts';

export interface StoreOptions {
  /** Called with what operators should know: an incomplete commit, a snapshot that failed. */
  readonly onEvent?: (event: StoreEvent) => void;
  /** The journal's size in bytes from which a snapshot is written. Default: 4 MiB, or the snapshot's size if larger. */
  readonly snapshotAfter?: number;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Makes the ids of deliveries. Default: random UUIDs. */
  readonly makeId?: () => string;
  /** When a webhook is disabled. Default: after 10 failures in a row, the first of them 15 minutes ago. */
  readonly rule?: DisablingRule;
  /** Makes the event that operators get when a webhook is disabled. Default: none. */
  readonly opsEvent?: MakeOpsEvent | undefined;
  /** How many deliveries that have ended are kept, and how long. Default: 10,000, and 7 days. */
  readonly log?: LogLimits;
}

export interface StoreEvent {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly error?: unknown;
}

export const defaultSnapshotAfter = 4 * 1024 * 1024;

export const storeDefaults = {
  clock: { now: () => new Date(), monotonicMs: () => performance.now() },
  makeId: randomUUID as () => string,
  rule: { after: 10, spanMs: 15 * 60_000 },
  log: { maxFinished: 10_000, maxAgeMs: 7 * 86_400_000 },
} as const satisfies StoreOptions;
