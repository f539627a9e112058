import type { LogLimits } from '../../deliveries/ended-deliveries.ts';
import type { Database } from '../database.ts';
import { addDays, dropDays } from './delivery-days.ts';
import { dropPending } from './drop-pending.ts';
import { type EndpointJobs, jobSchema, now } from './endpoint-jobs.ts';

export interface MaintenanceParts {
  readonly database: Database;
  readonly jobs: EndpointJobs;
  readonly log: LogLimits;
  readonly onError: (error: Error) => void;
}

const everyMs = 60_000;

/** What has to be there before anything else is done. */
export async function prepareDeliveries(database: Database, jobs: EndpointJobs): Promise<void> {
  await addDays(database);
  // The clock may have been set back since: never later than planned, counted from now.
  const { rows } = await database.query<{ id: number }>(
    `with late as (
       update concordat.pending_deliveries set due_on = ${now} + wait
       where is_retry and due_on > ${now} + wait returning webhook_id
     )
     select distinct webhook_id as id from late`,
  );
  await database.transaction((client) =>
    jobs.replan(
      client,
      rows.map(({ id }) => id),
      false,
    ),
  );
  await repairJobs(database, jobs);
}

/** @returns a function that ends it */
export function startMaintenance({ database, jobs, log, onError }: MaintenanceParts): () => Promise<void> {
  let running: Promise<void> | undefined;
  const run = async () => {
    await addDays(database);
    await repairJobs(database, jobs);
    await dropDays(database, log);
  };
  const start = () => {
    running ??= run()
      .catch(onError)
      .finally(() => {
        running = undefined;
      });
  };
  start();
  const timer = setInterval(start, everyMs);
  return async () => {
    clearInterval(timer);
    await running;
  };
}

/**
 * Gives a job to endpoints with something pending that have none, or one that starts too late: nothing should have led to
 * that, and it would be waited for forever. Deliveries of a webhook that was deleted as they were made are dropped.
 */
async function repairJobs(database: Database, jobs: EndpointJobs): Promise<void> {
  const { rows } = await database.query<{ id: number; is_deleted: boolean }>(
    `with recursive endpoint as (
       (select webhook_id as id from concordat.pending_deliveries order by webhook_id limit 1)
       union all
       select (
         select p.webhook_id from concordat.pending_deliveries p where p.webhook_id > endpoint.id order by p.webhook_id limit 1
       ) from endpoint where endpoint.id is not null
     )
     select endpoint.id, endpoint.id <> 0 and w.id is null as is_deleted from endpoint
     left join concordat.webhooks w on w.id = endpoint.id
     where endpoint.id is not null and (endpoint.id <> 0 and w.id is null or (endpoint.id = 0 or w.active) and not exists (
       select from ${jobSchema}.job j where j.name = 'endpoint' and j.singleton_key = endpoint.id::text and j.state <= 'active'
       and (j.state = 'active' or j.start_after <= greatest(concordat.due_on(endpoint.id, false), ${now}))
     ))`,
  );
  if (rows.length === 0) return;
  await database.transaction(async (client) => {
    for (const { id, is_deleted } of rows) if (is_deleted) await dropPending(client, id);
    await jobs.replan(
      client,
      rows.map(({ id }) => id),
      false,
    );
  });
}
