import type { StoredDelivery } from './stored-delivery.ts';

/** The deliveries of one webhook, in the order in which they were made. */
export class WebHookDeliveries {
  #items: StoredDelivery[] = [];
  readonly #removed = new Set<StoredDelivery>();
  /** Before this position, none is pending: what has ended doesn't become pending again. */
  #firstPending = 0;

  get size(): number {
    return this.#items.length - this.#removed.size;
  }

  add(delivery: StoredDelivery): void {
    this.#items.push(delivery);
  }

  /** Removes one that isn't pending. */
  remove(delivery: StoredDelivery): void {
    this.#removed.add(delivery);
    if (this.#removed.size < 64 || this.#removed.size < this.#items.length / 2) return;
    this.#items = this.#items.filter((each) => !this.#removed.has(each));
    this.#removed.clear();
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
    for (const delivery of this.#items) if (!this.#removed.has(delivery)) yield delivery;
  }

  /** The newest first. */
  *reversed(): Generator<StoredDelivery> {
    for (let at = this.#items.length - 1; at >= 0; at--) {
      const delivery = this.#items[at] as StoredDelivery;
      if (!this.#removed.has(delivery)) yield delivery;
    }
  }
}
