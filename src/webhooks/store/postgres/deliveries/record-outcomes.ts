import type { Clock } from '../../../delivery/delivery.ts';
import type { DisabledWebHook, DisablingRule, Outcome } from '../../../delivery/delivery-queue.ts';
import type { AttemptFields } from '../../deliveries/delivery-operation.ts';
import { type OutcomeContext, planOutcomes } from '../../deliveries/outcome-plan.ts';
import type { Client } from '../database.ts';
import { type EndpointJobs, now, today } from './endpoint-jobs.ts';
import { readHealth, writeHealth } from './webhook-health.ts';

export interface RecordParts {
  readonly jobs: EndpointJobs;
  readonly clock: Clock;
  readonly rule: DisablingRule;
}

interface PendingRow {
  readonly id: string;
  readonly webhook_id: number;
  readonly attempts: number;
  readonly created_on: Date;
}

/** What outcomes change of one delivery. */
interface Change {
  readonly id: string;
  /** Each as JSON. */
  readonly attempts: string[];
  state: 'succeeded' | 'failed' | 'pending';
  waitMs: number;
}

/** Clocks that differ by less are taken for equal. */
const toleranceMs = 1000;
/** An attempt that ended longer ago, or later, is one during which the clock was set. */
const maxElapsedMs = 60_000;

/**
 * Records outcomes of endpoints that this process owns, or that nobody does: another owner may have recorded others since.
 * @returns the webhooks that were disabled, and the endpoints that nobody owns, whose jobs are to be planned anew
 */
export async function recordOutcomes(
  client: Client,
  given: readonly Outcome[],
  { jobs, clock, rule }: RecordParts,
): Promise<{ readonly disabled: readonly DisabledWebHook[]; readonly unowned: readonly number[] }> {
  const ids = [...new Set(given.map(({ webhookId }) => webhookId))].sort((a, b) => a - b);
  // Webhooks before all else, as those who change them do.
  const health = await readHealth(client, ids, given);
  const lost = await jobs.lockLost(client, ids);
  const kept = given.filter(({ webhookId }) => !lost.has(webhookId));
  // While the job of an endpoint is locked, nobody else records outcomes of it.
  const isLocked = ids.every((id) => lost.has(id) || jobs.claimOf(id));
  const { rows, nowMs } = await readPending(client, kept, isLocked ? '' : 'for update');
  const shiftMs = nowMs - clock.now().getTime();
  const appliedMs = Math.abs(shiftMs) < toleranceMs ? 0 : shiftMs;
  const outcomes = appliedMs === 0 ? kept : kept.map((outcome) => shift(outcome, appliedMs));
  const context: OutcomeContext = {
    ...health,
    pendingDelivery(id) {
      const row = rows.get(id);
      return row && { attempts: row.attempts, createdOn: row.created_on.toISOString() };
    },
  };
  const { operations, disabled } = planOutcomes(outcomes, context, rule);
  const changes = new Map<string, Change>();
  for (const operation of operations) {
    if (operation[0] === 'health') {
      await writeHealth(client, operation, health);
      continue;
    }
    const [, id, , fields, next] = operation;
    const change = changes.get(id) ?? { id, attempts: [], state: 'pending', waitMs: 0 };
    changes.set(id, change);
    change.attempts.push(JSON.stringify(fields));
    if (typeof next === 'string') change.state = next;
    else change.waitMs = waitOf(rows.get(id) as PendingRow, fields, next, clock.now().getTime() + appliedMs);
  }
  await writeChanges(client, [...changes.values()]);
  return { disabled, unowned: ids.filter((id) => !lost.has(id) && !jobs.claimOf(id)) };
}

/** @returns from now until the next attempt, which is a time after the end of this one; in milliseconds */
function waitOf({ created_on }: PendingRow, fields: AttemptFields, retryInMs: number, nowMs: number): number {
  const [on, durationMs] = fields as [number, number];
  const elapsedMs = nowMs - (created_on.getTime() + on + durationMs);
  return Math.abs(elapsedMs) > maxElapsedMs ? retryInMs : retryInMs - elapsedMs;
}

function shift(outcome: Outcome, ms: number): Outcome {
  const on = new Date(Date.parse(outcome.attempt.on) + ms).toISOString();
  return { ...outcome, attempt: { ...outcome.attempt, on } };
}

async function readPending(
  client: Client,
  outcomes: readonly Outcome[],
  lock: string,
): Promise<{ readonly rows: ReadonlyMap<string, PendingRow>; readonly nowMs: number }> {
  const { rows } = await client.query<PendingRow & { now: Date }>(
    `select p.*, ${now} as now from (select) one left join lateral (
       select id, cardinality(attempts) as attempts, created_on from concordat.pending_deliveries
       where id = any($1) ${lock}
     ) p on true`,
    [outcomes.map(({ deliveryId }) => deliveryId)],
  );
  return { rows: new Map(rows.map((row) => [row.id, row])), nowMs: (rows[0] as { now: Date }).now.getTime() };
}

/** An array of arrays would have to be a rectangle: the attempts of a delivery are lines. */
async function writeChanges(client: Client, changes: readonly Change[]): Promise<void> {
  const ended = changes.filter(({ state }) => state !== 'pending');
  const waiting = changes.filter(({ state }) => state === 'pending');
  if (ended.length > 0) {
    await client.query(
      `with change as materialized (
         select id, state, string_to_array(attempts, E'\n') as made, place
         from unnest($1::uuid[], $2::text[], $3::text[]) with ordinality given (id, state, attempts, place)
       ), gone as (
         delete from concordat.pending_deliveries p using change where p.id = change.id returning p.*, state, made, place
       )
       insert into concordat.ended_deliveries
         (number, id, webhook_id, event_id, event_day, created_on, replay_of, attempts, state, ended_on, ended_day, end_number)
       select number, id, webhook_id, event_id, event_day, created_on, replay_of, attempts || made, state,
         ${now}, ${today}, nextval('concordat.end_numbers')
       from gone order by place`,
      [ended.map(({ id }) => id), ended.map(({ state }) => state), ended.map(({ attempts }) => attempts.join('\n'))],
    );
  }
  if (waiting.length > 0) {
    await client.query(
      `update concordat.pending_deliveries p
       set attempts = p.attempts || string_to_array(given.attempts, E'\n'), is_retry = true,
         wait = given.wait * interval '1 ms', due_on = ${now} + given.wait * interval '1 ms'
       from unnest($1::uuid[], $2::text[], $3::float8[]) given (id, attempts, wait) where p.id = given.id`,
      [
        waiting.map(({ id }) => id),
        waiting.map(({ attempts }) => attempts.join('\n')),
        waiting.map(({ waitMs }) => waitMs),
      ],
    );
  }
}
