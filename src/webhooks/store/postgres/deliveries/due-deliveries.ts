import type { Outcome, TakeLimit, TakenDeliveries, TakenDelivery } from '../../../delivery/delivery-queue.ts';
import type { WebHook } from '../../../storage.ts';
import { opsWebhook, opsWebhookId } from '../../ops-webhook.ts';
import type { Client } from '../database.ts';
import { type Row, webHookColumns, webHookOf } from '../rows.ts';
import { type EventRow, eventColumns, toEvent } from './delivery-rows.ts';
import { type Claim, jobSchema, now } from './endpoint-jobs.ts';

interface DueRow extends EventRow {
  readonly id: string;
  readonly attempts: number;
  readonly created_on: Date;
  readonly due_on: Date;
}

interface OldestRow extends DueRow {
  /** In how many milliseconds it is due. */
  readonly due_in_ms: number;
}

interface EndpointRow extends Row {
  /** Whether this process owns it. */
  readonly is_mine: boolean;
  /** In how many milliseconds the first retry is due that isn't yet. */
  readonly next_ms: number | null;
  /** Null if there is no webhook. */
  readonly id: number | null;
}

/** How many times of what is taken is read at first, within bounds: what waits to be taken is in memory. */
const readAhead = 4;
const minRead = 16;
const maxRead = 500;
/** What is read lasts about so long. */
const minLastsMs = 250;
const maxLastsMs = 1000;

/** How long the webhook's record, and that this process owns the endpoint, are believed after they were read. */
const maxAgeMs = 100;

/**
 * What is due at an endpoint that this process owns. Rows are read ahead, and which of them have been taken is known only
 * here: whoever owns the endpoint next takes them again.
 */
export class DueDeliveries {
  readonly #claim: () => Claim | undefined;
  readonly #taken = new Set<string>();
  /** What was read and isn't taken: first attempts in their order, retries in the order in which they are due. */
  #first: DueRow[] = [];
  #retries: DueRow[] = [];
  #webhook: WebHook | undefined;
  /** When it was asked whether this process owns the endpoint; and when it was asked what is due, and for how much of that. */
  #ownedMs = Number.NEGATIVE_INFINITY;
  #readMs = Number.NEGATIVE_INFINITY;
  #readCount = 0;
  /** Whether there may be more that is due. */
  #isMore = true;
  /** When the first one that isn't due yet is due, on the clock that never jumps. */
  #nextDueMs: number | undefined;

  /** @param claim with which this process owns the endpoint now */
  constructor(claim: () => Claim | undefined) {
    this.#claim = claim;
  }

  /** What was read may not be true any more. */
  forget(): void {
    this.#ownedMs = Number.NEGATIVE_INFINITY;
    this.#keep([]);
    this.#isMore = true;
  }

  /** There may be more than what was read. */
  more(): void {
    this.#isMore = true;
  }

  /** An outcome of a delivery is durable. */
  recorded({ deliveryId, next }: Outcome, nowMs: number): void {
    this.#taken.delete(deliveryId);
    if (typeof next === 'object') this.#isDueAt(nowMs + next.retryInMs);
  }

  /** @returns undefined if the webhook isn't active; nothing if this process doesn't own the endpoint any more */
  async take(
    client: Client,
    webhookId: number,
    limit: TakeLimit,
    nowMs: () => number,
  ): Promise<TakenDeliveries | undefined> {
    await this.#find(client, webhookId, limit, nowMs);
    const webhook = this.#webhook;
    if (!webhook?.Active) return undefined;
    const rows = this.#next(limit);
    for (const { id } of rows) this.#taken.add(id);
    return { webhook, deliveries: rows.map(toTaken), nextDueInMs: this.#nextDueInMs(nowMs()) };
  }

  #next({ limit, maxRetries }: TakeLimit): DueRow[] {
    const rows: DueRow[] = [];
    let retries = 0;
    while (rows.length < limit) {
      const [first] = this.#first;
      const retry = retries < maxRetries ? this.#retries[0] : undefined;
      const isRetry = retry !== undefined && !(first && first.due_on < retry.due_on);
      const row = isRetry ? this.#retries.shift() : this.#first.shift();
      if (!row) break;
      if (isRetry) retries++;
      rows.push(row);
    }
    return rows;
  }

  #nextDueInMs(nowMs: number): number | undefined {
    if (this.#first.length + this.#retries.length > 0 || this.#isMore) return 0;
    return this.#nextDueMs === undefined ? undefined : Math.max(0, this.#nextDueMs - nowMs);
  }

  #isDueAt(ms: number): void {
    this.#nextDueMs = Math.min(this.#nextDueMs ?? Number.POSITIVE_INFINITY, ms);
  }

  /** Asks for what isn't known. */
  async #find(client: Client, id: number, limit: TakeLimit, nowMs: () => number): Promise<void> {
    if (limit.inOrder) return this.#readOldest(client, id, nowMs);
    const isEnough = this.#first.length + Math.min(this.#retries.length, limit.maxRetries) >= limit.limit;
    const isAllRead = !this.#isMore && !(this.#nextDueMs !== undefined && this.#nextDueMs <= nowMs());
    if (!isEnough && !isAllRead) await this.#read(client, id, limit, nowMs);
    else if (nowMs() - this.#ownedMs > maxAgeMs) await this.#readEndpoint(client, id, nowMs);
  }

  /** In order, only the oldest one can be due, and nothing is until its outcome is recorded. */
  async #readOldest(client: Client, webhookId: number, nowMs: () => number): Promise<void> {
    this.#isMore = false;
    if (!(await this.#readEndpoint(client, webhookId, nowMs))) return;
    const { rows } = await client.query<OldestRow>(oldestSql, [webhookId]);
    const [oldest] = rows.filter(({ id }) => !this.#taken.has(id));
    this.#nextDueMs = oldest && oldest.due_in_ms > 0 ? nowMs() + oldest.due_in_ms : undefined;
    this.#keep(oldest && oldest.due_in_ms <= 0 ? [oldest] : []);
  }

  async #read(client: Client, webhookId: number, { limit }: TakeLimit, nowMs: () => number): Promise<void> {
    const count = this.#countFor(limit, nowMs());
    this.#isMore = false;
    this.#nextDueMs = undefined;
    // Before: a retry that becomes due in the meantime is read, or known to be due.
    if (!(await this.#readEndpoint(client, webhookId, nowMs))) return;
    const { rows } = await client.query<DueRow>(dueSql, [webhookId, [...this.#taken], count]);
    this.#keep(rows);
    if (Math.max(this.#first.length, this.#retries.length) === count) this.#isMore = true;
  }

  #keep(rows: readonly DueRow[]): void {
    this.#first = rows.filter(({ attempts }) => attempts === 0);
    this.#retries = rows.filter(({ attempts }) => attempts > 0);
  }

  /** More where what was read is soon taken. */
  #countFor(limit: number, nowMs: number): number {
    const lastedMs = nowMs - this.#readMs;
    const factor = lastedMs < minLastsMs ? 2 : lastedMs > maxLastsMs ? 1 / 2 : 1;
    this.#readMs = nowMs;
    this.#readCount = Math.min(Math.max(this.#readCount * factor, limit * readAhead, minRead), maxRead);
    return Math.ceil(this.#readCount);
  }

  /** Asks for its webhook, and when a retry is due. @returns whether this process owns it: nothing is due without */
  async #readEndpoint(client: Client, webhookId: number, nowMs: () => number): Promise<boolean> {
    const claim = this.#claim();
    const { rows } = await client.query<EndpointRow>(endpointSql, [claim?.id, claim?.retryCount, webhookId]);
    const row = rows[0] as EndpointRow;
    this.#ownedMs = nowMs();
    this.#webhook = webhookId === opsWebhookId ? opsWebhook : row.id === null ? undefined : webHookOf(row);
    if (row.is_mine) {
      if (row.next_ms !== null) this.#isDueAt(nowMs() + row.next_ms);
      return true;
    }
    this.#keep([]);
    this.#isMore = false;
    this.#nextDueMs = undefined;
    return false;
  }
}

const oldestSql = `select p.id, cardinality(p.attempts) as attempts, p.created_on, p.due_on, ${eventColumns},
  ceil(extract(epoch from p.due_on - ${now}) * 1000)::float8 as due_in_ms
from (select * from concordat.pending_deliveries where webhook_id = $1 order by number limit 1) p
join concordat.events e on e.id = p.event_id and e.day = p.event_day`;

/** Of an endpoint, without those that were taken, so many of either kind. */
export const dueSql = 'select * from concordat.due_deliveries($1, $2, $3)';

const endpointSql = `select
  exists (select from ${jobSchema}.job where name = 'endpoint' and id = $1 and retry_count = $2 and state = 'active') as is_mine,
  (select ceil(extract(epoch from due_on - ${now}) * 1000)::float8 from concordat.pending_deliveries
   where webhook_id = $3 and is_retry and due_on > ${now} order by due_on limit 1) as next_ms,
  w.* from (select) one left join (select ${webHookColumns.join(', ')} from concordat.webhooks where id = $3) w on true`;

function toTaken(row: DueRow): TakenDelivery {
  const { id, attempts, created_on } = row;
  return { id, event: toEvent(row), attempts, createdOn: created_on.toISOString() };
}
