import { createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { signDelivery } from '../../../src/webhooks/delivery/signature.ts';

const attempt = {
  id: '3f0c5f4e-6c1b-4b8e-9a56-0d9d3c1f7a21',
  attemptOn: new Date(),
  body: '[{"Name":"Café"}]',
  action: 6,
};
const [newest, older] = ['whsec_YSBrZXkgb2YgMjQgYnl0ZXMsIHllcyE=', 'a text of 24 characters!'] as const;
const hex = (secret: string) =>
  createHmac('sha256', secret).update(Buffer.from(attempt.body)).digest('hex').toUpperCase();

test('without a secret, a delivery says what it is, unsigned', () => {
  expect(signDelivery({ ...attempt, secrets: [] })).toEqual({
    'webhook-id': attempt.id,
    'webhook-timestamp': String(Math.floor(attempt.attemptOn.getTime() / 1000)),
    'X-Nexudus-Hook-Action': '6',
  });
});

test('each secret signs for Standard Webhooks, and the newest for Nexudus, with its text as the key', () => {
  const headers = signDelivery({ ...attempt, secrets: [newest, older] });
  expect(headers['X-Nexudus-Hook-Signature']).toBe(hex(newest));
  expect(headers['webhook-signature']?.split(' ')).toHaveLength(2);
  const payload = JSON.parse(attempt.body);
  expect(new Webhook(newest).verify(attempt.body, headers)).toEqual(payload);
  expect(new Webhook(older, { format: 'raw' }).verify(attempt.body, headers)).toEqual(payload);
});

test.each([newest, older])('bytes are signed as their text is, by %s', (secret) => {
  const bytes = signDelivery({ ...attempt, body: Buffer.from(attempt.body), secrets: [secret] });
  expect(bytes).toEqual(signDelivery({ ...attempt, secrets: [secret] }));
  expect(bytes['X-Nexudus-Hook-Signature']).toBe(hex(secret));
});
