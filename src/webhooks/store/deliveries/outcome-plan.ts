import type { WebHookEvent } from '../../delivery/delivery.ts';
import type { DisabledWebHook, DisablingRule, Outcome } from '../../delivery/delivery-queue.ts';
import { type EndpointHealth, updateHealth } from '../../delivery/endpoint-health.ts';
import type { WebHook } from '../../storage.ts';
import { encodeHealth, type Failures } from './deliveries.ts';
import { type DeliveryOperation, encodeAttempt } from './delivery-operation.ts';

/** What is known of deliveries and webhooks before the outcomes. */
export interface OutcomeContext {
  /** A delivery that is pending, with the number of its attempts. */
  pendingDelivery(id: string): { readonly attempts: number; readonly createdOn: string } | undefined;
  get(collection: 'webhooks', id: number): WebHook | undefined;
  failuresOf(webhookId: number): Failures | undefined;
}

export type OutcomeOperation = Extract<DeliveryOperation, readonly ['attempt' | 'health', ...unknown[]]>;

export interface OutcomePlan {
  readonly operations: readonly OutcomeOperation[];
  readonly disabled: readonly DisabledWebHook[];
}

/** What outcomes change: an attempt each, and the health of their webhooks. Those of deliveries that have ended are left out. */
export function planOutcomes(outcomes: readonly Outcome[], current: OutcomeContext, rule: DisablingRule): OutcomePlan {
  const operations: OutcomeOperation[] = [];
  const disabled: DisabledWebHook[] = [];
  const attempts = new Map<string, number | undefined>();
  const endpoints = new Map<number, Endpoint>();
  for (const outcome of outcomes) {
    const { deliveryId, webhookId, attempt, next } = outcome;
    const delivery = current.pendingDelivery(deliveryId);
    const before = attempts.has(deliveryId) ? attempts.get(deliveryId) : delivery?.attempts;
    if (!delivery || before === undefined) continue;
    const stored = typeof next === 'string' ? next : Math.max(0, next.retryInMs);
    attempts.set(deliveryId, typeof next === 'string' ? undefined : before + 1);
    operations.push(['attempt', deliveryId, before + 1, encodeAttempt(attempt, delivery.createdOn), stored]);
    const endpoint = endpoints.get(webhookId) ?? findEndpoint(webhookId, current);
    if (!endpoint) continue;
    endpoints.set(webhookId, endpoint);
    const { health, disabled: reason } = updateHealth(endpoint.health, outcome, rule);
    endpoint.health = health;
    if (reason === undefined || !endpoint.isActive) continue;
    endpoint.isActive = false;
    const { failures, failingSince = attempt.on } = health;
    disabled.push({ webhook: recordOf(endpoint), reason, failures, failingSince });
  }
  for (const endpoint of endpoints.values()) {
    const { failures, failingSince } = endpoint.health;
    operations.push(
      encodeHealth(recordOf(endpoint), failingSince === undefined ? undefined : { failures, failingSince }),
    );
  }
  return { operations, disabled };
}

/** A webhook as it is after the outcomes so far. */
interface Endpoint {
  readonly webhook: WebHook;
  health: EndpointHealth;
  isActive: boolean;
}

function findEndpoint(webhookId: number, current: OutcomeContext): Endpoint | undefined {
  const webhook = current.get('webhooks', webhookId);
  if (!webhook) return undefined;
  const { LastTrigger, LastError, ErrorCount, Active } = webhook;
  const { failures = 0, failingSince } = current.failuresOf(webhookId) ?? {};
  return { webhook, health: { LastTrigger, LastError, ErrorCount, failures, failingSince }, isActive: Active };
}

function recordOf({ webhook, health: { LastTrigger, LastError, ErrorCount }, isActive }: Endpoint): WebHook {
  return { ...webhook, LastTrigger, LastError, ErrorCount, Active: isActive };
}

/** An operators' event for each webhook that was disabled. */
export type MakeOpsEvent = (disabled: DisabledWebHook, on: Date) => WebHookEvent | undefined;
