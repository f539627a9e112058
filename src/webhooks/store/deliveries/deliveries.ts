import type { WebHook } from '../../storage.ts';
import {
  type AttemptFields,
  type DeliveryOperation,
  type DeliveryRow,
  decodeEvent,
  type EventFields,
  encodeEvent,
} from './delivery-operation.ts';
import { EndedDeliveries, type LogLimits } from './ended-deliveries.ts';
import { EventIds } from './event-ids.ts';
import { type Progress, StoredDelivery } from './stored-delivery.ts';
import { WebHookDeliveries } from './webhook-deliveries.ts';
import { WebHookIndex } from './webhook-index.ts';

/** The failures in a row of a webhook; none are not stored. */
export interface Failures {
  readonly failures: number;
  /** When the first of them began, in UTC. */
  readonly failingSince: string;
}

/** Is told of each change, once the deliveries have been read. */
export interface DeliveryObserver {
  onPending(delivery: StoredDelivery): void;
  /** An attempt was made: the delivery has ended, or waits for the next one. */
  onAttempt(delivery: StoredDelivery): void;
  /** @param after undefined if it was deleted, and its deliveries dropped */
  onWebHook(id: number, after: WebHook | undefined): void;
}

/** How many deliveries are removed at once, which takes about a millisecond. */
const maxTrimmed = 1000;
/** At most so many different texts of failures are shared. */
const maxTexts = 1000;

/** The deliveries in memory, with what else is known of events and webhooks' failures. */
export class Deliveries {
  /** All, in the order in which they were made. */
  readonly byId = new Map<string, StoredDelivery>();
  readonly byWebHook = new Map<number, WebHookDeliveries>();
  readonly failures = new Map<number, Failures>();
  readonly eventIds = new EventIds();
  readonly index = new WebHookIndex();
  observer: DeliveryObserver | undefined;
  #pending = 0;
  #made = 0;
  readonly #ended = new EndedDeliveries();
  readonly #texts = new Map<string, string>();

  /** How many are pending. */
  get pending(): number {
    return this.#pending;
  }

  add([, fields, rows]: readonly ['deliveries', EventFields, readonly DeliveryRow[]]): void {
    let event = decodeEvent(fields);
    this.eventIds.add(event.id, Date.parse(event.acceptedOn));
    for (const row of rows) {
      const [id, webhookId, , replayOf] = row;
      if (this.byId.has(id)) continue;
      const original = replayOf ? this.byId.get(replayOf)?.event : undefined;
      if (original?.id === event.id) event = original;
      const delivery = new StoredDelivery(row, event, this.#made++);
      this.byId.set(id, delivery);
      this.of(webhookId).add(delivery);
      if (delivery.isPending) {
        this.#pending++;
        this.observer?.onPending(delivery);
      } else this.#ended.add(delivery);
    }
  }

  /** Ignores an attempt that is known already, and one of a delivery that has ended. */
  addAttempt([, id, number, fields, next]: readonly ['attempt', string, number, AttemptFields, string | number]): void {
    const delivery = this.byId.get(id);
    if (!delivery?.isPending || number <= delivery.attempts) return;
    // Unlike `push`, this leaves no room for more.
    const attempts = delivery.progress.attempts.concat(
      fields.map((field) => (typeof field === 'string' ? this.#share(field) : field)),
    );
    if (typeof next === 'number') {
      delivery.progress = { state: 'pending', attempts, retryInMs: next };
    } else {
      const endedMs = Date.parse(delivery.createdOn) + (fields[0] as number) + (fields[1] as number);
      this.#end(delivery, next as 'succeeded' | 'failed', endedMs, attempts);
    }
    this.observer?.onAttempt(delivery);
  }

  /** @param nowMs when a webhook was deleted, in milliseconds */
  replaceWebHook(id: number, before: WebHook | undefined, after: WebHook | undefined, nowMs: number): void {
    this.index.replace(before, after);
    if (!after || (after.Active && before && !before.Active)) this.failures.delete(id);
    if (!after) this.drop(id, nowMs);
    if (!after || after.Active !== before?.Active) this.observer?.onWebHook(id, after);
  }

  /** Ends what is pending of a webhook that is no more. */
  drop(webhookId: number, nowMs: number): void {
    for (const delivery of this.byWebHook.get(webhookId)?.pending() ?? []) {
      this.#end(delivery, 'dropped', nowMs, delivery.progress.attempts);
    }
  }

  /**
   * Removes what the log has no room for.
   * @returns whether that is all; a deleted webhook may have had so many that the rest has to wait for the next call
   */
  trim(nowMs: number, limits: LogLimits): boolean {
    let count = 0;
    for (const delivery of this.#ended.removeExcess(nowMs, limits)) {
      this.byId.delete(delivery.id);
      const ofWebHook = this.of(delivery.webhookId);
      ofWebHook.remove(delivery);
      if (ofWebHook.size === 0) this.byWebHook.delete(delivery.webhookId);
      if (++count === maxTrimmed) return false;
    }
    return true;
  }

  oldestPending(): StoredDelivery | undefined {
    if (this.#pending > 0) for (const delivery of this.byId.values()) if (delivery.isPending) return delivery;
    return undefined;
  }

  of(webhookId: number): WebHookDeliveries {
    const found = this.byWebHook.get(webhookId) ?? new WebHookDeliveries();
    if (found.size === 0) this.byWebHook.set(webhookId, found);
    return found;
  }

  /** What a snapshot has of them, as of now, however long it takes to write it: progress and failures are never modified. */
  operations(nowMs: number, webhooks: ReadonlyMap<number, WebHook>): Iterable<DeliveryOperation> {
    const deliveries = [...this.byId.values()];
    const progress = deliveries.map((delivery) => delivery.progress);
    const failing = [...this.failures].map(([id, failures]) => [webhooks.get(id), failures] as const);
    return this.#generate(nowMs, deliveries, progress, failing);
  }

  *#generate(
    nowMs: number,
    deliveries: readonly StoredDelivery[],
    progress: readonly Progress[],
    failing: readonly (readonly [WebHook | undefined, Failures])[],
  ): Generator<DeliveryOperation> {
    for (const [webhook, failures] of failing) if (webhook) yield encodeHealth(webhook, failures);
    for (let at = 0; at < deliveries.length; ) {
      const { event } = deliveries[at] as StoredDelivery;
      const rows: DeliveryRow[] = [];
      for (; deliveries[at]?.event === event; at++) {
        rows.push((deliveries[at] as StoredDelivery).toRow(progress[at] as Progress));
      }
      yield ['deliveries', encodeEvent(event), rows];
    }
    for (const text of this.eventIds.encode(nowMs)) yield ['seen', text];
  }

  #end(delivery: StoredDelivery, state: 'succeeded' | 'failed' | 'dropped', endedMs: number, attempts: AttemptFields) {
    delivery.progress = { state, attempts, retryInMs: 0, endedMs, endNumber: this.#ended.nextNumber };
    delivery.place = undefined;
    this.#pending--;
    this.#ended.add(delivery);
  }

  /** Many attempts fail with the same text. */
  #share(text: string): string {
    const shared = this.#texts.get(text);
    if (shared !== undefined) return shared;
    if (this.#texts.size >= maxTexts) this.#texts.clear();
    this.#texts.set(text, text);
    return text;
  }
}

/** @param failures undefined for none */
export function encodeHealth(
  { Id, LastTrigger, LastError, ErrorCount, Active }: WebHook,
  failures: Failures | undefined,
): Extract<DeliveryOperation, readonly ['health', ...unknown[]]> {
  return [
    'health',
    Id,
    LastTrigger,
    LastError,
    ErrorCount,
    Active,
    failures?.failures ?? 0,
    failures?.failingSince ?? null,
  ];
}
