import TinyQueue from 'tinyqueue';
import type { TakeLimit } from '../../delivery/delivery-queue.ts';
import type { StoredDelivery } from './stored-delivery.ts';

interface Retry {
  readonly delivery: StoredDelivery;
  readonly dueMs: number;
}

/**
 * What is pending at one endpoint. Times are of the clock that never jumps. What has been taken or has ended stays in the
 * queues until it is the first there, and is passed over then.
 */
export class DueEndpoint {
  readonly id: number;
  readonly #oldestPending: () => StoredDelivery | undefined;
  readonly #first = new TinyQueue<StoredDelivery>([], (a, b) => a.number - b.number);
  readonly #retries = new TinyQueue<Retry>([], (a, b) => a.dueMs - b.dueMs || a.delivery.number - b.delivery.number);
  readonly #taken = new Set<StoredDelivery>();
  /** As in the last call of `take`. */
  #inOrder = false;
  isActive: boolean;
  isOwned = false;
  releasedMs = Number.NEGATIVE_INFINITY;
  /** Since when it can be claimed, as the queue of endpoints has it; undefined if it can't. */
  claimableMs: number | undefined;

  /** @param oldestPending the oldest delivery that is pending there, taken or not */
  constructor(id: number, isActive: boolean, oldestPending: () => StoredDelivery | undefined) {
    this.id = id;
    this.#oldestPending = oldestPending;
    this.isActive = isActive;
  }

  add(delivery: StoredDelivery, dueMs: number): void {
    this.#taken.delete(delivery);
    delivery.dueMs = dueMs;
    if (delivery.attempts === 0) {
      delivery.place = 'first';
      this.#first.push(delivery);
    } else {
      delivery.place = 'retry';
      this.#retries.push({ delivery, dueMs });
    }
  }

  remove(delivery: StoredDelivery): void {
    this.#taken.delete(delivery);
  }

  /** Puts back what was taken. */
  putBack(): void {
    for (const delivery of this.#taken) this.add(delivery, delivery.dueMs);
  }

  take(nowMs: number, { limit, maxRetries, inOrder }: TakeLimit): StoredDelivery[] {
    this.#inOrder = inOrder;
    // In order, the queues aren't asked, and would keep what has ended.
    if (inOrder) this.#passOver();
    const found: StoredDelivery[] = [];
    for (let retries = 0; found.length < limit; ) {
      const delivery = this.#next(nowMs, retries < maxRetries);
      if (!delivery) break;
      if (delivery.place === 'retry') retries++;
      delivery.place = 'taken';
      this.#taken.add(delivery);
      found.push(delivery);
    }
    return found;
  }

  /** When the first of what isn't taken is due; undefined if there is none. */
  dueMs(): number | undefined {
    if (this.#inOrder) {
      const oldest = this.#oldestPending();
      return oldest?.place === 'taken' ? undefined : oldest?.dueMs;
    }
    const [first, retry] = [this.#firstOf(), this.#firstRetry()];
    if (!first || !retry) return (first ?? retry)?.dueMs;
    return Math.min(first.dueMs, retry.dueMs);
  }

  #next(nowMs: number, mayRetry: boolean): StoredDelivery | undefined {
    if (this.#inOrder) {
      const oldest = this.#oldestPending();
      const isDue = oldest && oldest.place !== 'taken' && oldest.dueMs <= nowMs;
      return isDue && (mayRetry || oldest.place === 'first') ? oldest : undefined;
    }
    const first = this.#firstOf();
    const retry = mayRetry ? this.#firstRetry() : undefined;
    if (retry && retry.dueMs <= nowMs && !(first && first.dueMs < retry.dueMs)) return retry;
    return first && first.dueMs <= nowMs ? first : undefined;
  }

  #passOver(): void {
    this.#firstOf();
    this.#firstRetry();
  }

  #firstOf(): StoredDelivery | undefined {
    for (let first = this.#first.peek(); first; first = this.#first.peek()) {
      if (first.place === 'first') return first;
      this.#first.pop();
    }
    return undefined;
  }

  #firstRetry(): StoredDelivery | undefined {
    for (let retry = this.#retries.peek(); retry; retry = this.#retries.peek()) {
      const { delivery, dueMs } = retry;
      if (delivery.place === 'retry' && delivery.dueMs === dueMs) return delivery;
      this.#retries.pop();
    }
    return undefined;
  }
}
