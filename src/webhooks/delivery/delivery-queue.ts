import type { WebHook } from '../storage.ts';
import type { Attempt, WebHookEvent } from './delivery.ts';

/**
 * The engine's port to what has to be durable. Work is handed out endpoint by endpoint; an endpoint is one webhook, by its
 * `Id`. One worker at a time owns an endpoint, takes what is due there, records what became of it, and hands it back.
 */
export interface DeliveryQueue {
  /**
   * Endpoints with something due that nobody owns, the one that has waited longest first. The caller owns them until it
   * releases them. Webhooks that aren't active have nothing due.
   */
  claim(limit: number): Promise<readonly number[]>;

  /**
   * Takes deliveries that are due at an endpoint that the caller owns, and haven't been taken since it was claimed.
   * @returns undefined if the webhook was deleted or isn't active any more; an empty list if nothing is due now
   */
  take(webhookId: number, limit: TakeLimit): Promise<TakenDeliveries | undefined>;

  /**
   * Makes outcomes durable, all or none, with what they mean for their webhooks: `LastTrigger`, `LastError`, `ErrorCount`,
   * and whether they are disabled. It has no effect if it rejects, and can be repeated.
   * @returns the webhooks that were disabled by it
   */
  record(outcomes: readonly Outcome[]): Promise<readonly DisabledWebHook[]>;

  /** Hands an endpoint back. What was taken and has no recorded outcome is due again at once, with no attempt counted. */
  release(webhookId: number): Promise<void>;

  /** In how many milliseconds an endpoint that nobody owns has something due; 0 for now, undefined if nothing is pending. */
  nextDueInMs(): Promise<number | undefined>;

  /** Calls the listener with the endpoints that may have something due earlier than was known: new events, enabled again. */
  onDue(listener: (webhookIds: ReadonlySet<number>) => void): void;

  /** How many deliveries are pending, and since when the oldest one is, in UTC. */
  pending(): Promise<{ readonly count: number; readonly oldestOn: string | undefined }>;
}

export interface TakeLimit {
  /** At most so many deliveries. */
  readonly limit: number;
  /** Of those, at most so many that had an attempt before. */
  readonly maxRetries: number;
  /** Whether the order of events is kept: only the oldest pending delivery of the endpoint is due, when its time has come. */
  readonly inOrder: boolean;
}

export interface TakenDeliveries {
  /** As it is now. */
  readonly webhook: WebHook;
  readonly deliveries: readonly TakenDelivery[];
  /**
   * In how many milliseconds the next one is due, of those that weren't taken; undefined if there is none, or in order, where
   * the next one is due when the outcome of the one that was taken is recorded.
   */
  readonly nextDueInMs: number | undefined;
}

export interface TakenDelivery {
  readonly id: string;
  readonly event: WebHookEvent;
  /** How many attempts were made before. */
  readonly attempts: number;
  /** In UTC, with milliseconds. */
  readonly createdOn: string;
}

/** What became of one attempt. */
export interface Outcome {
  readonly deliveryId: string;
  readonly webhookId: number;
  readonly attempt: Attempt;
  /** `failed`: there is no further attempt. */
  readonly next: 'succeeded' | 'failed' | { readonly retryInMs: number };
  /** Whether the receiver wants no more deliveries (410), so that the webhook is disabled at once. */
  readonly isGone?: boolean;
}

export interface DisabledWebHook {
  readonly webhook: WebHook;
  readonly reason: 'gone' | 'failures';
  /** Failed attempts in a row. */
  readonly failures: number;
  /** When the first of them was, in UTC. */
  readonly failingSince: string;
}

/** When failures in a row disable a webhook: so many of them, if the first was so long ago. */
export interface DisablingRule {
  /** 0 for never. */
  readonly after: number;
  readonly spanMs: number;
}
