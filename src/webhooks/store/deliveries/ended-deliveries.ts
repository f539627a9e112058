import type { StoredDelivery } from './stored-delivery.ts';

/** How many deliveries that have ended are kept, and how long. */
export interface LogLimits {
  readonly maxFinished: number;
  readonly maxAgeMs: number;
}

/** Deliveries in the order in which they ended. */
class EndedQueue {
  #items: StoredDelivery[] = [];
  /** The position of the first one. */
  #head = 0;
  #isSorted = true;

  get length(): number {
    return this.#items.length - this.#head;
  }

  push(delivery: StoredDelivery): void {
    const last = this.length > 0 ? this.#items.at(-1) : undefined;
    // In a snapshot they stand in the order in which they were made.
    if (last && numberOf(last) > numberOf(delivery)) this.#isSorted = false;
    this.#items.push(delivery);
  }

  /** Removes the first ones while they fulfil a condition. */
  *removeWhile(test: (first: StoredDelivery) => boolean): Generator<StoredDelivery> {
    for (let first = this.#peek(); first && test(first); first = this.#peek()) {
      this.#shift();
      yield first;
    }
  }

  #peek(): StoredDelivery | undefined {
    if (!this.#isSorted) {
      this.#items = this.#items.slice(this.#head).sort((a, b) => numberOf(a) - numberOf(b));
      this.#head = 0;
      this.#isSorted = true;
    }
    return this.#items[this.#head];
  }

  #shift(): void {
    this.#head++;
    if (this.#head < 1024 || this.#head < this.#items.length / 2) return;
    this.#items = this.#items.slice(this.#head);
    this.#head = 0;
  }
}

/**
 * The deliveries that have ended, of which the oldest are removed. Those that were dropped go first: a deleted webhook may
 * have had many, and nobody can replay them.
 */
export class EndedDeliveries {
  readonly #dropped = new EndedQueue();
  readonly #finished = new EndedQueue();
  #lastNumber = 0;

  /** The number of the next delivery that ends. */
  get nextNumber(): number {
    return this.#lastNumber + 1;
  }

  add(delivery: StoredDelivery): void {
    this.#lastNumber = Math.max(this.#lastNumber, numberOf(delivery));
    (delivery.progress.state === 'dropped' ? this.#dropped : this.#finished).push(delivery);
  }

  /** @returns those that are beyond the limits, and forgets them */
  *removeExcess(nowMs: number, { maxFinished, maxAgeMs }: LogLimits): Generator<StoredDelivery> {
    const queues = [this.#dropped, this.#finished];
    for (const queue of queues) yield* queue.removeWhile(({ progress }) => (progress.endedMs ?? 0) < nowMs - maxAgeMs);
    const isTooMany = () => this.#dropped.length + this.#finished.length > maxFinished;
    for (const queue of queues) yield* queue.removeWhile(isTooMany);
  }
}

function numberOf({ progress }: StoredDelivery): number {
  return progress.endNumber ?? 0;
}
