import { expect, test } from '@jest/globals';
import { makeOperatorEvent } from '../../../src/webhooks/delivery/operator-event.ts';
import { webhook } from '../records.ts';

test('operators are told which webhook was disabled and why, without its query', () => {
  const disabled = {
    webhook: webhook(7, { URL: 'https://crm.example/hooks?token=secret#x', LastError: '503 Service Unavailable' }),
    reason: 'failures',
    failures: 12,
    failingSince: '2025-06-01T11:30:00.000Z',
  } as const;
  const id = '3f0c5f4e-6c1b-4b8e-9a56-0d9d3c1f7a21';
  const { record, ...event } = makeOperatorEvent(disabled, { id, on: new Date('2025-06-01T12:00:00Z') });
  expect(event).toEqual({ id, businessId: 0, action: 1, acceptedOn: '2025-06-01T12:00:00.000Z' });
  expect(JSON.parse(record)).toEqual({
    Event: 'WebHookDisabled',
    Reason: 'failures',
    Failures: 12,
    FailingSince: '2025-06-01T11:30:00.000Z',
    LastError: '503 Service Unavailable',
    WebHook: {
      Id: 7,
      UniqueId: disabled.webhook.UniqueId,
      BusinessId: 1,
      Name: 'Webhook 7',
      Action: 6,
      URL: 'https://crm.example/hooks',
    },
  });
});
