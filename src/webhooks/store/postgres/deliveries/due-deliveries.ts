import type { TakeLimit, TakenDeliveries, TakenDelivery } from '../../../delivery/delivery-queue.ts';
import type { WebHook } from '../../../storage.ts';
import { opsWebhook, opsWebhookId } from '../../ops-webhook.ts';
import type { Client } from '../database.ts';
import { type EventRow, eventColumns, toEvent } from './delivery-rows.ts';
import { type Claim, jobSchema, now } from './endpoint-jobs.ts';
import { readWebHooks } from './webhook-health.ts';

interface DueRow extends EventRow {
  readonly id: string;
  readonly attempts: number;
  readonly created_on: Date;
  readonly due_on: Date;
  /** In how many milliseconds it is due. */
  readonly due_in_ms: number;
}

/** How many times of what is taken is read at once, within bounds: what waits to be taken is in memory. */
const readAhead = 4;
const minRead = 16;
const maxRead = 500;

/** How long the webhook's record is used after it was read. */
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
  #readMs = Number.NEGATIVE_INFINITY;
  /** Whether there may be more that is due. */
  #isMore = false;
  /** When the first one that isn't due yet is due, on the clock that never jumps. */
  #nextDueMs: number | undefined;

  /** @param claim with which this process owns the endpoint now */
  constructor(claim: () => Claim | undefined) {
    this.#claim = claim;
  }

  /** What was read may not be true any more. */
  forget(): void {
    this.#readMs = Number.NEGATIVE_INFINITY;
  }

  /** There may be more than what was read. */
  more(): void {
    this.#isMore = true;
  }

  /** An outcome of a delivery is durable. */
  recorded(deliveryId: string): void {
    this.#taken.delete(deliveryId);
  }

  /** @returns undefined if the webhook isn't active; nothing if this process doesn't own the endpoint any more */
  async take(
    client: Client,
    webhookId: number,
    limit: TakeLimit,
    nowMs: () => number,
  ): Promise<TakenDeliveries | undefined> {
    const isKnown = this.#first.length + Math.min(this.#retries.length, limit.maxRetries) >= limit.limit;
    if (limit.inOrder || !isKnown || nowMs() - this.#readMs > maxAgeMs) {
      await this.#read(client, webhookId, limit, nowMs);
    }
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

  async #read(client: Client, webhookId: number, { limit, inOrder }: TakeLimit, nowMs: () => number): Promise<void> {
    const claim = this.#claim();
    const count = Math.min(Math.max(limit * readAhead, minRead), maxRead);
    const taken = [...this.#taken];
    this.#isMore = false;
    const [owned, rows, webhooks] = await Promise.all([
      client.query<{ is_mine: boolean; ms: number | null }>(ownedSql, [claim?.id, claim?.retryCount, webhookId]),
      client.query<DueRow>(inOrder ? oldestSql : dueSql, inOrder ? [webhookId] : [webhookId, taken, count]),
      webhookId === opsWebhookId ? [opsWebhook] : readWebHooks(client, [webhookId]),
    ]);
    this.#readMs = nowMs();
    [this.#webhook] = webhooks;
    const { is_mine: isMine, ms } = owned.rows[0] as { is_mine: boolean; ms: number | null };
    this.#nextDueMs = ms === null || !isMine ? undefined : nowMs() + ms;
    const found = isMine ? rows.rows : [];
    const due = inOrder ? this.#oldest(found) : found;
    this.#first = due.filter(({ attempts }) => attempts === 0);
    this.#retries = due.filter(({ attempts }) => attempts > 0);
    if (!inOrder && Math.max(this.#first.length, this.#retries.length) === count) this.#isMore = true;
  }

  /** In order, only the oldest one can be due, and nothing is until its outcome is recorded. */
  #oldest([oldest]: readonly DueRow[]): DueRow[] {
    this.#nextDueMs = undefined;
    if (!oldest || this.#taken.has(oldest.id)) return [];
    if (oldest.due_in_ms <= 0) return [oldest];
    this.#nextDueMs = this.#readMs + oldest.due_in_ms;
    return [];
  }
}

const columns = `p.id, cardinality(p.attempts) as attempts, p.created_on, p.due_on,
  ceil(extract(epoch from p.due_on - ${now}) * 1000)::float8 as due_in_ms, ${eventColumns}`;
const withEvents = 'join concordat.events e on e.id = p.event_id and e.day = p.event_day';

const oldestSql = `select ${columns} from (
  select * from concordat.pending_deliveries where webhook_id = $1 order by number limit 1
) p ${withEvents}`;

/** Of an endpoint, without those that were taken, so many of either kind. */
export const dueSql = `select ${columns} from (
  (select * from concordat.pending_deliveries
   where webhook_id = $1 and not is_retry and id <> all($2::uuid[]) order by number limit $3)
  union all
  (select * from concordat.pending_deliveries
   where webhook_id = $1 and is_retry and due_on <= ${now} and id <> all($2::uuid[]) order by due_on, number limit $3)
) p ${withEvents} order by p.is_retry, case when p.is_retry then p.due_on end, p.number`;

const ownedSql = `select
  exists (select from ${jobSchema}.job where name = 'endpoint' and id = $1 and retry_count = $2 and state = 'active') as is_mine,
  (select ceil(extract(epoch from due_on - ${now}) * 1000)::float8 from concordat.pending_deliveries
   where webhook_id = $3 and is_retry and due_on > ${now} order by due_on limit 1) as ms`;

function toTaken(row: DueRow): TakenDelivery {
  const { id, attempts, created_on } = row;
  return { id, event: toEvent(row), attempts, createdOn: created_on.toISOString() };
}
