import { randomUUID } from 'node:crypto';
import type { Delivery, WebHookEvent } from '../../src/webhooks/delivery/delivery.ts';
import type { DeliveryLog, DeliveryQuery } from '../../src/webhooks/delivery/delivery-log.ts';
import type { Storage, WebHook } from '../../src/webhooks/storage.ts';

/** Deliveries in memory, which nobody sends: what use cases are tested with. */
export class MemoryDeliveries implements DeliveryLog {
  readonly deliveries: Delivery[] = [];
  readonly #storage: Pick<Storage, 'list' | 'get'>;
  readonly #seen = new Set<string>();

  constructor(storage: Pick<Storage, 'list' | 'get'>) {
    this.#storage = storage;
  }

  async accept(events: readonly WebHookEvent[]): Promise<void> {
    const { entries } = await this.#storage.list('webhooks');
    for (const event of events) {
      if (this.#seen.has(event.id)) continue;
      this.#seen.add(event.id);
      for (const webhook of entries) if (isFor(webhook, event)) this.#add(webhook.Id, event);
    }
  }

  async acceptFor(webhookId: number, event: WebHookEvent): Promise<string | undefined> {
    return (await this.#storage.get('webhooks', webhookId)) && this.#add(webhookId, event);
  }

  async find(deliveryId: string): Promise<Delivery | undefined> {
    return this.deliveries.find(({ id }) => id === deliveryId);
  }

  async list({ webhookId, businessIds, state, action, from, to, offset, limit }: DeliveryQuery) {
    const found = this.deliveries.filter(
      (delivery) =>
        delivery.webhookId === webhookId &&
        (businessIds === undefined || businessIds.includes(delivery.event.businessId)) &&
        (state === undefined || delivery.state === state) &&
        (action === undefined || delivery.event.action === action) &&
        (from === undefined || new Date(delivery.createdOn) >= from) &&
        (to === undefined || new Date(delivery.createdOn) <= to),
    );
    return { deliveries: found.toReversed().slice(offset, offset + limit), total: found.length };
  }

  async replay(deliveryId: string): Promise<string | undefined> {
    const found = await this.find(deliveryId);
    const webhook = found && (await this.#storage.get('webhooks', found.webhookId));
    return found && webhook && this.#add(webhook.Id, found.event, deliveryId);
  }

  async recover(webhookId: number, since: Date, businessIds?: readonly number[]): Promise<number> {
    const failed = this.deliveries.filter(
      ({ id, webhookId: own, event, state, createdOn }) =>
        own === webhookId &&
        state === 'failed' &&
        new Date(createdOn) >= since &&
        (businessIds === undefined || businessIds.includes(event.businessId)) &&
        !this.deliveries.some((other) => other.replayOf === id && /pending|succeeded/.test(other.state)),
    );
    for (const { id, event } of failed) this.#add(webhookId, event, id);
    return failed.length;
  }

  #add(webhookId: number, event: WebHookEvent, replayOf?: string): string {
    const id = randomUUID();
    const createdOn = event.acceptedOn;
    this.deliveries.push({
      id,
      webhookId,
      event,
      state: 'pending',
      createdOn,
      attempts: [],
      nextAttemptOn: createdOn,
      replayOf,
    });
    return id;
  }
}

function isFor({ Active, Action, BusinessId }: WebHook, { action, businessId }: WebHookEvent): boolean {
  return Active && Action !== 1 && Action === action && BusinessId === businessId;
}
