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
  await replan(database, jobs, rows);
  await repairJobs(database, jobs);
}

export interface Maintenance {
  /** Has it run now, and not in a minute. */
  start(): void;
  stop(): Promise<void>;
}

/** Runs now, and every minute. */
export function startMaintenance({ database, jobs, log, onError }: MaintenanceParts): Maintenance {
  let isWanted = false;
  let isStopped = false;
  let running: Promise<void> | undefined;
  const run = async () => {
    await addDays(database);
    if (!(await repairJobs(database, jobs))) isWanted = true;
    await dropDays(database, log);
  };
  const runAll = async () => {
    while (isWanted && !isStopped) {
      isWanted = false;
      await run().catch(onError);
    }
    running = undefined;
  };
  const start = () => {
    isWanted = true;
    running ??= runAll();
  };
  start();
  const timer = setInterval(start, everyMs);
  return {
    start,
    async stop() {
      clearInterval(timer);
      isStopped = true;
      await running;
    },
  };
}

/**
 * Gives a job to endpoints with something pending that have none, or one that starts too late: nothing should have led to
 * that, and it would be waited for forever. Deliveries of deleted webhooks are dropped: what was made as they were deleted, or is
 * too much for one transaction.
 * @returns whether that was all; otherwise it is to be called again
 */
async function repairJobs(database: Database, jobs: EndpointJobs): Promise<boolean> {
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
  let isAll = true;
  for (const { id, is_deleted } of rows) {
    if (is_deleted && !(await database.transaction((client) => dropPending(client, id)))) isAll = false;
  }
  if (rows.length > 0) await replan(database, jobs, rows);
  return isAll;
}

async function replan(
  database: Database,
  jobs: EndpointJobs,
  endpoints: readonly { readonly id: number }[],
): Promise<void> {
  const ids = endpoints.map(({ id }) => id);
  await database.transaction((client) => jobs.replan(client, ids, false));
}
