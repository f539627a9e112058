import type { WebHookEvent } from '../../../src/webhooks/delivery/delivery.ts';
import type {
  DeliveryQueue,
  DisabledWebHook,
  Outcome,
  TakeLimit,
  TakenDelivery,
} from '../../../src/webhooks/delivery/delivery-queue.ts';
import type { WebHook } from '../../../src/webhooks/storage.ts';
import { webhook } from '../records.ts';

interface Entry extends TakenDelivery {
  attempts: number;
  dueAt: number;
  isTaken: boolean;
}

/** A queue whose store fails when a test says so, and that tells who owns what. */
export class MemoryQueue implements DeliveryQueue {
  readonly webhooks = new Map<number, WebHook>();
  readonly owned = new Set<number>();
  readonly outcomes: Outcome[] = [];
  /** The sizes of the batches that were recorded. */
  readonly batches: number[] = [];
  /** Reports these with the next batch. */
  disabled: DisabledWebHook[] = [];
  /** What fails at the moment: with a full disk, for example, only `record`. */
  failing: readonly (keyof DeliveryQueue)[] = [];
  /** What has to happen before a batch is durable. */
  writing: Promise<void> | undefined;
  /** What has to happen before deliveries are handed out. */
  taking: Promise<void> | undefined;
  /** What has to happen before an endpoint is handed back. */
  releasing: Promise<void> | undefined;
  readonly #now: () => number;
  readonly #entries = new Map<number, Entry[]>();
  #listener: (ids: ReadonlySet<number>) => void = () => {};
  #count = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Accepts events for one webhook, which is made if it doesn't exist. @returns the deliveries' ids */
  add(webhookId: number, count = 1, more: Partial<TakenDelivery & { event: WebHookEvent }> = {}): string[] {
    if (!this.webhooks.has(webhookId)) this.webhooks.set(webhookId, webhook(webhookId, { URL: urlOf(webhookId) }));
    const ids = Array.from({ length: count }, () => `${webhookId}-${++this.#count}`);
    const createdOn = '2025-06-01T12:00:00.000Z';
    const entries = ids.map((id) => {
      const event = { id, businessId: 1, action: 6, record: `{"id":"${id}"}`, acceptedOn: createdOn };
      return { id, event, createdOn, attempts: 0, dueAt: this.#now(), isTaken: false, ...more };
    });
    this.#entries.set(webhookId, [...(this.#entries.get(webhookId) ?? []), ...entries]);
    this.#listener(new Set([webhookId]));
    return ids;
  }

  setActive(webhookId: number, Active: boolean): void {
    this.webhooks.set(webhookId, webhook(webhookId, { URL: urlOf(webhookId), Active }));
    if (Active) this.#listener(new Set([webhookId]));
  }

  async claim(limit: number): Promise<readonly number[]> {
    this.#check('claim');
    const ids = [...this.#entries.keys()].filter((id) => !this.owned.has(id) && (this.#dueIn(id) ?? 1) <= 0);
    for (const id of ids.slice(0, limit)) this.owned.add(id);
    return ids.slice(0, limit);
  }

  async take(webhookId: number, { limit, maxRetries, inOrder }: TakeLimit) {
    this.#check('take');
    await this.taking;
    if (!this.owned.has(webhookId)) throw new Error(`${webhookId} isn't owned`);
    const record = this.webhooks.get(webhookId);
    if (!record?.Active) return undefined;
    const entries = this.#entries.get(webhookId) ?? [];
    let retries = 0;
    const due = (inOrder ? entries.slice(0, 1) : entries).filter(
      ({ isTaken, dueAt }) => !isTaken && dueAt <= this.#now(),
    );
    const taken = due.filter(({ attempts }) => attempts === 0 || ++retries <= maxRetries).slice(0, limit);
    for (const entry of taken) entry.isTaken = true;
    const nextDueInMs = inOrder && entries[0]?.isTaken ? undefined : this.#dueIn(webhookId);
    return { webhook: record, deliveries: taken.map((entry) => ({ ...entry })), nextDueInMs };
  }

  async record(outcomes: readonly Outcome[]): Promise<readonly DisabledWebHook[]> {
    await this.writing;
    this.#check('record');
    this.batches.push(outcomes.length);
    for (const outcome of outcomes) this.#apply(outcome);
    return this.disabled.splice(0);
  }

  async release(webhookId: number): Promise<void> {
    this.#check('release');
    await this.releasing;
    if (!this.owned.delete(webhookId)) throw new Error(`${webhookId} isn't owned`);
    for (const entry of this.#entries.get(webhookId) ?? []) entry.isTaken = false;
  }

  async nextDueInMs(): Promise<number | undefined> {
    this.#check('nextDueInMs');
    const waits = [...this.#entries.keys()].filter((id) => !this.owned.has(id)).map((id) => this.#dueIn(id));
    return minimumOf(waits);
  }

  onDue(listener: (webhookIds: ReadonlySet<number>) => void): void {
    this.#listener = listener;
  }

  async pending() {
    const count = [...this.#entries.values()].flat().length;
    return { count, oldestOn: undefined };
  }

  #check(name: keyof DeliveryQueue): void {
    if (this.failing.includes(name)) throw new Error('ENOSPC: no space left on device, write');
  }

  #apply(outcome: Outcome): void {
    const { deliveryId, webhookId, next } = outcome;
    const entries = this.#entries.get(webhookId) ?? [];
    const entry = entries.find(({ id }) => id === deliveryId);
    if (!entry) throw new Error(`${deliveryId} is recorded twice`);
    this.outcomes.push(outcome);
    if (typeof next === 'object') {
      entry.attempts++;
      entry.dueAt = this.#now() + next.retryInMs;
      entry.isTaken = false;
    } else
      this.#entries.set(
        webhookId,
        entries.filter((one) => one !== entry),
      );
  }

  #dueIn(webhookId: number): number | undefined {
    if (!this.webhooks.get(webhookId)?.Active) return undefined;
    const entries = (this.#entries.get(webhookId) ?? []).filter(({ isTaken }) => !isTaken);
    return minimumOf(entries.map(({ dueAt }) => Math.max(0, dueAt - this.#now())));
  }
}

function urlOf(webhookId: number): string {
  return `https://receiver.example/${webhookId}?token=secret`;
}

function minimumOf(waits: readonly (number | undefined)[]): number | undefined {
  const known = waits.filter((wait) => wait !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
