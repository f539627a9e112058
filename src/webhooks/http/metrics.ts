import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { DeliveryQueue } from '../delivery/delivery-queue.ts';
import { DeliveryMetrics } from './delivery-metrics.ts';

/** Counts requests, and renders what was counted. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests = new Counter({
    name: 'http_requests_total',
    help: 'Requests by operation, method and status; status 0 for a connection that broke.',
    labelNames: ['operation', 'method', 'status'],
    registers: [this.#registry],
  });
  readonly #durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'How long requests took, by operation.',
    labelNames: ['operation'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [this.#registry],
  });

  /** What becomes of deliveries. */
  readonly deliveries: DeliveryMetrics;

  /**
   * @param countWebHooks returns the number of records; called for each scrape
   * @param pending says how many deliveries are pending; called for each scrape
   */
  constructor(countWebHooks: () => Promise<number>, pending: DeliveryQueue['pending'] = noDeliveries) {
    this.deliveries = new DeliveryMetrics(this.#registry, pending);
    collectDefaultMetrics({ register: this.#registry });
    new Gauge({
      name: 'webhooks_stored',
      help: 'How many webhook records there are.',
      registers: [this.#registry],
      async collect() {
        this.set(await countWebHooks());
      },
    });
  }

  count(operation: string, method: string, status: number, seconds: number): void {
    this.#requests.inc({ operation, method: knownMethods.has(method) ? method : 'other', status });
    this.#durations.observe({ operation }, seconds);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  render(): Promise<string> {
    return this.#registry.metrics();
  }
}

async function noDeliveries() {
  return { count: 0, oldestOn: undefined };
}

/** A client may send any text as the method. Each would be a new time series, so others are counted together. */
const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
