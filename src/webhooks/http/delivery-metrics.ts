import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { DeliveryQueue, DisabledWebHook, Outcome, TakenDelivery } from '../delivery/delivery-queue.ts';
import type { DeliveryObserver } from '../delivery/observer.ts';

/** From a millisecond to the sixteen hours that ten attempts take. */
const buckets = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 15, 60, 300, 1800, 7200, 28_800, 86_400,
];

/** Counts attempts and deliveries. There are no labels by webhook or location, whose number isn't bounded. */
export class DeliveryMetrics implements DeliveryObserver {
  readonly #attempts: Counter<'response'>;
  readonly #finished: Counter<'result'>;
  readonly #firstAttempts: Histogram;
  readonly #successes: Histogram;
  readonly #disabled: Counter<'reason'>;

  /** @param pending asked for each scrape */
  constructor(registry: Registry, pending: DeliveryQueue['pending']) {
    const registers = [registry];
    this.#attempts = new Counter({
      name: 'webhook_delivery_attempts_total',
      help: 'Attempts by the class of their status (2xx), or none without a response.',
      labelNames: ['response'],
      registers,
    });
    this.#finished = new Counter({
      name: 'webhook_deliveries_total',
      help: 'Deliveries that succeeded, or failed for good.',
      labelNames: ['result'],
      registers,
    });
    this.#firstAttempts = new Histogram({
      name: 'webhook_delivery_first_attempt_seconds',
      help: 'From the acceptance of an event, or a replay, to the first attempt.',
      buckets,
      registers,
    });
    this.#successes = new Histogram({
      name: 'webhook_delivery_success_seconds',
      help: 'From the acceptance of an event, or a replay, to the successful response.',
      buckets,
      registers,
    });
    this.#disabled = new Counter({
      name: 'webhooks_disabled_total',
      help: 'Webhooks that were disabled because of failures, or since their receiver is gone.',
      labelNames: ['reason'],
      registers,
    });
    for (const result of ['succeeded', 'failed']) this.#finished.inc({ result }, 0);
    for (const reason of ['failures', 'gone']) this.#disabled.inc({ reason }, 0);
    new Gauge({
      name: 'webhook_deliveries_pending',
      help: 'How many deliveries are pending.',
      registers,
      async collect() {
        this.set((await pending()).count);
      },
    });
    new Gauge({
      name: 'webhook_deliveries_oldest_pending_seconds',
      help: 'The age of the oldest delivery that is pending; 0 without one.',
      registers,
      async collect() {
        const { oldestOn } = await pending();
        this.set(oldestOn === undefined ? 0 : secondsBetween(Date.parse(oldestOn), Date.now()));
      },
    });
  }

  recorded({ attempt, next }: Outcome, { attempts, createdOn }: TakenDelivery): void {
    const { status, on, durationMs } = attempt;
    this.#attempts.inc({ response: status === undefined ? 'none' : `${Math.floor(status / 100)}xx` });
    if (attempts > 0 && typeof next === 'object') return;
    const created = Date.parse(createdOn);
    const began = Date.parse(on);
    if (attempts === 0) this.#firstAttempts.observe(secondsBetween(created, began));
    if (typeof next === 'object') return;
    this.#finished.inc({ result: next });
    if (next === 'succeeded') this.#successes.observe(secondsBetween(created, began + durationMs));
  }

  disabled({ reason }: DisabledWebHook): void {
    this.#disabled.inc({ reason });
  }
}

/** Clocks may be set back. */
function secondsBetween(from: number, to: number): number {
  return Math.max(0, to - from) / 1000;
}
