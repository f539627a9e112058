import type { Collection, Entry, Key, WebHook } from '../storage.ts';
import { type Data, keyOf, type Operation } from './data.ts';
import { encodeHealth, type Failures } from './deliveries/deliveries.ts';
import { digitsOf, idsIn } from './deliveries/event-ids.ts';
import { hasSamePlace } from './deliveries/webhook-index.ts';

/** The data as it will be after the changes that a commit has so far. */
export class PendingData {
  readonly #data: Data;
  readonly #entries = new Map<string, Entry<Collection> | undefined>();
  /** Webhooks that other events are delivered to than before. */
  readonly #moved = new Map<number, WebHook | undefined>();
  readonly #eventIds = new Set<string>();
  readonly #replayed = new Set<string>();
  readonly #ended = new Set<string>();
  readonly #attempts = new Map<string, number>();
  readonly #failures = new Map<number, Failures | undefined>();
  /** Webhooks with attempts. */
  readonly #attempted = new Set<number>();
  #lastId: number;

  constructor(data: Data) {
    this.#data = data;
    this.#lastId = data.lastId;
  }

  /** The last id of a webhook. */
  get lastId(): number {
    return this.#lastId;
  }

  get<C extends Collection>(collection: C, key: Key<C>): Entry<C> | undefined {
    const name = `${collection} ${key}`;
    if (this.#entries.has(name)) return this.#entries.get(name) as Entry<C> | undefined;
    return (this.#data[collection] as Map<Key<C>, Entry<C>>).get(key);
  }

  /** The ids of the active webhooks of a location and action, ascending. */
  webhooksFor(businessId: number, action: number): readonly number[] {
    const ids: number[] = [];
    for (const id of this.#data.deliveries.index.find(businessId, action)) if (!this.#moved.has(id)) ids.push(id);
    for (const [id, webhook] of this.#moved) {
      if (webhook?.Active && webhook.BusinessId === businessId && webhook.Action === action) ids.push(id);
    }
    return ids.sort((a, b) => a - b);
  }

  hasEvent(id: string, nowMs: number): boolean {
    return this.#eventIds.has(digitsOf(id)) || this.#data.deliveries.eventIds.has(id, nowMs);
  }

  /** Whether a delivery is replayed by this commit. */
  isReplayed(deliveryId: string): boolean {
    return this.#replayed.has(deliveryId);
  }

  failuresOf(webhookId: number): Failures | undefined {
    if (this.#failures.has(webhookId)) return this.#failures.get(webhookId);
    return this.#data.deliveries.failures.get(webhookId);
  }

  /** A delivery that is pending, with the number of its attempts. */
  pendingDelivery(id: string): { readonly attempts: number; readonly createdOn: string } | undefined {
    const delivery = this.#data.deliveries.byId.get(id);
    if (!delivery?.isPending || this.#ended.has(id)) return undefined;
    if (delivery.webhookId !== 0 && !this.get('webhooks', delivery.webhookId)) return undefined;
    return { attempts: this.#attempts.get(id) ?? delivery.attempts, createdOn: delivery.createdOn };
  }

  /** @returns whether it is to be written as it is; `operations` has the health of webhooks once for all */
  add(operation: Operation): boolean {
    switch (operation[0]) {
      case 'put':
      case 'delete': {
        const [kind, collection, value] = operation;
        const key = kind === 'delete' ? value : keyOf(collection, value);
        const after = kind === 'delete' ? undefined : value;
        if (collection === 'webhooks') this.#replaceWebHook(key as number, after as WebHook | undefined);
        else this.#entries.set(`${collection} ${key}`, after);
        return true;
      }
      case 'deliveries':
        this.#eventIds.add(digitsOf(operation[1][0]));
        for (const [, , , replayOf] of operation[2]) if (replayOf) this.#replayed.add(replayOf);
        return true;
      case 'attempt': {
        const [, id, number, , next] = operation;
        this.#attempts.set(id, number);
        if (typeof next === 'string') this.#ended.add(id);
        return true;
      }
      case 'health': {
        const [, id, LastTrigger, LastError, ErrorCount, Active, failures, failingSince] = operation;
        const webhook = this.get('webhooks', id);
        if (!webhook) return false;
        this.#replaceWebHook(id, { ...webhook, LastTrigger, LastError, ErrorCount, Active });
        this.#failures.set(id, failingSince === null ? undefined : { failures, failingSince });
        this.#attempted.add(id);
        return false;
      }
      case 'seen':
        for (const id of idsIn(operation[1])) this.#eventIds.add(id);
        return true;
    }
  }

  /** The health of webhooks with attempts, with what was changed after them. */
  health(): Operation[] {
    return [...this.#attempted].flatMap((id) => {
      const webhook = this.get('webhooks', id);
      return webhook ? [encodeHealth(webhook, this.failuresOf(id))] : [];
    });
  }

  #replaceWebHook(id: number, after: WebHook | undefined): void {
    const before = this.get('webhooks', id);
    this.#entries.set(`webhooks ${id}`, after);
    this.#lastId = Math.max(this.#lastId, id);
    if (!before || !after || !hasSamePlace(before, after)) this.#moved.set(id, after);
    if (!after || (after.Active && before && !before.Active)) this.#failures.set(id, undefined);
  }
}
