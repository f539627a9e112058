import { type AttemptFields, attemptWidth } from '../../deliveries/delivery-operation.ts';
import type { StoredDelivery } from '../../deliveries/stored-delivery.ts';
import type { StoreContents } from '../../store-contents.ts';
import type { Client } from '../database.ts';
import { addDays } from './delivery-days.ts';
import { type EndpointJobs, now, today } from './endpoint-jobs.ts';

/**
 * Adds pending deliveries, with their ids, attempts, and what is left of their waits. Those that are here already, or have ended
 * here, are left as they are.
 * @param nowMs by the clock that the times of the deliveries are of
 * @returns how many were added
 */
export async function importPending(
  client: Client,
  deliveries: readonly StoredDelivery[],
  jobs: EndpointJobs,
  nowMs: number,
): Promise<number> {
  await addDays(client);
  const events = [...new Set(deliveries.map(({ event }) => event))];
  await client.query(
    `insert into concordat.events (id, day, business_id, action, record, accepted_on)
     select id, ${today}, business_id, action, record, accepted_on
     from unnest($1::uuid[], $2::bigint[], $3::int[], $4::text[], $5::timestamptz[])
     given (id, business_id, action, record, accepted_on) on conflict do nothing`,
    [
      events.map(({ id }) => id),
      events.map(({ businessId }) => businessId),
      events.map(({ action }) => action),
      events.map(({ record }) => record),
      events.map(({ acceptedOn }) => acceptedOn),
    ],
  );
  const { rows } = await client.query<{ webhook_id: number }>(
    `insert into concordat.pending_deliveries
       (id, webhook_id, event_id, event_day, created_on, replay_of, attempts, is_retry, due_on, wait)
     select id, webhook_id, event_id, ${today}, created_on, replay_of,
       string_to_array(attempts, E'\n'), attempts <> '',
       ${now} + left_ms * interval '1 ms', wait_ms * interval '1 ms'
     from unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::timestamptz[], $5::uuid[], $6::text[], $7::float8[], $8::float8[])
     with ordinality given (id, webhook_id, event_id, created_on, replay_of, attempts, left_ms, wait_ms, place)
     where (webhook_id = 0 or exists (select from concordat.webhooks w where w.id = given.webhook_id))
     and not exists (select from concordat.ended_deliveries e where e.id = given.id)
     order by place on conflict do nothing returning webhook_id`,
    [
      deliveries.map(({ id }) => id),
      deliveries.map(({ webhookId }) => webhookId),
      deliveries.map(({ event }) => event.id),
      deliveries.map(({ createdOn }) => createdOn),
      deliveries.map(({ replayOf }) => replayOf ?? null),
      deliveries.map(({ progress }) => linesOf(progress.attempts).join('\n')),
      // Never longer than the wait, however the clock was set.
      deliveries.map(({ nextAttemptMs, progress }) => Math.max(0, Math.min(nextAttemptMs - nowMs, progress.retryInMs))),
      deliveries.map(({ progress }) => progress.retryInMs),
    ],
  );
  const endpoints = [...new Set(rows.map(({ webhook_id }) => webhook_id))].sort((a, b) => a - b);
  await jobs.replan(client, endpoints, false);
  return rows.length;
}

/** The failures in a row of webhooks that have none here. */
export async function importFailures(client: Client, failures: StoreContents['failures']): Promise<void> {
  await client.query(
    `insert into concordat.webhook_failures
     select * from unnest($1::bigint[], $2::int[], $3::text[]) given (id, failures, failing_since)
     where exists (select from concordat.webhooks w where w.id = given.id) on conflict do nothing`,
    [
      failures.map(([id]) => id),
      failures.map(([, each]) => each.failures),
      failures.map(([, { failingSince }]) => failingSince),
    ],
  );
}

/** One JSON text for each attempt. */
function linesOf(attempts: AttemptFields): string[] {
  const lines: string[] = [];
  for (let at = 0; at < attempts.length; at += attemptWidth) {
    lines.push(JSON.stringify(attempts.slice(at, at + attemptWidth)));
  }
  return lines;
}
