import type { Outcome } from '../../../delivery/delivery-queue.ts';
import { updateHealth } from '../../../delivery/endpoint-health.ts';
import type { WebHook } from '../../../storage.ts';
import type { Failures } from '../../deliveries/deliveries.ts';
import type { OutcomeOperation } from '../../deliveries/outcome-plan.ts';
import { storableText } from '../../text.ts';
import type { Client } from '../database.ts';
import { type Row, webHookColumns, webHookOf } from '../rows.ts';

/** How webhooks fared before. */
export interface Health {
  get(collection: 'webhooks', id: number): WebHook | undefined;
  failuresOf(webhookId: number): Failures | undefined;
}

/**
 * Reads how webhooks fare. Those are locked whose records outcomes change: most outcomes of a webhook that works change none,
 * as its last trigger is to the second.
 */
export async function readHealth(
  client: Client,
  ids: readonly number[],
  outcomes: readonly Outcome[],
): Promise<Health> {
  const health = await read(client, ids, '');
  const changed = new Set(outcomes.filter((outcome) => isChange(outcome, health)).map(({ webhookId }) => webhookId));
  if (changed.size === 0) return health;
  const locked = await read(client, [...changed], 'for no key update');
  return {
    get: (collection, id) => (changed.has(id) ? locked : health).get(collection, id),
    failuresOf: (id) => (changed.has(id) ? locked : health).failuresOf(id),
  };
}

/** @param lock `for …` */
async function readWebHooks(client: Client, ids: readonly number[], lock = ''): Promise<WebHook[]> {
  const { rows } = await client.query<Row>(
    `select ${webHookColumns.join(', ')} from concordat.webhooks where id = any($1) order by id ${lock}`,
    [ids],
  );
  return rows.map(webHookOf);
}

async function read(client: Client, ids: readonly number[], lock: string): Promise<Health> {
  const webhooks = new Map((await readWebHooks(client, ids, lock)).map((webhook) => [webhook.Id, webhook]));
  const { rows } = await client.query<{ webhook_id: number; failures: number; failing_since: string }>(
    'select webhook_id, failures, failing_since from concordat.webhook_failures where webhook_id = any($1)',
    [ids],
  );
  const failures = new Map(
    rows.map((row) => [row.webhook_id, { failures: row.failures, failingSince: row.failing_since }]),
  );
  return { get: (_collection, id) => webhooks.get(id), failuresOf: (id) => failures.get(id) };
}

function isChange(outcome: Outcome, health: Health): boolean {
  const webhook = health.get('webhooks', outcome.webhookId);
  if (!webhook) return false;
  if (outcome.next !== 'succeeded' || health.failuresOf(outcome.webhookId)) return true;
  const before = { ...webhook, failures: 0, failingSince: undefined };
  return updateHealth(before, outcome, { after: 0, spanMs: 0 }).health.LastTrigger !== webhook.LastTrigger;
}

/** @param operation of `planOutcomes`, after `health` */
export async function writeHealth(
  client: Client,
  operation: Extract<OutcomeOperation, readonly ['health', ...unknown[]]>,
  health: Health,
): Promise<void> {
  const [, id, lastTrigger, lastError, errorCount, active, failures, failingSince] = operation;
  const webhook = health.get('webhooks', id);
  const before = health.failuresOf(id);
  if (
    webhook?.LastTrigger !== lastTrigger ||
    webhook.LastError !== lastError ||
    webhook.ErrorCount !== errorCount ||
    webhook.Active !== active
  ) {
    await client.query(
      `update concordat.webhooks set last_trigger = $2, last_error = $3, error_count = $4, active = active and $5 where id = $1`,
      [id, lastTrigger, lastError === null ? null : storableText(lastError), errorCount, active],
    );
  }
  if (failures === before?.failures) return;
  if (failingSince === null) {
    if (before) await client.query('delete from concordat.webhook_failures where webhook_id = $1', [id]);
    return;
  }
  await client.query(
    `insert into concordat.webhook_failures values ($1, $2, $3)
     on conflict (webhook_id) do update set failures = excluded.failures, failing_since = excluded.failing_since`,
    [id, failures, failingSince],
  );
}
