import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import {
  type DeliveryVerification,
  type DeliveryVerificationError,
  eWebhookAction,
  verifyDelivery,
} from '../../../src/receive.ts';
import { signDelivery } from '../../../src/webhooks/delivery/signature.ts';

const [secret, older] = ['whsec_YSBrZXkgb2YgMjQgYnl0ZXMsIHllcyE=', 'a text of 24 characters!'] as const;
const id = '3f0c5f4e-6c1b-4b8e-9a56-0d9d3c1f7a21';
const attemptOn = new Date('2025-01-15T10:30:00Z');
const body = '[{"Id":1,"Name":"Café"}]';
const action = eWebhookAction.BookingCreate;
const sent = signDelivery({ id, attemptOn, body, action, secrets: [secret, older] });
const now = new Date('2025-01-15T10:31:00Z');

/** The headers with others in place of some of them; undefined takes one away. */
const but = (headers: Record<string, string | undefined>) => ({ ...sent, ...headers });

type Given = Partial<DeliveryVerification>;
const verify = (given: Given) => verifyDelivery({ headers: sent, body, secret, now, ...given });

const delivery = { id, action, timestamp: attemptOn, records: [{ Id: 1, Name: 'Café' }] };
const digest = createHash('sha256').update(body).digest('hex');

test.each<[string, Given]>([
  ['as it was sent', {}],
  ['with Node’s headers', { headers: Object.fromEntries(Object.entries(sent).map(([k, v]) => [k.toLowerCase(), v])) }],
  ['with a Headers', { headers: new Headers(sent) }],
  ['as bytes', { body: Buffer.from(body) }],
  ['as a Uint8Array', { body: new TextEncoder().encode(body) }],
  ['with several secrets', { secret: ['another one, of 24 letters', secret] }],
  ['with the secret that was replaced', { secret: older }],
  ['without the Nexudus signature', { headers: but({ 'X-Nexudus-Hook-Signature': undefined }) }],
  ['with the Nexudus signature of a newer secret', { headers: but({ 'X-Nexudus-Hook-Signature': 'A'.repeat(64) }) }],
  ['after an hour with a tolerance of two', { now: new Date('2025-01-15T11:30:00Z'), toleranceMs: 7_200_000 }],
])('a delivery %s is verified', (_what, given) => {
  expect(verify(given)).toEqual(delivery);
});

test('a delivery without an action is one of a sender that sends none', () => {
  expect(verify({ headers: but({ 'X-Nexudus-Hook-Action': undefined }) }).action).toBeUndefined();
});

test.each<[string, Given]>([
  ['in upper case', {}],
  ['in lower case', { headers: but({ 'X-Nexudus-Hook-Signature': sent['X-Nexudus-Hook-Signature']?.toLowerCase() }) }],
  ['long ago, as nothing says when', { now: new Date('2030-01-01T00:00:00Z') }],
  [
    'without the other headers',
    {
      headers: {
        'x-nexudus-hook-signature': sent['X-Nexudus-Hook-Signature'],
        'X-Nexudus-Hook-Action': String(action),
      },
    },
  ],
])('the Nexudus signature alone, %s', (_what, given) => {
  expect(verify({ ...given, signature: 'nexudus' })).toEqual({ ...delivery, id: digest, timestamp: undefined });
});

const nexudus = { signature: 'nexudus' } as const;

test.each<[string, string, Given]>([
  [
    'without webhook-signature, though Nexudus’ is right',
    'WEBHOOK_HEADER_MISSING',
    { headers: but({ 'webhook-signature': undefined }) },
  ],
  ['without an id', 'WEBHOOK_HEADER_MISSING', { headers: but({ 'webhook-id': undefined }) }],
  ['without any header', 'WEBHOOK_HEADER_MISSING', { headers: {} }],
  ['with another id', 'WEBHOOK_SIGNATURE', { headers: but({ 'webhook-id': 'another' }) }],
  ['with a fresh timestamp', 'WEBHOOK_SIGNATURE', { headers: but({ 'webhook-timestamp': '1736937060' }) }],
  ['with another body', 'WEBHOOK_SIGNATURE', { body: '[{"Id":2}]' }],
  ['with a blank more in the body', 'WEBHOOK_SIGNATURE', { body: `${body} ` }],
  ['with another secret', 'WEBHOOK_SIGNATURE', { secret: 'another one, of 24 letters' }],
  [
    'with the Nexudus signature in place of the other',
    'WEBHOOK_SIGNATURE',
    { headers: but({ 'webhook-signature': `v1,${sent['X-Nexudus-Hook-Signature']}` }) },
  ],
  ['after six minutes', 'WEBHOOK_TOO_OLD', { now: new Date('2025-01-15T10:36:00Z') }],
  ['six minutes early', 'WEBHOOK_TOO_NEW', { now: new Date('2025-01-15T10:24:00Z') }],
  [
    'with an action that is no number',
    'WEBHOOK_HEADER_MALFORMED',
    { headers: but({ 'X-Nexudus-Hook-Action': '6; 7' }) },
  ],
  ['with a parsed body', 'DELIVERY_PARSED', { body: JSON.parse(body) }],
  ['without a body', 'DELIVERY_PARSED', { body: undefined as never }],
  ['without a secret', 'WEBHOOK_SECRET', { secret: [] }],
  ['with an empty secret', 'WEBHOOK_SECRET', { secret: '' }],
  ['with an empty secret among others', 'WEBHOOK_SECRET', { secret: [secret, ''] }],
  ['of Nexudus without a secret', 'WEBHOOK_SECRET', { ...nexudus, secret: [] }],
  ['of Nexudus with an empty secret', 'WEBHOOK_SECRET', { ...nexudus, secret: '' }],
  [
    'of Nexudus without its signature, though the other is right',
    'WEBHOOK_HEADER_MISSING',
    { ...nexudus, headers: but({ 'X-Nexudus-Hook-Signature': undefined }) },
  ],
  [
    'of Nexudus that is cut',
    'WEBHOOK_HEADER_MALFORMED',
    { ...nexudus, headers: but({ 'X-Nexudus-Hook-Signature': 'AB' }) },
  ],
  ['of Nexudus with another body', 'WEBHOOK_SIGNATURE', { ...nexudus, body: '[{"Id":2}]' }],
  ['of Nexudus with the secret that was replaced', 'WEBHOOK_SIGNATURE', { ...nexudus, secret: older }],
])('a delivery %s is %s', (_what, code, given) => {
  expect(() => verify(given)).toThrow(expect.objectContaining({ name: 'DeliveryVerificationError', code }));
});

test.each(['{"Id":1}', 'null', 'x', ''])('the signed body %j is no list of records', (text) => {
  const headers = signDelivery({ id, attemptOn, body: text, action, secrets: [secret] });
  expect(() => verify({ headers, body: text })).toThrow(expect.objectContaining({ code: 'DELIVERY_RECORDS' }));
});

test('a message has neither a secret nor a signature that would be right', () => {
  try {
    verify({ body: '[{"Id":2}]' });
    throw new TypeError('it was verified');
  } catch (error) {
    const right = signDelivery({ id, attemptOn, body: '[{"Id":2}]', action, secrets: [secret] });
    const { message, code } = error as DeliveryVerificationError;
    expect(code).toBe('WEBHOOK_SIGNATURE');
    for (const kept of [secret, right['webhook-signature'] as string]) expect(message).not.toContain(kept);
  }
});
