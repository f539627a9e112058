import type { Client } from '../database.ts';
import { now } from './endpoint-jobs.ts';

/** Ends what is pending of a webhook that is no more. */
export async function dropPending(client: Client, webhookId: number): Promise<void> {
  await client.query(
    `with gone as (delete from concordat.pending_deliveries where webhook_id = $1 returning *)
     insert into concordat.ended_deliveries
       (number, id, webhook_id, event_id, event_day, created_on, replay_of, attempts, state, ended_on, ended_day)
     select number, id, webhook_id, event_id, event_day, created_on, replay_of, attempts, 'dropped',
       ${now}, (${now} at time zone 'UTC')::date from gone`,
    [webhookId],
  );
}
