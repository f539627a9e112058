import { type JobInsert, type JobWithMetadata, PgBoss } from 'pg-boss';
import type { Client, Database } from '../database.ts';

/** An endpoint that this process owns, until it hands it back or is taken for dead. */
export interface Claim {
  readonly webhookId: number;
  readonly id: string;
  /** With the id, it names this claim alone. */
  readonly retryCount: number;
  /** Transactions with lower ids may have begun before the claim. */
  readonly firstTransaction: string;
}

export interface EndpointJobsOptions {
  /** Called with what goes wrong in pg-boss's own work. */
  readonly onError: (error: Error) => void;
}

/** pg-boss's schema, and the queue in it. */
export const jobSchema = 'concordat_jobs';
const queue = 'endpoint';

/** The database's time as pg-boss reads it, so that what is due for us is due for it; and its day in UTC. */
export const now = `${jobSchema}.job_now()`;
export const today = `(${now} at time zone 'UTC')::date`;

/** pg-boss allows no less. */
const heartbeatSeconds = 10;
const touchMs = 3000;
/** How often a process looks for endpoints whose owner is gone. */
const superviseSeconds = 15;
const years = 10 * 365 * 86_400;

/**
 * Which endpoints have something due, and who owns them: a job of pg-boss for each endpoint with something pending, which
 * starts when the first of it is due. While a worker owns the endpoint, its job is active, and another one may wait.
 *
 * pg-boss makes the tables, inserts jobs, gives them to workers, and gives those of workers that don't respond to others.
 * What it can't do for many jobs at a time, or as one statement with ours, are the statements below.
 */
export class EndpointJobs {
  readonly #database: Database;
  readonly #boss: PgBoss;
  readonly #claims = new Map<number, Claim>();
  readonly #onError: (error: Error) => void;
  #touching: NodeJS.Timeout | undefined;

  private constructor(database: Database, { onError }: EndpointJobsOptions) {
    this.#database = database;
    this.#onError = onError;
    this.#boss = new PgBoss({
      db: { executeSql: (text, values) => database.query(text, values) },
      schema: jobSchema,
      superviseIntervalSeconds: superviseSeconds,
      monitorIntervalSeconds: superviseSeconds,
      schedule: false,
      registerInstance: false,
      openTelemetry: { enabled: false },
    });
    this.#boss.on('error', onError);
  }

  static async open(database: Database, options: EndpointJobsOptions): Promise<EndpointJobs> {
    const jobs = new EndpointJobs(database, options);
    await jobs.#boss.start();
    await jobs.#boss.createQueue(queue, {
      policy: 'stately',
      heartbeatSeconds,
      retentionSeconds: years,
      // A job is deleted when its endpoint is handed back, and given to another worker as often as one dies.
      retryLimit: 2_000_000_000,
    });
    // Who is alive keeps an endpoint as long as it is busy, which pg-boss' API has no option for: it takes a job of a day for hung.
    await database.query(
      `update ${jobSchema}.queue set expire_seconds = ${years} where name = '${queue}' and expire_seconds <> ${years}`,
    );
    jobs.#touching = setInterval(() => void jobs.#touch(), touchMs);
    return jobs;
  }

  claimOf(webhookId: number): Claim | undefined {
    return this.#claims.get(webhookId);
  }

  /** @returns the endpoints that the caller owns now and didn't before, the one that has waited longest first */
  async claim(limit: number): Promise<number[]> {
    const jobs = await this.#boss.fetch<object>(queue, { batchSize: limit, includeMetadata: true });
    if (jobs.length === 0) return [];
    const { rows } = await this.#database.query<{ first: string }>(
      'select pg_snapshot_xmax(pg_current_snapshot())::text as first',
    );
    const firstTransaction = (rows[0] as { first: string }).first;
    const claimed: number[] = [];
    for (const { id, retryCount, singletonKey } of jobs.sort(compareJobs)) {
      const webhookId = Number(singletonKey);
      if (!this.#claims.has(webhookId)) claimed.push(webhookId);
      this.#claims.set(webhookId, { webhookId, id, retryCount, firstTransaction });
    }
    return claimed;
  }

  /** Wakes endpoints for what the client's transaction made. */
  async wake(client: Client, webhookIds: readonly number[]): Promise<void> {
    if (webhookIds.length === 0) return;
    await this.#insert(
      client,
      webhookIds.map((id) => ({ singletonKey: `${id}` })),
    );
    // Those that wait for a retry.
    await client.query(
      `update ${jobSchema}.job set start_after = ${now}, created_on = ${now}
       where name = '${queue}' and singleton_key = any($1) and state < 'active' and start_after > ${now}`,
      [webhookIds.map(String)],
    );
  }

  /** Has the jobs of endpoints start when something is due there, whatever they did before. */
  async replan(client: Client, webhookIds: readonly number[], inOrder: boolean): Promise<void> {
    if (webhookIds.length === 0) return;
    const { rows } = await client.query<{ id: number; due_on: Date }>(
      `with due as materialized (
         select id, concordat.due_on(id, $2) as due_on from unnest($1::bigint[]) id order by id
       ), moved as (
         update ${jobSchema}.job set start_after = due.due_on, created_on = due.due_on from due
         where name = '${queue}' and singleton_key = due.id::text and state < 'active' and due.due_on is not null
         returning due.id
       ), gone as (
         delete from ${jobSchema}.job using due
         where name = '${queue}' and singleton_key = due.id::text and state < 'active' and due.due_on is null
       )
       select id, due_on from due where due_on is not null and id not in (select id from moved)`,
      [webhookIds, inOrder],
    );
    const jobs = rows.map(({ id, due_on }) => ({ singletonKey: `${id}`, startAfter: due_on.toISOString() }));
    if (jobs.length === 0) return;
    await this.#insert(client, jobs);
    // Those that wait are in the order of this, so that the first one is found without reading all.
    await client.query(
      `update ${jobSchema}.job set created_on = start_after
       where name = '${queue}' and singleton_key = any($1) and state < 'active' and created_on < start_after`,
      [rows.map(({ id }) => `${id}`)],
    );
  }

  /**
   * Hands an endpoint back, with a job for what is pending there, unless one or two wait already. If there is nothing, but a
   * transaction that began before the claim hasn't ended, it may have found the job that was claimed since, and made none: then
   * there is a job a little later.
   * @returns whether it can be claimed again at once
   */
  async release(webhookId: number, inOrder: boolean): Promise<boolean> {
    const claim = this.#claims.get(webhookId);
    if (!claim) return false;
    // Before the response comes, this process may have claimed the endpoint again.
    this.#claims.delete(webhookId);
    try {
      return await this.#release(claim, inOrder);
    } catch (error) {
      if (!this.#claims.has(webhookId)) this.#claims.set(webhookId, claim);
      throw error;
    }
  }

  async #release({ id, retryCount, webhookId, firstTransaction }: Claim, inOrder: boolean): Promise<boolean> {
    const { rows } = await this.#database.query<{ is_due: boolean | null }>(
      `with claim as (
         delete from ${jobSchema}.job where name = '${queue}' and id = $1 and retry_count = $2 and state = 'active' returning *
       ), due as (
         select case
           when due_on is not null then greatest(due_on, ${now})
           when pg_snapshot_xmin(pg_current_snapshot()) < $5::xid8 then ${now} + interval '0.5 s'
         end as start_on
         from concordat.due_on($3, $4) due_on
       ), waiting as (
         update ${jobSchema}.job j set created_on = ${now} from claim
         where j.name = '${queue}' and j.singleton_key = claim.singleton_key and j.state < 'active' returning j.start_after
       ), made as (
       insert into ${jobSchema}.job (name, policy, singleton_key, start_after, created_on, keep_until,
         expire_seconds, deletion_seconds, retry_limit, retry_delay, retry_backoff, heartbeat_seconds)
       select name, policy, singleton_key, start_on, start_on, start_on + interval '${years} s',
         expire_seconds, deletion_seconds, retry_limit, retry_delay, retry_backoff, heartbeat_seconds
       from claim, due where start_on is not null and not exists (select from waiting)
       on conflict do nothing)
       select least(start_on, (select min(start_after) from waiting)) <= ${now} as is_due from claim, due`,
      [id, retryCount, webhookId, inOrder, firstTransaction],
    );
    return rows[0]?.is_due === true;
  }

  /** In how many milliseconds the first endpoint can be claimed; undefined if none is waiting. */
  async nextStartInMs(): Promise<number | undefined> {
    const { rows } = await this.#database.query<{ ms: number }>(
      `select ceil(greatest(extract(epoch from start_after - ${now}) * 1000, 0))::float8 as ms from ${jobSchema}.job j
       where name = '${queue}' and state < 'active' and not blocked and not exists (
         select from ${jobSchema}.job a where a.name = j.name and a.state = 'active' and a.singleton_key = j.singleton_key
       )
       order by priority desc, created_on limit 1`,
    );
    return rows[0]?.ms;
  }

  /** Endpoints with a job that can be claimed, or could be if it weren't for their owner. */
  async due(limit: number): Promise<number[]> {
    const { rows } = await this.#database.query<{ key: string }>(
      `select singleton_key as key from ${jobSchema}.job
       where name = '${queue}' and state < 'active' and not blocked and start_after <= ${now}
       order by priority desc, created_on limit $1`,
      [limit],
    );
    return rows.map(({ key }) => Number(key));
  }

  /**
   * Locks who owns endpoints, until the end of the client's transaction.
   * @returns those that another one owns, or that this process believes to own and has lost
   */
  async lockLost(client: Client, webhookIds: readonly number[]): Promise<Set<number>> {
    const { rows } = await client.query<{ key: string; id: string; retry_count: number }>(
      `select singleton_key as key, id, retry_count from ${jobSchema}.job
       where name = '${queue}' and singleton_key = any($1) and state = 'active' for key share`,
      [webhookIds.map(String)],
    );
    const owners = new Map(rows.map((row) => [Number(row.key), row]));
    return new Set(
      webhookIds.filter((id) => {
        const [claim, owner] = [this.#claims.get(id), owners.get(id)];
        return claim?.id !== owner?.id || claim?.retryCount !== owner?.retry_count;
      }),
    );
  }

  async close(): Promise<void> {
    clearInterval(this.#touching);
    await this.#boss.stop({ graceful: false });
  }

  #insert(client: Client, jobs: JobInsert[]): Promise<unknown> {
    return this.#boss.insert(queue, jobs, { db: { executeSql: (text, values) => client.query(text, values) } });
  }

  /** Tells that this process is alive. */
  async #touch(): Promise<void> {
    const claims = [...this.#claims.values()].map(({ id, retryCount }) => ({ id, retryCount }));
    if (claims.length > 0) await this.#boss.touch(queue, claims).catch(this.#onError);
  }
}

function compareJobs(one: JobWithMetadata, other: JobWithMetadata): number {
  return one.createdOn.getTime() - other.createdOn.getTime() || Number(one.singletonKey) - Number(other.singletonKey);
}
