import type { Delivery, DeliveryState, WebHookEvent } from './delivery.ts';

/** The use cases' port to events and deliveries. The promise of a change resolves only when the change is durable. */
export interface DeliveryLog {
  /**
   * Accepts events, all or none, each with a new pending delivery for each active webhook of its location and action. An
   * event whose id was accepted in the last 24 hours is ignored; so is all but the first of those with the same id. Action 1
   * (`None`) has no deliveries.
   */
  accept(events: readonly WebHookEvent[]): Promise<void>;

  /** Accepts an event for one webhook alone. @returns the new delivery's id; undefined if there is no such webhook */
  acceptFor(webhookId: number, event: WebHookEvent): Promise<string | undefined>;

  find(deliveryId: string): Promise<Delivery | undefined>;

  /** Deliveries of one webhook, the newest first. */
  list(query: DeliveryQuery): Promise<{ readonly deliveries: readonly Delivery[]; readonly total: number }>;

  /** Delivers an event again, as a new delivery. @returns its id; undefined if there is no such delivery, or no webhook any more */
  replay(deliveryId: string): Promise<string | undefined>;

  /**
   * Replays the failed deliveries of a webhook that were made at a time or later, the oldest first; not those that have a
   * replay which is pending or has succeeded.
   * @param businessIds only events of these locations; undefined for all
   * @returns how many
   */
  recover(webhookId: number, since: Date, businessIds?: readonly number[]): Promise<number>;
}

export interface DeliveryQuery {
  readonly webhookId: number;
  /** Only events of these locations. Default: all. */
  readonly businessIds?: readonly number[] | undefined;
  readonly state?: DeliveryState | undefined;
  readonly action?: number | undefined;
  /** Made at this time or later; at this time or earlier. */
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  readonly offset: number;
  readonly limit: number;
}
