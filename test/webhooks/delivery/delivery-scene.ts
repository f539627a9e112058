import type { Clock, WebHookEvent } from '../../../src/webhooks/delivery/delivery.ts';
import type { DeliveryLog } from '../../../src/webhooks/delivery/delivery-log.ts';
import type {
  DeliveryQueue,
  DisabledWebHook,
  DisablingRule,
  Outcome,
  TakeLimit,
} from '../../../src/webhooks/delivery/delivery-queue.ts';
import type { Storage, WebHook } from '../../../src/webhooks/storage.ts';
import { webhook } from '../records.ts';

export interface DeliveryStore {
  readonly storage: Storage;
  readonly deliveries: DeliveryQueue & DeliveryLog;
}

export interface DeliveryStoreOptions {
  readonly clock: Clock;
  readonly makeId: () => string;
  readonly rule: DisablingRule;
  readonly opsEvent: (disabled: DisabledWebHook, on: Date) => WebHookEvent | undefined;
  readonly log: { readonly maxFinished: number; readonly maxAgeMs: number };
}

export const start = Date.parse('2026-11-26T10:00:00.000Z');
export const minute = 60_000;
export const day = 86_400_000;
export const uuid = (first: string, number: number) =>
  `${first}0000000-0000-4000-8000-${`${number}`.padStart(12, '0')}`;
/** The id of the delivery that was made as this one, of all. */
export const delivery = (number: number) => uuid('d', number);
export const all: TakeLimit = { limit: 100, maxRetries: 100, inOrder: false };

/** A clock that goes on only when it is told to. */
export class TestClock implements Clock {
  nowMs = start;
  monotonic = 1000;

  now(): Date {
    return new Date(this.nowMs);
  }

  monotonicMs(): number {
    return this.monotonic;
  }

  pass(ms: number): void {
    this.nowMs += ms;
    this.monotonic += ms;
  }
}

/** A store with a clock of its own, and what the cases do with it. */
export class Scene {
  readonly clock = new TestClock();
  store!: DeliveryStore;
  readonly #open: (options: DeliveryStoreOptions) => Promise<DeliveryStore>;
  readonly #options: DeliveryStoreOptions;
  #events = 0;

  constructor(open: (options: DeliveryStoreOptions) => Promise<DeliveryStore>, options: Partial<DeliveryStoreOptions>) {
    let ids = 0;
    this.#open = open;
    this.#options = {
      clock: this.clock,
      makeId: () => delivery(++ids),
      rule: { after: 0, spanMs: 0 },
      opsEvent: () => undefined,
      log: { maxFinished: 1000, maxAgeMs: 7 * day },
      ...options,
    };
  }

  async open(): Promise<void> {
    this.store = await this.#open(this.#options);
  }

  async reopen(): Promise<void> {
    await this.store.storage.close();
    await this.open();
  }

  get queue(): DeliveryQueue {
    return this.store.deliveries;
  }

  get log(): DeliveryLog {
    return this.store.deliveries;
  }

  create(...more: Partial<WebHook>[]): Promise<WebHook[]> {
    return Promise.all(more.map((each) => this.store.storage.create((id) => webhook(id, each))));
  }

  change(id: number, more: Partial<WebHook>): Promise<WebHook | undefined> {
    return this.store.storage.change('webhooks', id, (current) => current && { ...current, ...more });
  }

  delete(id: number): Promise<WebHook | undefined> {
    return this.store.storage.change('webhooks', id, () => undefined);
  }

  webhook(id: number): Promise<WebHook | undefined> {
    return this.store.storage.get('webhooks', id);
  }

  event(more: Partial<WebHookEvent> = {}): WebHookEvent {
    const number = ++this.#events;
    const acceptedOn = this.clock.now().toISOString();
    return { id: uuid('e', number), businessId: 1, action: 6, record: `{"Id":${number}}`, acceptedOn, ...more };
  }

  /** Accepts so many events, one after the other. */
  async accept(count: number, more: Partial<WebHookEvent> = {}): Promise<void> {
    await this.log.accept(Array.from({ length: count }, () => this.event(more)));
  }

  outcome(number: number, webhookId: number, next: Outcome['next'], more: Partial<Outcome['attempt']> = {}): Outcome {
    const attempt = {
      on: this.clock.now().toISOString(),
      durationMs: 0,
      ...(next === 'succeeded' ? { status: 200 } : { status: 500, error: 'status 500', response: 'no' }),
      ...more,
    };
    return { deliveryId: delivery(number), webhookId, attempt, next };
  }

  /** Claims an endpoint, takes all that is due, and hands it back. @returns the numbers of the deliveries */
  async due(webhookId = 1, limit: TakeLimit = all): Promise<number[] | undefined> {
    await this.queue.claim(100);
    const taken = await this.queue.take(webhookId, limit);
    await this.queue.release(webhookId);
    return taken?.deliveries.map(({ id }) => Number(id.slice(-12)));
  }

  /** The numbers of a webhook's deliveries, the newest first, with their states. */
  async states(webhookId = 1): Promise<string[]> {
    const { deliveries } = await this.log.list({ webhookId, offset: 0, limit: 100 });
    return deliveries.map(({ id, state }) => `${Number(id.slice(-12))} ${state}`);
  }

  /** All that can be read, for comparing it before and after a start. */
  async everything(webhookIds: readonly number[]): Promise<unknown> {
    const lists = webhookIds.map((webhookId) => this.log.list({ webhookId, offset: 0, limit: 1000 }));
    const records = webhookIds.map((id) => this.webhook(id));
    return [await Promise.all(lists), await Promise.all(records), await this.queue.pending()];
  }
}

/** Defines a case, which gets a store that is opened and closed for it. */
export type DescribeScene = (
  name: string,
  run: (scene: Scene) => Promise<void>,
  options?: Partial<DeliveryStoreOptions>,
) => void;
