import type { Clock, Delivery, WebHookEvent } from '../../delivery/delivery.ts';
import type { DeliveryLog, DeliveryQuery } from '../../delivery/delivery-log.ts';
import type {
  DeliveryQueue,
  DisabledWebHook,
  DisablingRule,
  Outcome,
  TakeLimit,
  TakenDeliveries,
} from '../../delivery/delivery-queue.ts';
import type { RequestedChange } from '../commit.ts';
import type { Data, Operation } from '../data.ts';
import { noAction, opsWebhook, opsWebhookId } from '../ops-webhook.ts';
import type { PendingData } from '../pending-data.ts';
import { type DeliveryRow, encodeEvent } from './delivery-operation.ts';
import { findRecoverable, selectDeliveries } from './delivery-query.ts';
import { DueEndpoints } from './due-endpoints.ts';
import type { LogLimits } from './ended-deliveries.ts';
import { encodeEventId, isUuid } from './event-ids.ts';
import { type MakeOpsEvent, planOutcomes } from './outcome-plan.ts';

export interface LowdbDeliveriesParts {
  readonly data: Data;
  readonly commit: (plan: RequestedChange['plan']) => Promise<void>;
  readonly clock: Clock;
  /** Makes a UUID. */
  readonly makeId: () => string;
  readonly rule: DisablingRule;
  readonly log: LogLimits;
  /** Makes the event that operators get when a webhook is disabled. Default: none. */
  readonly opsEvent?: MakeOpsEvent | undefined;
}

/** How many deliveries are replayed in one commit. */
const recoverBatch = 256;

/** Deliveries in the store's memory and journal. */
export class LowdbDeliveries implements DeliveryQueue, DeliveryLog {
  readonly #parts: LowdbDeliveriesParts;
  readonly #due: DueEndpoints;

  constructor(parts: LowdbDeliveriesParts) {
    this.#parts = parts;
    const { data, clock } = parts;
    // A repair may have found an event, and not its webhook.
    for (const id of data.deliveries.byWebHook.keys()) {
      if (id !== opsWebhookId && !data.webhooks.has(id)) data.deliveries.drop(id, clock.now().getTime());
    }
    this.#due = new DueEndpoints(data, clock);
    while (!this.#trim());
  }

  /** To be called after each commit, when it is applied. */
  afterCommit(): void {
    this.#trim();
    this.#due.notify();
  }

  async accept(events: readonly WebHookEvent[]): Promise<void> {
    const { clock } = this.#parts;
    for (const { id } of events) if (!isUuid(id)) throw new RangeError(`the id of an event is a UUID, not ${id}`);
    await this.#parts.commit((current) => {
      const nowMs = clock.now().getTime();
      const ids = new Set<string>();
      return events.flatMap((event): Operation[] => {
        const id = event.id.toLowerCase();
        if (ids.has(id) || current.hasEvent(id, nowMs)) return [];
        ids.add(id);
        const webhookIds = event.action === noAction ? [] : current.webhooksFor(event.businessId, event.action);
        if (webhookIds.length === 0) return [['seen', encodeEventId(id, Date.parse(event.acceptedOn))]];
        return [this.#deliver(event, webhookIds)];
      });
    });
  }

  async acceptFor(webhookId: number, event: WebHookEvent): Promise<string | undefined> {
    if (!isUuid(event.id)) throw new RangeError(`the id of an event is a UUID, not ${event.id}`);
    let made: string | undefined;
    await this.#parts.commit((current) => {
      if (!hasEndpoint(current, webhookId)) return [];
      made = this.#parts.makeId();
      return [['deliveries', encodeEvent(event), [[made, webhookId]]]];
    });
    return made;
  }

  async find(deliveryId: string): Promise<Delivery | undefined> {
    this.#trim();
    return this.#parts.data.deliveries.byId.get(deliveryId)?.toDelivery();
  }

  async list(query: DeliveryQuery): Promise<{ readonly deliveries: readonly Delivery[]; readonly total: number }> {
    this.#trim();
    return selectDeliveries(this.#parts.data.deliveries.byWebHook.get(query.webhookId)?.reversed() ?? [], query);
  }

  async replay(deliveryId: string): Promise<string | undefined> {
    let made: string | undefined;
    await this.#parts.commit((current) => {
      this.#trim();
      const original = this.#parts.data.deliveries.byId.get(deliveryId);
      if (!original || !hasEndpoint(current, original.webhookId)) return [];
      made = this.#parts.makeId();
      return [this.#replay(deliveryId, made)];
    });
    return made;
  }

  async recover(webhookId: number, since: Date, businessIds?: readonly number[]): Promise<number> {
    const { data, commit, makeId } = this.#parts;
    const find = () => findRecoverable(data.deliveries.byWebHook.get(webhookId) ?? [], since, businessIds);
    this.#trim();
    let remaining = find();
    let count = 0;
    while (remaining.length > 0) {
      await commit((current) => {
        this.#trim();
        // Someone else may have replayed them in the meantime.
        const found = new Set(hasEndpoint(current, webhookId) ? find() : []);
        const batch = remaining.slice(0, recoverBatch).filter((id) => found.has(id) && !current.isReplayed(id));
        remaining = remaining.slice(recoverBatch);
        count += batch.length;
        return batch.map((id) => this.#replay(id, makeId()));
      });
    }
    return count;
  }

  async claim(limit: number): Promise<readonly number[]> {
    return this.#due.claim(limit);
  }

  async take(webhookId: number, limit: TakeLimit): Promise<TakenDeliveries | undefined> {
    const webhook = webhookId === opsWebhookId ? opsWebhook : this.#parts.data.webhooks.get(webhookId);
    if (!webhook?.Active) return undefined;
    const { deliveries, nextDueInMs } = this.#due.take(webhookId, limit);
    const taken = deliveries.map(({ id, event, attempts, createdOn }) => ({ id, event, attempts, createdOn }));
    return { webhook, deliveries: taken, nextDueInMs };
  }

  async record(outcomes: readonly Outcome[]): Promise<readonly DisabledWebHook[]> {
    const { clock, makeId, rule, opsEvent, commit } = this.#parts;
    let disabled: readonly DisabledWebHook[] = [];
    await commit((current) => {
      const plan = planOutcomes(outcomes, current, rule);
      disabled = plan.disabled;
      const events = disabled.flatMap((each) => opsEvent?.(each, clock.now()) ?? []);
      const forOps = events.map((event): Operation => ['deliveries', encodeEvent(event), [[makeId(), opsWebhookId]]]);
      return [...plan.operations, ...forOps];
    });
    return disabled;
  }

  async release(webhookId: number): Promise<void> {
    this.#due.release(webhookId);
  }

  async nextDueInMs(): Promise<number | undefined> {
    return this.#due.nextDueInMs();
  }

  onDue(listener: (webhookIds: ReadonlySet<number>) => void): void {
    this.#due.onDue(listener);
  }

  async pending(): Promise<{ readonly count: number; readonly oldestOn: string | undefined }> {
    const { deliveries } = this.#parts.data;
    return { count: deliveries.pending, oldestOn: deliveries.oldestPending()?.createdOn };
  }

  #deliver(event: WebHookEvent, webhookIds: readonly number[]): Operation {
    const rows = webhookIds.map((webhookId): DeliveryRow => [this.#parts.makeId(), webhookId]);
    return ['deliveries', encodeEvent(event), rows];
  }

  /** The event is in the line, so that the delivery doesn't depend on one that the log may have removed when it is read. */
  #replay(originalId: string, id: string): Operation {
    const { data, clock } = this.#parts;
    const original = data.deliveries.byId.get(originalId);
    if (!original) throw new RangeError(`there is no delivery ${originalId}`);
    const { event, webhookId } = original;
    return ['deliveries', encodeEvent(event), [[id, webhookId, clock.now().toISOString(), originalId]]];
  }

  #trim(): boolean {
    return this.#parts.data.deliveries.trim(this.#parts.clock.now().getTime(), this.#parts.log);
  }
}

function hasEndpoint(current: PendingData, webhookId: number): boolean {
  return webhookId === opsWebhookId || current.get('webhooks', webhookId) !== undefined;
}
