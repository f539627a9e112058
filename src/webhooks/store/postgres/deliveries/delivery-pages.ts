import type { Delivery } from '../../../delivery/delivery.ts';
import type { DeliveryQuery } from '../../../delivery/delivery-log.ts';
import type { LogLimits } from '../../deliveries/ended-deliveries.ts';
import { type Client, onlyRow } from '../database.ts';
import { type DeliveryRow, eventColumns, toDelivery } from './delivery-rows.ts';
import { now } from './endpoint-jobs.ts';

/**
 * The deliveries that can be read: all that are pending, and of the others those that the log has room for. What has ended
 * leaves the disk a day at a time, and so later than it leaves the log.
 * @param condition on the columns of either table
 */
function readable({ maxFinished, maxAgeMs }: LogLimits, condition: string): string {
  return `(
    select number, id, webhook_id, event_id, event_day, created_on, replay_of, attempts, 'pending' as state, due_on
    from concordat.pending_deliveries where ${condition}
    union all
    select number, id, webhook_id, event_id, event_day, created_on, replay_of, attempts, state, null
    from concordat.ended_deliveries where ${condition} and ${isInLog({ maxFinished, maxAgeMs })}
  )`;
}

/** Whether a row of `ended_deliveries` is one of the last that ended, and new enough. Those that were dropped don't count. */
export function isInLog({ maxFinished, maxAgeMs }: LogLimits): string {
  return `ended_day >= ((${now} - interval '${maxAgeMs} ms') at time zone 'UTC')::date
    and ended_on >= ${now} - interval '${maxAgeMs} ms'
    and (end_number is null or end_number > (select last_value from concordat.end_numbers) - ${maxFinished})`;
}

export async function findDelivery(client: Client, id: string, limits: LogLimits): Promise<Delivery | undefined> {
  const { rows } = await client.query<DeliveryRow>(
    `select d.*, ${eventColumns} from ${readable(limits, 'id = $1')} d
     join concordat.events e on e.id = d.event_id and e.day = d.event_day limit 1`,
    [id],
  );
  return rows[0] && toDelivery(rows[0]);
}

/** @returns deliveries of one webhook, the newest first */
export async function listDeliveries(
  client: Client,
  { webhookId, businessIds, state, action, from, to, offset, limit }: DeliveryQuery,
  limits: LogLimits,
): Promise<{ readonly deliveries: readonly Delivery[]; readonly total: number }> {
  const values: unknown[] = [webhookId];
  const conditions: string[] = [];
  const add = (condition: string, value: unknown) => {
    if (value !== undefined) conditions.push(condition.replace('?', `$${values.push(value)}`));
  };
  add('d.state = ?', state);
  add('d.created_on >= ?', from);
  add('d.created_on <= ?', to);
  add('e.business_id = any(?)', businessIds);
  add('e.action = ?', action);
  const needsEvent = businessIds !== undefined || action !== undefined;
  const events = 'join concordat.events e on e.id = d.event_id and e.day = d.event_day';
  const where = conditions.length > 0 ? `where ${conditions.join(' and ')}` : '';
  const deliveries = readable(limits, 'webhook_id = $1');
  const count = await client.query<{ total: number }>(
    `select count(*) as total from ${deliveries} d ${needsEvent ? events : ''} ${where}`,
    values,
  );
  const { total } = onlyRow(count);
  if (total <= offset || limit === 0) return { deliveries: [], total };
  const { rows } = await client.query<DeliveryRow>(
    `select d.*, ${eventColumns} from ${deliveries} d ${events} ${where}
     order by d.number desc offset $${values.length + 1} limit $${values.length + 2}`,
    [...values, offset, limit],
  );
  return { deliveries: rows.map(toDelivery), total };
}

/** Beyond this, how many are pending is an estimate, so that not all are read to tell. */
const maxCounted = 10_000;

export async function countPending(client: Client): Promise<{ count: number; oldestOn: string | undefined }> {
  const counted = await client.query<{ count: number; oldest_on: Date | null }>(
    `select (select count(*) from (select from concordat.pending_deliveries limit ${maxCounted}) counted) as count,
     (select min(created_on) from concordat.pending_deliveries) as oldest_on`,
  );
  const { count, oldest_on } = onlyRow(counted);
  const oldestOn = oldest_on?.toISOString();
  if (count < maxCounted) return { count, oldestOn };
  const estimated = await client.query<{ count: number }>(
    `select greatest(coalesce(max(n_live_tup), 0), ${maxCounted}) as count from pg_stat_user_tables
     where relid = 'concordat.pending_deliveries'::regclass`,
  );
  return { count: onlyRow(estimated).count, oldestOn };
}
