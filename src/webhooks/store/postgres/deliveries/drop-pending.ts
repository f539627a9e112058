import type { Client } from '../database.ts';
import { now, today } from './endpoint-jobs.ts';

/** How many are dropped at once: a statement may only take so long. */
const maxDropped = 10_000;

/** Ends what is pending of a webhook that is no more. @returns whether that was all; otherwise it is to be called again */
export async function dropPending(client: Client, webhookId: number): Promise<boolean> {
  const { rowCount } = await client.query(
    `with gone as (
       delete from concordat.pending_deliveries where webhook_id = $1 and number in (
         select number from concordat.pending_deliveries where webhook_id = $1 order by number limit ${maxDropped}
       ) returning *
     )
     insert into concordat.ended_deliveries
       (number, id, webhook_id, event_id, event_day, created_on, replay_of, attempts, state, ended_on, ended_day)
     select number, id, webhook_id, event_id, event_day, created_on, replay_of, attempts, 'dropped',
       ${now}, ${today} from gone`,
    [webhookId],
  );
  return rowCount < maxDropped;
}
