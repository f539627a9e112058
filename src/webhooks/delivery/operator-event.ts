import type { WebHookEvent } from './delivery.ts';
import type { DisabledWebHook } from './delivery-queue.ts';
import { withoutQuery } from './without-query.ts';

/** `None`: what happens to webhooks is none of the API's actions. */
const action = 1;

/** No location: no location's users see it, and no location's secret signs it. */
const businessId = 0;

/** The event that tells operators which webhook was disabled, and why. */
export function makeOperatorEvent(disabled: DisabledWebHook, { id, on }: { id: string; on: Date }): WebHookEvent {
  const { Id, UniqueId, BusinessId, Name, Action, URL: url, LastError } = disabled.webhook;
  const record = {
    Event: 'WebHookDisabled',
    Reason: disabled.reason,
    Failures: disabled.failures,
    FailingSince: disabled.failingSince,
    LastError,
    WebHook: { Id, UniqueId, BusinessId, Name, Action, URL: withoutQuery(url) },
  };
  return { id, businessId, action, record: JSON.stringify(record), acceptedOn: on.toISOString() };
}
