/** Remembers which deliveries were handled, so that a duplicate is known. A `Set` is one that forgets nothing. */
export interface DeliveryMemory {
  /** Whether the delivery of this id was handled. */
  has(id: string): boolean | Promise<boolean>;
  /** Called with the id of a delivery that was handled: its response, with a status 2xx, was sent. */
  add(id: string): unknown;
}

/**
 * Remembers the last deliveries in memory, until the process ends. Whoever must not handle one twice after a restart needs a
 * memory on disk, at best in the same transaction as what the handler does.
 * @example
 * ```ts
 * import { receiveDeliveries, SeenDeliveries } from 'concordat/webhooks';
 *
 * const secret = process.env['WEBHOOK_SECRET'] as string;
 * export const receive = receiveDeliveries({ secret, seen: new SeenDeliveries() });
 * ```
 */
export class SeenDeliveries implements DeliveryMemory {
  readonly #ids = new Set<string>();
  readonly #max: number;

  /** @param max how many ids it remembers; default: 10,000 */
  constructor(max = 10_000) {
    this.#max = max;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  add(id: string): void {
    if (this.#ids.size >= this.#max) this.#ids.delete(this.#ids.values().next().value as string);
    this.#ids.add(id);
  }
}
