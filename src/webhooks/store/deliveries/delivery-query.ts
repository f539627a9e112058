import type { Delivery } from '../../delivery/delivery.ts';
import type { DeliveryQuery } from '../../delivery/delivery-log.ts';
import type { StoredDelivery } from './stored-delivery.ts';

/** @param deliveries of the query's webhook, the newest first */
export function selectDeliveries(
  deliveries: Iterable<StoredDelivery>,
  { businessIds, state, action, from, to, offset, limit }: DeliveryQuery,
): { readonly deliveries: readonly Delivery[]; readonly total: number } {
  const locations = businessIds && new Set(businessIds);
  const found: StoredDelivery[] = [];
  let total = 0;
  for (const delivery of deliveries) {
    const { event, progress } = delivery;
    if (locations && !locations.has(event.businessId)) continue;
    if (state !== undefined && progress.state !== state) continue;
    if (action !== undefined && event.action !== action) continue;
    if ((from || to) && !isBetween(Date.parse(delivery.createdOn), from, to)) continue;
    if (total >= offset && found.length < limit) found.push(delivery);
    total++;
  }
  return { deliveries: found.map((delivery) => delivery.toDelivery()), total };
}

function isBetween(time: number, from: Date | undefined, to: Date | undefined): boolean {
  return (!from || time >= from.getTime()) && (!to || time <= to.getTime());
}

/**
 * The failed deliveries that are to be replayed: one of each event, and none of an event that has a replay which is pending or
 * has succeeded.
 * @param deliveries of one webhook, the oldest first
 * @returns their ids, the oldest first
 */
export function findRecoverable(
  deliveries: Iterable<StoredDelivery>,
  since: Date,
  businessIds: readonly number[] | undefined,
): string[] {
  const locations = businessIds && new Set(businessIds);
  const failed = new Map<string, string>();
  const replayed = new Set<string>();
  for (const { id, event, createdOn, replayOf, progress } of deliveries) {
    if (replayOf !== undefined && (progress.state === 'pending' || progress.state === 'succeeded'))
      replayed.add(event.id);
    if (progress.state !== 'failed' || Date.parse(createdOn) < since.getTime()) continue;
    if (locations && !locations.has(event.businessId)) continue;
    if (!failed.has(event.id)) failed.set(event.id, id);
  }
  return [...failed].flatMap(([eventId, id]) => (replayed.has(eventId) ? [] : [id]));
}
