import type { DeliveriesHandlers, EventsHandlers } from '../../../generated/server.ts';
import type { RequestContext } from '../../server.ts';
import type { DeliveryService } from '../delivery-service.ts';
import { startOf } from '../filter-time.ts';
import type { User } from '../storage.ts';
import { formatTime } from '../webhook.ts';
import { recordTextsIn } from './record-texts.ts';
import { actionResult, attempt, denied, notFound } from './responses.ts';

type SignedIn = RequestContext<User>;

/** @param now for the time in the envelope of a write */
export function createDeliveryHandlers(
  deliveries: DeliveryService,
  now: () => Date,
): DeliveriesHandlers<SignedIn> & EventsHandlers<SignedIn> {
  const resultOf = <Value>(message: string, value: Value, by: User) =>
    actionResult(message, value, formatTime(now()), by);

  return {
    async createEvents({ body }, { identity, bytes }) {
      const records = recordTextsIn(bytes as Uint8Array);
      const events = body.Events.map(({ EventId, BusinessId, Action }, index) => ({
        id: EventId,
        businessId: BusinessId,
        action: Action,
        record: records[index] as string,
      }));
      const EventIds = await attempt(() => deliveries.accept(events, identity));
      if (typeof EventIds === 'string') return denied();
      return { status: 200, body: resultOf('Events were successfully accepted.', { EventIds }, identity) };
    },

    async listDeliveries({ path: { id }, query }, { identity }) {
      const result = await attempt(() => deliveries.list(id, query, identity));
      return typeof result === 'string' ? notFound() : { status: 200, body: result };
    },

    async getDelivery({ path: { id } }, { identity }) {
      const result = await attempt(() => deliveries.get(id, identity));
      return typeof result === 'string' ? notFound() : { status: 200, body: result };
    },

    async replayDelivery({ path: { id } }, { identity }) {
      const DeliveryId = await attempt(() => deliveries.replay(id, identity));
      if (DeliveryId === 'notFound' || DeliveryId === 'denied') return notFound();
      return { status: 200, body: resultOf('Delivery was successfully replayed.', { DeliveryId }, identity) };
    },

    async testWebHook({ path: { id } }, { identity }) {
      const DeliveryId = await attempt(() => deliveries.test(id, identity));
      if (DeliveryId === 'notFound' || DeliveryId === 'denied') return notFound();
      return { status: 200, body: resultOf('Test delivery was successfully created.', { DeliveryId }, identity) };
    },

    async recoverWebHook({ path: { id }, body }, { identity }) {
      const Deliveries = await attempt(() => deliveries.recover(id, startOf(body.Since), identity));
      if (typeof Deliveries === 'string') return notFound();
      return { status: 200, body: resultOf('Deliveries were successfully replayed.', { Deliveries }, identity) };
    },
  };
}
