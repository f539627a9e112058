import type { Delivery, DeliveryState, WebHookEvent } from '../../../delivery/delivery.ts';
import { type AttemptFields, decodeAttempts } from '../../deliveries/delivery-operation.ts';

/** An event as statements select it. */
export interface EventRow {
  readonly event_id: string;
  readonly business_id: number;
  readonly action: number;
  readonly record: string;
  readonly accepted_on: Date;
}

/** A delivery with its event as statements select it. */
export interface DeliveryRow extends EventRow {
  readonly id: string;
  readonly webhook_id: number;
  readonly state: DeliveryState;
  readonly created_on: Date;
  readonly replay_of: string | null;
  readonly attempts: readonly string[];
  /** Null unless it is pending. */
  readonly due_on: Date | null;
}

/** The columns of an event, of a table that is called `e`. */
export const eventColumns = 'e.id as event_id, e.business_id, e.action, e.record, e.accepted_on';

export function toEvent({
  event_id: id,
  business_id: businessId,
  action,
  record,
  accepted_on,
}: EventRow): WebHookEvent {
  return { id, businessId, action, record, acceptedOn: accepted_on.toISOString() };
}

export function toDelivery(row: DeliveryRow): Delivery {
  const { id, webhook_id: webhookId, state, created_on, replay_of, attempts, due_on } = row;
  const createdOn = created_on.toISOString();
  return {
    id,
    webhookId,
    event: toEvent(row),
    state,
    createdOn,
    attempts: attempts.flatMap((text) => decodeAttempts(JSON.parse(text) as AttemptFields, createdOn)),
    nextAttemptOn: due_on?.toISOString(),
    replayOf: replay_of ?? undefined,
  };
}
