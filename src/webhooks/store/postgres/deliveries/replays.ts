import type { LogLimits } from '../../deliveries/ended-deliveries.ts';
import type { Client } from '../database.ts';
import { type AcceptParts, makeDeliveries } from './accept-events.ts';
import { isInLog } from './delivery-pages.ts';

interface OriginalRow {
  readonly number: number;
  readonly id: string;
  readonly webhook_id: number;
  readonly event_id: string;
  readonly event_day: string;
}

const columns = 'number, id, webhook_id, event_id, event_day::text';

/** @returns the new delivery's id and endpoint; undefined if there is no such delivery, or no webhook any more */
export async function replayDelivery(
  client: Client,
  deliveryId: string,
  limits: LogLimits,
  parts: AcceptParts,
): Promise<{ readonly id: string; readonly webhookId: number } | undefined> {
  const { rows } = await client.query<OriginalRow>(
    `select ${columns} from concordat.pending_deliveries where id = $1
     union all
     select ${columns} from concordat.ended_deliveries where id = $1 and ${isInLog(limits)} limit 1`,
    [deliveryId],
  );
  if (!rows[0] || !(await hasEndpoint(client, rows[0].webhook_id))) return undefined;
  const [made] = await makeDeliveries(client, rows.map(toNew), parts);
  return made;
}

/** Whether deliveries can be made to an endpoint: while the client's transaction lasts, its webhook isn't deleted. */
export async function hasEndpoint(client: Client, webhookId: number): Promise<boolean> {
  if (webhookId === 0) return true;
  const { rows } = await client.query('select from concordat.webhooks where id = $1 for key share', [webhookId]);
  return rows.length > 0;
}

export interface RecoverQuery {
  readonly webhookId: number;
  readonly since: Date;
  readonly businessIds: readonly number[] | undefined;
  /** Only those with numbers above the first, and up to the second. */
  readonly after: number;
  readonly upTo: number;
  readonly limit: number;
}

/** @returns the number of the delivery that was made last */
export async function lastNumber(client: Client, webhookId: number): Promise<number> {
  const { rows } = await client.query<{ number: number | null }>(
    `select greatest(
       (select max(number) from concordat.pending_deliveries where webhook_id = $1),
       (select max(number) from concordat.ended_deliveries where webhook_id = $1)
     ) as number`,
    [webhookId],
  );
  return rows[0]?.number ?? 0;
}

/**
 * Replays some of the failed deliveries of a webhook, the oldest first: one of each event, and none of an event that has a
 * replay which is pending or has succeeded.
 * @returns the numbers of the deliveries that were replayed
 */
export async function replayFailed(
  client: Client,
  { webhookId, since, businessIds, after, upTo, limit }: RecoverQuery,
  limits: LogLimits,
  parts: AcceptParts,
): Promise<number[]> {
  // Who recovers at the same time waits, and finds these replays.
  const { rows: webhooks } = await client.query('select from concordat.webhooks where id = $1 for no key update', [
    webhookId,
  ]);
  if (webhooks.length === 0) return [];
  const { rows } = await client.query<OriginalRow>(
    `with ended as materialized (
       select * from concordat.ended_deliveries where webhook_id = $1 and ${isInLog(limits)}
     ), failed as (
       select distinct on (event_id) * from ended where state = 'failed' and created_on >= $2 and number <= $4
       order by event_id, number
     )
     select f.number, f.id, f.webhook_id, f.event_id, f.event_day::text from failed f
     join concordat.events e on e.id = f.event_id and e.day = f.event_day
     where f.number > $3 and ($6::bigint[] is null or e.business_id = any($6))
     and not exists (
       select from ended d where d.event_id = f.event_id and d.replay_of is not null and d.state = 'succeeded'
     ) and not exists (
       select from concordat.pending_deliveries p
       where p.webhook_id = $1 and p.event_id = f.event_id and p.replay_of is not null
     )
     order by f.number limit $5`,
    [webhookId, since, after, upTo, limit, businessIds ?? null],
  );
  await makeDeliveries(client, rows.map(toNew), parts);
  return rows.map(({ number }) => number);
}

function toNew({ id, webhook_id, event_id, event_day }: OriginalRow) {
  return { webhookId: webhook_id, eventId: event_id, eventDay: event_day, replayOf: id };
}
