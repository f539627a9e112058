import type { StoredDelivery } from './stored-delivery.ts';

/** The deliveries of one webhook, in the order in which they were made. */
export class WebHookDeliveries {
  #items: StoredDelivery[] = [];
  #removed = 0;
  /** Before this position, none is pending: what has ended doesn't become pending again. */
  #firstPending = 0;

  get size(): number {
    return this.#items.length - this.#removed;
  }

  add(delivery: StoredDelivery): void {
    this.#items.push(delivery);
  }

  /** Removes one that isn't pending. */
  remove(delivery: StoredDelivery): void {
    delivery.place = 'removed';
    this.#removed++;
    if (this.#removed < 64 || this.#removed < this.#items.length / 2) return;
    this.#items = [...this];
    this.#removed = 0;
    this.#firstPending = 0;
  }

  /** The oldest one that is pending. */
  oldestPending(): StoredDelivery | undefined {
    while (this.#items[this.#firstPending]?.isPending === false) this.#firstPending++;
    return this.#items[this.#firstPending];
  }

  *pending(): Generator<StoredDelivery> {
    for (let at = this.#firstPending; at < this.#items.length; at++) {
      const delivery = this.#items[at] as StoredDelivery;
      if (delivery.isPending) yield delivery;
    }
  }

  /** The oldest first. */
  *[Symbol.iterator](): Generator<StoredDelivery> {
    for (const delivery of this.#items) if (delivery.place !== 'removed') yield delivery;
  }

  /** The newest first. */
  *reversed(): Generator<StoredDelivery> {
    for (let at = this.#items.length - 1; at >= 0; at--) {
      const delivery = this.#items[at] as StoredDelivery;
      if (delivery.place !== 'removed') yield delivery;
    }
  }
}
