import TinyQueue from 'tinyqueue';
import type { Clock } from '../../delivery/delivery.ts';
import type { TakeLimit } from '../../delivery/delivery-queue.ts';
import type { WebHook } from '../../storage.ts';
import type { Data } from '../data.ts';
import type { DeliveryObserver } from './deliveries.ts';
import { DueEndpoint } from './due-endpoint.ts';
import type { StoredDelivery } from './stored-delivery.ts';

interface Claimable {
  readonly endpoint: DueEndpoint;
  readonly sinceMs: number;
}

/** Which endpoints have something due, and who owns them. Nothing of it is on disk: after a start, nobody owns any. */
export class DueEndpoints implements DeliveryObserver {
  readonly #data: Data;
  readonly #clock: Clock;
  readonly #endpoints = new Map<number, DueEndpoint>();
  /** An endpoint is in it for each time that it had something due earlier than was known. */
  #claimable = new TinyQueue<Claimable>([], compareClaimable);
  readonly #listeners: ((webhookIds: ReadonlySet<number>) => void)[] = [];
  /** Of the current commit. */
  #changed = new Set<DueEndpoint>();
  #due = new Set<number>();

  constructor(data: Data, clock: Clock) {
    this.#data = data;
    this.#clock = clock;
    const [now, nowMs] = [clock.now().getTime(), clock.monotonicMs()];
    for (const delivery of data.deliveries.byId.values()) {
      if (!delivery.isPending) continue;
      // The clock may have been set back since: never later than planned, counted from now.
      const waitMs = Math.min(delivery.nextAttemptMs - now, delivery.progress.retryInMs);
      this.#of(delivery.webhookId).add(delivery, Math.floor(nowMs + waitMs));
    }
    for (const endpoint of this.#endpoints.values()) this.#refresh(endpoint);
    data.deliveries.observer = this;
  }

  onPending(delivery: StoredDelivery): void {
    const endpoint = this.#of(delivery.webhookId);
    endpoint.add(delivery, Math.floor(this.#clock.monotonicMs()));
    this.#changed.add(endpoint);
    this.#due.add(endpoint.id);
  }

  onAttempt(delivery: StoredDelivery): void {
    const endpoint = this.#of(delivery.webhookId);
    this.#changed.add(endpoint);
    if (!delivery.isPending) {
      endpoint.remove(delivery);
      return;
    }
    endpoint.add(delivery, Math.ceil(this.#clock.monotonicMs() + delivery.progress.retryInMs));
    if (!endpoint.isOwned) this.#due.add(endpoint.id);
  }

  onWebHook(id: number, after: WebHook | undefined): void {
    const endpoint = this.#endpoints.get(id);
    if (!endpoint) return;
    if (!after) this.#endpoints.delete(id);
    endpoint.isActive = after?.Active ?? false;
    this.#changed.add(endpoint);
    if (endpoint.isActive) this.#due.add(id);
  }

  onDue(listener: (webhookIds: ReadonlySet<number>) => void): void {
    this.#listeners.push(listener);
  }

  /** Ends a commit. */
  notify(): void {
    for (const endpoint of this.#changed) this.#refresh(endpoint);
    this.#changed.clear();
    const due = this.#due;
    if (due.size === 0) return;
    this.#due = new Set();
    // A listener that throws is no reason for a commit to fail.
    for (const listener of this.#listeners) queueMicrotask(() => listener(due));
  }

  claim(limit: number): number[] {
    const claimed: number[] = [];
    const nowMs = this.#clock.monotonicMs();
    for (let first = this.#first(); first && first.sinceMs <= nowMs && claimed.length < limit; first = this.#first()) {
      first.endpoint.isOwned = true;
      this.#refresh(first.endpoint);
      claimed.push(first.endpoint.id);
    }
    return claimed;
  }

  take(webhookId: number, limit: TakeLimit): { deliveries: StoredDelivery[]; nextDueInMs: number | undefined } {
    const endpoint = this.#of(webhookId);
    const nowMs = this.#clock.monotonicMs();
    const deliveries = endpoint.take(nowMs, limit);
    const dueMs = endpoint.dueMs();
    return { deliveries, nextDueInMs: dueMs === undefined ? undefined : Math.max(0, dueMs - nowMs) };
  }

  release(webhookId: number): void {
    const endpoint = this.#endpoints.get(webhookId);
    if (!endpoint?.isOwned) return;
    endpoint.putBack();
    endpoint.isOwned = false;
    endpoint.releasedMs = this.#clock.monotonicMs();
    this.#refresh(endpoint);
  }

  nextDueInMs(): number | undefined {
    const first = this.#first();
    return first && Math.max(0, first.sinceMs - this.#clock.monotonicMs());
  }

  #of(webhookId: number): DueEndpoint {
    let found = this.#endpoints.get(webhookId);
    if (!found) {
      const isActive = webhookId === 0 || this.#data.webhooks.get(webhookId)?.Active === true;
      const { byWebHook } = this.#data.deliveries;
      found = new DueEndpoint(webhookId, isActive, () => byWebHook.get(webhookId)?.oldestPending());
      this.#endpoints.set(webhookId, found);
    }
    return found;
  }

  #refresh(endpoint: DueEndpoint): void {
    const dueMs = endpoint.isActive && !endpoint.isOwned ? endpoint.dueMs() : undefined;
    const sinceMs = dueMs === undefined ? undefined : Math.max(dueMs, endpoint.releasedMs);
    if (sinceMs === endpoint.claimableMs) return;
    endpoint.claimableMs = sinceMs;
    if (sinceMs === undefined) return;
    if (this.#claimable.length > 2 * this.#endpoints.size + 64) this.#rebuild();
    else this.#claimable.push({ endpoint, sinceMs });
  }

  /** Leaves out what isn't true any more. */
  #rebuild(): void {
    const entries: Claimable[] = [];
    for (const endpoint of this.#endpoints.values()) {
      if (endpoint.claimableMs !== undefined) entries.push({ endpoint, sinceMs: endpoint.claimableMs });
    }
    this.#claimable = new TinyQueue(entries, compareClaimable);
  }

  #first(): Claimable | undefined {
    for (let first = this.#claimable.peek(); first; first = this.#claimable.peek()) {
      if (first.endpoint.claimableMs === first.sinceMs) return first;
      this.#claimable.pop();
    }
    return undefined;
  }
}

function compareClaimable(a: Claimable, b: Claimable): number {
  return a.sinceMs - b.sinceMs;
}
