import type { WebHookEvent } from '../delivery/delivery.ts';
import type { DisabledWebHook, DisablingRule, Outcome } from '../delivery/delivery-queue.ts';
import { updateHealth } from '../delivery/endpoint-health.ts';
import type { WebHook } from '../storage.ts';
import type { Operation } from './data.ts';
import { encodeHealth, type Failures } from './deliveries.ts';
import { encodeAttempt } from './delivery-operation.ts';
import type { PendingData } from './pending-data.ts';

export interface OutcomePlan {
  readonly operations: readonly Operation[];
  readonly disabled: readonly DisabledWebHook[];
}

/** What outcomes change: an attempt each, and the health of their webhooks. Those of deliveries that have ended are left out. */
export function planOutcomes(outcomes: readonly Outcome[], current: PendingData, rule: DisablingRule): OutcomePlan {
  const operations: Operation[] = [];
  const disabled: DisabledWebHook[] = [];
  const attempts = new Map<string, number | undefined>();
  const webhooks = new Map<number, { webhook: WebHook; failures: Failures | undefined }>();
  for (const outcome of outcomes) {
    const { deliveryId, webhookId, attempt, next } = outcome;
    const delivery = current.pendingDelivery(deliveryId);
    const before = attempts.has(deliveryId) ? attempts.get(deliveryId) : delivery?.attempts;
    if (!delivery || before === undefined) continue;
    const stored = typeof next === 'string' ? next : Math.max(0, next.retryInMs);
    attempts.set(deliveryId, typeof next === 'string' ? undefined : before + 1);
    operations.push(['attempt', deliveryId, before + 1, encodeAttempt(attempt, delivery.createdOn), stored]);
    const known = webhooks.get(webhookId)?.webhook ?? current.get('webhooks', webhookId);
    if (!known) continue;
    const failures = webhooks.has(webhookId) ? webhooks.get(webhookId)?.failures : current.failuresOf(webhookId);
    const { health, disabled: reason } = updateHealth(
      { ...known, failures: failures?.failures ?? 0, failingSince: failures?.failingSince },
      outcome,
      rule,
    );
    const { LastTrigger, LastError, ErrorCount, failures: count, failingSince } = health;
    const isDisabled = reason !== undefined && known.Active;
    const webhook = { ...known, LastTrigger, LastError, ErrorCount, Active: known.Active && !isDisabled };
    webhooks.set(webhookId, {
      webhook,
      failures: failingSince === undefined ? undefined : { failures: count, failingSince },
    });
    if (isDisabled) disabled.push({ webhook, reason, failures: count, failingSince: failingSince ?? attempt.on });
  }
  for (const { webhook, failures } of webhooks.values()) operations.push(encodeHealth(webhook, failures));
  return { operations, disabled };
}

/** An operators' event for each webhook that was disabled. */
export type MakeOpsEvent = (disabled: DisabledWebHook, on: Date) => WebHookEvent | undefined;
