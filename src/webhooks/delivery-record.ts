import type { components, operations } from '../../generated/types.ts';
import type { Attempt, Delivery } from './delivery/delivery.ts';
import type { DeliveryQuery } from './delivery/delivery-log.ts';
import { endOf, startOf } from './filter-time.ts';
import { toPage } from './page.ts';
import type { WebHook } from './storage.ts';

export type DeliveryRecord = components['schemas']['Delivery'];
export type DeliveryListItem = components['schemas']['DeliveryListItem'];
export type DeliveryList = components['schemas']['DeliveryList'];
export type DeliveryFilters = Partial<operations['listDeliveries']['parameters']['query']>;

/** In UTF-16 code units, of a receiver's response. */
const maxResponseLength = 1024;

export function toDeliveryRecord(delivery: Delivery): DeliveryRecord {
  return { ...recordOf(delivery), Attempts: delivery.attempts.map(toAttempt) };
}

/** Without what the receiver responded. */
export function toDeliveryListItem(delivery: Delivery): DeliveryListItem {
  const Attempts = delivery.attempts.map(toAttempt).map(({ Response: _, ...attempt }) => attempt);
  return { ...recordOf(delivery), Attempts };
}

function recordOf({ id, webhookId, event, state, createdOn, nextAttemptOn, replayOf }: Delivery) {
  return {
    Id: id,
    WebHookId: webhookId,
    EventId: event.id,
    BusinessId: event.businessId,
    // Only what the contract lists is accepted.
    Action: event.action as WebHook['Action'],
    State: state,
    CreatedOn: createdOn,
    NextAttemptOn: nextAttemptOn ?? null,
    ReplayOf: replayOf ?? null,
  };
}

function toAttempt({ on, durationMs, status, error, response }: Attempt): DeliveryRecord['Attempts'][number] {
  return {
    StartedOn: on,
    DurationMs: Math.max(0, Math.round(durationMs)),
    Status: status ?? null,
    Error: error ?? null,
    Response: response?.slice(0, maxResponseLength) ?? null,
  };
}

/** @param locations the user's; undefined for all */
export function toDeliveryQuery(
  webhookId: number,
  filters: DeliveryFilters,
  locations: readonly number[] | undefined,
): DeliveryQuery {
  const { page = 1, size = 25, from_Delivery_CreatedOn: from, to_Delivery_CreatedOn: to } = filters;
  return {
    webhookId,
    businessIds: locations,
    state: filters.Delivery_State,
    action: filters.Delivery_Action,
    from: from === undefined ? undefined : startOf(from),
    to: to === undefined ? undefined : endOf(to),
    offset: (page - 1) * size,
    limit: size,
  };
}

export function toDeliveryList(
  deliveries: readonly Delivery[],
  total: number,
  { page = 1, size = 25 }: DeliveryFilters,
): DeliveryList {
  return toPage(deliveries.map(toDeliveryListItem), total, { page, size, orderBy: 'CreatedOn', dir: -1 });
}
