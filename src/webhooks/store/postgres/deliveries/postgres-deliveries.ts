import type { Clock, Delivery, WebHookEvent } from '../../../delivery/delivery.ts';
import type { DeliveryLog, DeliveryQuery } from '../../../delivery/delivery-log.ts';
import type {
  DeliveryQueue,
  DisabledWebHook,
  DisablingRule,
  Outcome,
  TakeLimit,
  TakenDeliveries,
} from '../../../delivery/delivery-queue.ts';
import type { WebHook } from '../../../storage.ts';
import type { LogLimits } from '../../deliveries/ended-deliveries.ts';
import { isUuid } from '../../deliveries/event-ids.ts';
import type { MakeOpsEvent } from '../../deliveries/outcome-plan.ts';
import { opsWebhookId } from '../../ops-webhook.ts';
import type { StoreContents } from '../../store-contents.ts';
import type { Database, Transaction } from '../database.ts';
import { type AcceptParts, acceptEventFor, acceptEvents } from './accept-events.ts';
import { withDays } from './delivery-days.ts';
import { countPending, findDelivery, listDeliveries } from './delivery-pages.ts';
import { dropPending } from './drop-pending.ts';
import { DueDeliveries } from './due-deliveries.ts';
import { DueSignal } from './due-signal.ts';
import { EndpointJobs } from './endpoint-jobs.ts';
import { importFailures, importPending } from './import-pending.ts';
import { type Maintenance, prepareDeliveries, startMaintenance } from './maintenance.ts';
import { recordOutcomes } from './record-outcomes.ts';
import { hasEndpoint, lastNumber, replayDelivery, replayFailed } from './replays.ts';

export interface PostgresDeliveriesParts {
  readonly database: Database;
  /** Of the same database, for a connection that stays open. */
  readonly url: string;
  readonly clock: Clock;
  /** Makes a UUID. */
  readonly makeId: () => string;
  readonly rule: DisablingRule;
  readonly log: LogLimits;
  /** Makes the event that operators get when a webhook is disabled. Default: none. */
  readonly opsEvent?: MakeOpsEvent | undefined;
  /** Called with what fails beside the calls of the ports, and is tried again. */
  readonly onError: (error: Error) => void;
  /**
   * How often to look for what is due, in milliseconds, as notifications may be lost; 0 for neither that nor maintenance.
   * Default: 2000.
   */
  readonly lookEveryMs?: number;
}

/** How many deliveries are replayed in one transaction. */
const recoverBatch = 256;
/** The same of those that are brought over from another store. */
const importBatch = 500;
/** How many endpoints are looked for at once. */
const maxLooked = 1000;

/** Deliveries in PostgreSQL, of which each process sends those of the endpoints that it owns. */
export class PostgresDeliveries implements DeliveryQueue, DeliveryLog {
  readonly #parts: PostgresDeliveriesParts;
  readonly #jobs: EndpointJobs;
  readonly #signal: DueSignal;
  readonly #accept: AcceptParts;
  readonly #due = new Map<number, DueDeliveries>();
  /** None where a test looks for nothing by itself. */
  readonly #maintenance: Maintenance | undefined;
  /** As in the last call of `take`. */
  #inOrder = false;

  private constructor(parts: PostgresDeliveriesParts, jobs: EndpointJobs) {
    const { database, url, makeId, log, onError, lookEveryMs = 2000 } = parts;
    this.#parts = parts;
    this.#jobs = jobs;
    this.#accept = { jobs, makeId };
    this.#signal = new DueSignal({ database, url, look: () => jobs.due(maxLooked), lookEveryMs });
    if (lookEveryMs > 0) this.#maintenance = startMaintenance({ database, jobs, log, onError });
  }

  /** @throws {StoreError} `STORE_UNAVAILABLE` */
  static async open(parts: PostgresDeliveriesParts): Promise<PostgresDeliveries> {
    const { database, onError } = parts;
    const jobs = await EndpointJobs.open(database, { onError });
    try {
      await prepareDeliveries(database, jobs);
      return new PostgresDeliveries(parts, jobs);
    } catch (error) {
      await jobs.close();
      throw error;
    }
  }

  async accept(events: readonly WebHookEvent[]): Promise<void> {
    for (const { id } of events) checkId(id);
    if (events.length === 0) return;
    this.#signal.tell(await this.#transact((client) => acceptEvents(client, events, this.#accept)));
  }

  async acceptFor(webhookId: number, event: WebHookEvent): Promise<string | undefined> {
    checkId(event.id);
    const made = await this.#transact(async (client) => {
      if (!(await hasEndpoint(client, webhookId))) return undefined;
      return acceptEventFor(client, webhookId, event, this.#accept);
    });
    if (made !== undefined) this.#signal.tell([webhookId]);
    return made;
  }

  async find(deliveryId: string): Promise<Delivery | undefined> {
    return isUuid(deliveryId) ? findDelivery(this.#parts.database, deliveryId, this.#parts.log) : undefined;
  }

  list(query: DeliveryQuery): Promise<{ readonly deliveries: readonly Delivery[]; readonly total: number }> {
    return listDeliveries(this.#parts.database, query, this.#parts.log);
  }

  async replay(deliveryId: string): Promise<string | undefined> {
    if (!isUuid(deliveryId)) return undefined;
    const made = await this.#transact((client) => replayDelivery(client, deliveryId, this.#parts.log, this.#accept));
    if (made) this.#signal.tell([made.webhookId]);
    return made?.id;
  }

  async recover(webhookId: number, since: Date, businessIds?: readonly number[]): Promise<number> {
    const { database, log } = this.#parts;
    const upTo = await lastNumber(database, webhookId);
    let count = 0;
    for (let after = 0; ; ) {
      const query = { webhookId, since, businessIds, after, upTo, limit: recoverBatch };
      const numbers = await this.#transact((client) => replayFailed(client, query, log, this.#accept));
      count += numbers.length;
      if (numbers.length > 0) this.#signal.tell([webhookId]);
      if (numbers.length < recoverBatch) return count;
      after = numbers.at(-1) as number;
    }
  }

  async claim(limit: number): Promise<readonly number[]> {
    const claimed = await this.#jobs.claim(limit);
    for (const id of claimed) this.#due.set(id, new DueDeliveries(() => this.#jobs.claimOf(id)));
    return claimed;
  }

  async take(webhookId: number, limit: TakeLimit): Promise<TakenDeliveries | undefined> {
    const { database, clock } = this.#parts;
    this.#inOrder = limit.inOrder;
    const due = this.#due.get(webhookId) ?? new DueDeliveries(() => undefined);
    return due.take(database, webhookId, limit, () => clock.monotonicMs());
  }

  async record(outcomes: readonly Outcome[]): Promise<readonly DisabledWebHook[]> {
    const { clock, rule, opsEvent } = this.#parts;
    const { disabled, due } = await this.#transact(async (client) => {
      const recorded = await recordOutcomes(client, outcomes, { jobs: this.#jobs, clock, rule });
      const events = recorded.disabled.flatMap((each) => opsEvent?.(each, clock.now()) ?? []);
      for (const event of events) await acceptEventFor(client, opsWebhookId, event, this.#accept);
      const disabledIds = recorded.disabled.map(({ webhook }) => webhook.Id);
      await this.#jobs.replan(client, [...new Set([...recorded.unowned, ...disabledIds])], this.#inOrder);
      return { disabled: recorded.disabled, due: [...recorded.unowned, ...(events.length > 0 ? [opsWebhookId] : [])] };
    });
    for (const outcome of outcomes) this.#due.get(outcome.webhookId)?.recorded(outcome, clock.monotonicMs());
    for (const { webhook } of disabled) this.#due.get(webhook.Id)?.forget();
    this.#signal.tell(due);
    return disabled;
  }

  async release(webhookId: number): Promise<void> {
    this.#due.delete(webhookId);
    if (await this.#jobs.release(webhookId, this.#inOrder)) this.#signal.tell([webhookId]);
  }

  nextDueInMs(): Promise<number | undefined> {
    return this.#jobs.nextStartInMs();
  }

  onDue(listener: (webhookIds: ReadonlySet<number>) => void): void {
    this.#signal.onDue((webhookIds) => {
      for (const id of webhookIds) this.#due.get(id)?.more();
      listener(webhookIds);
    });
  }

  pending(): Promise<{ readonly count: number; readonly oldestOn: string | undefined }> {
    return countPending(this.#parts.database);
  }

  /**
   * To be called in the transaction that changes a webhook, or removes it: what is pending there is dropped then (thousands of
   * them a little later), and goes on when it is active again.
   * @param after undefined if it is removed
   */
  async onWebHookChanged(client: Transaction, before: WebHook, after: WebHook | undefined): Promise<void> {
    const isEnabled = after?.Active === true && !before.Active;
    if (!after || isEnabled)
      await client.query('delete from concordat.webhook_failures where webhook_id = $1', [before.Id]);
    const isRest = !after && !(await dropPending(client, before.Id));
    if (after?.Active !== before.Active) await this.#jobs.replan(client, [before.Id], this.#inOrder);
    client.onCommit(() => {
      this.#due.get(before.Id)?.forget();
      if (isEnabled) this.#signal.tell([before.Id]);
      if (isRest) this.#maintenance?.start();
    });
  }

  /** Adds what is pending in another store, whose webhooks are here already. @returns how many deliveries that is */
  async import({ pending, failures }: Pick<StoreContents, 'pending' | 'failures'>): Promise<number> {
    let count = 0;
    for (let at = 0; at < pending.length; at += importBatch) {
      const batch = pending.slice(at, at + importBatch);
      const nowMs = this.#parts.clock.now().getTime();
      count += await this.#transact((client) => importPending(client, batch, this.#jobs, nowMs));
    }
    await importFailures(this.#parts.database, failures);
    return count;
  }

  /** Hands back what this process owns. */
  async close(): Promise<void> {
    await this.#maintenance?.stop();
    await this.#signal.close();
    for (const id of this.#due.keys()) await this.release(id).catch(this.#parts.onError);
    await this.#jobs.close();
  }

  #transact<T>(run: (client: Transaction) => Promise<T>): Promise<T> {
    const { database } = this.#parts;
    return withDays(database, () => database.transaction(run));
  }
}

function checkId(id: string): void {
  if (!isUuid(id)) throw new RangeError(`the id of an event is a UUID, not ${id}`);
}
