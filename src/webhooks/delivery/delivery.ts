/** Something that happened in a location: it is delivered to the active webhooks of its location and action. */
export interface WebHookEvent {
  /** A UUID. */
  readonly id: string;
  readonly businessId: number;
  readonly action: number;
  /** The record that the event is about, as JSON text. The body of its deliveries is an array with this record. */
  readonly record: string;
  /** In UTC, with milliseconds. */
  readonly acceptedOn: string;
}

export const deliveryStates = ['pending', 'succeeded', 'failed', 'dropped'] as const;

/** `failed`: all attempts failed, or the receiver said that it is gone. `dropped`: the webhook was deleted. */
export type DeliveryState = (typeof deliveryStates)[number];

/** One request to a webhook's URL. */
export interface Attempt {
  /** When it began, in UTC, with milliseconds. */
  readonly on: string;
  readonly durationMs: number;
  /** Undefined without a response. */
  readonly status?: number;
  /** Why it failed; undefined if it succeeded. */
  readonly error?: string;
  /** The first 1 KB of the response's body as text. */
  readonly response?: string;
}

/** One event on its way to one webhook. */
export interface Delivery {
  /** A UUID, the same for all attempts: the `webhook-id` that receivers tell duplicates by. */
  readonly id: string;
  readonly webhookId: number;
  readonly event: WebHookEvent;
  readonly state: DeliveryState;
  /** When it was made: with its event, or by a replay. In UTC, with milliseconds. */
  readonly createdOn: string;
  readonly attempts: readonly Attempt[];
  /** When the next attempt is due, in UTC; undefined unless pending. */
  readonly nextAttemptOn?: string | undefined;
  /** The delivery that this one repeats. */
  readonly replayOf?: string | undefined;
}

/** The time of day, and a time that never jumps. */
export interface Clock {
  now(): Date;
  /** In milliseconds since any moment; it only goes forward, whatever happens to the time of day. */
  monotonicMs(): number;
}
