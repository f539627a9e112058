import { expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { signWebhook, verifyWebhook, type WebhookHeadersInput, type WebhookSignatureError } from '../../../src/http.ts';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const other = 'a text of 24 characters!';
const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
const timestamp = new Date(1_614_265_330_000);
const body = '{"test": 2432232314}';
const now = new Date(timestamp.getTime() + 60_000);

const signed = { ...signWebhook({ id, timestamp, body, secrets: [secret] }) };
const own = signed['webhook-signature'] as string;

test('the signature is the one of the example that Svix publishes', () => {
  expect(signed).toEqual({
    'webhook-id': id,
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

function verified(
  headers: WebhookHeadersInput,
  given: { body?: string | Uint8Array; secrets?: string[]; now?: Date } = {},
) {
  try {
    return verifyWebhook({ headers, body, secrets: [secret], now, ...given }).id;
  } catch (error) {
    return (error as WebhookSignatureError).code;
  }
}

test.each<[string, WebhookHeadersInput, Parameters<typeof verified>[1]?]>([
  ['as it was sent', signed],
  ['as bytes', signed, { body: Buffer.from(body) }],
  ['a Headers', new Headers(signed)],
  [
    'names in upper case',
    Object.fromEntries(Object.entries(signed).map(([name, value]) => [name.toUpperCase(), value])),
  ],
  ['one of several secrets', signed, { secrets: [other, secret] }],
  ['one of several signatures', { ...signed, 'webhook-signature': `v1,${'A'.repeat(43)}= ${own}` }],
  ['a signature of another version beside it', { ...signed, 'webhook-signature': `v1a,abc ${own}` }],
  ['a list of one value', { ...signed, 'webhook-id': [id] }],
  ['5 minutes later', signed, { now: new Date(timestamp.getTime() + 300_000) }],
  ['5 minutes before', signed, { now: new Date(timestamp.getTime() - 300_000) }],
])('%s is verified', (_what, headers, given = {}) => {
  expect(verified(headers, given)).toBe(id);
});

test.each<[string, string, WebhookHeadersInput, Parameters<typeof verified>[1]?]>([
  ['no id', 'WEBHOOK_HEADER_MISSING', { ...signed, 'webhook-id': undefined }],
  ['no timestamp', 'WEBHOOK_HEADER_MISSING', { ...signed, 'webhook-timestamp': undefined }],
  ['no signature', 'WEBHOOK_HEADER_MISSING', { ...signed, 'webhook-signature': undefined }],
  ['an empty id', 'WEBHOOK_HEADER_MALFORMED', { ...signed, 'webhook-id': '' }],
  ['two ids', 'WEBHOOK_HEADER_MALFORMED', { ...signed, 'webhook-id': [id, id] }],
  ['an id in two spellings', 'WEBHOOK_HEADER_MALFORMED', { ...signed, 'Webhook-Id': id }],
  ['an id that takes in the timestamp', 'WEBHOOK_HEADER_MALFORMED', { ...signed, 'webhook-id': `${id}.1614265330` }],
  ['a date as timestamp', 'WEBHOOK_HEADER_MALFORMED', { ...signed, 'webhook-timestamp': '2021-02-25T15:02:10Z' }],
  ['a timestamp with a fraction', 'WEBHOOK_HEADER_MALFORMED', { ...signed, 'webhook-timestamp': '1614265330.0' }],
  ['a timestamp in hex', 'WEBHOOK_HEADER_MALFORMED', { ...signed, 'webhook-timestamp': '0x60379832' }],
  ['another id', 'WEBHOOK_SIGNATURE', { ...signed, 'webhook-id': 'msg_2' }],
  ['another timestamp', 'WEBHOOK_SIGNATURE', { ...signed, 'webhook-timestamp': '1614265331' }],
  ['another body', 'WEBHOOK_SIGNATURE', signed, { body: '{"test":2432232314}' }],
  ['another secret', 'WEBHOOK_SIGNATURE', signed, { secrets: [other] }],
  ['a signature without version', 'WEBHOOK_SIGNATURE', { ...signed, 'webhook-signature': own.slice(3) }],
  ['a signature of another version', 'WEBHOOK_SIGNATURE', { ...signed, 'webhook-signature': own.replace('v1', 'v2') }],
  ['an empty signature', 'WEBHOOK_SIGNATURE', { ...signed, 'webhook-signature': '' }],
  ['the start of a signature', 'WEBHOOK_SIGNATURE', { ...signed, 'webhook-signature': own.slice(0, 20) }],
  ['later', 'WEBHOOK_TOO_OLD', signed, { now: new Date(timestamp.getTime() + 300_001) }],
  ['before', 'WEBHOOK_TOO_NEW', signed, { now: new Date(timestamp.getTime() - 300_001) }],
  ['no secret', 'WEBHOOK_SECRET', signed, { secrets: [] }],
  ['an empty secret', 'WEBHOOK_SECRET', signed, { secrets: [''] }],
])('%s is %s', (_what, code, headers, given = {}) => {
  expect(verified(headers, given)).toBe(code);
});

test.each([
  ['whsec_ with base64', 'whsec_YSBrZXkgb2YgMjQgYnl0ZXMsIHllcyE=', Buffer.from('a key of 24 bytes, yes!')],
  ['whsec_ without padding', 'whsec_YSBrZXkgb2YgMjQgYnl0ZXMsIHllcyE', Buffer.from('a key of 24 bytes, yes!')],
  ['whsec_ with something else', 'whsec_not base64, but a text', Buffer.from('whsec_not base64, but a text')],
  ['whsec_ alone', 'whsec_', Buffer.from('whsec_')],
  ['a text', other, Buffer.from(other)],
])('the key of %s', (_what, given, key) => {
  const expected = signWebhook({ id, timestamp, body, secrets: [`whsec_${key.toString('base64')}`] });
  expect(signWebhook({ id, timestamp, body, secrets: [given] })).toEqual(expected);
});

test('each secret signs, in their order; without one there is no signature', () => {
  const second = signWebhook({ id, timestamp, body, secrets: [other] })['webhook-signature'];
  expect(signWebhook({ id, timestamp, body, secrets: [secret, other] })['webhook-signature']).toBe(`${own} ${second}`);
  expect(Object.keys(signWebhook({ id, timestamp, body, secrets: [] }))).toEqual(['webhook-id', 'webhook-timestamp']);
});

test.each(['a.b', 'a b', 'a\r\nb', '', 'é'])('the id %j is refused', (wrong) => {
  expect(() => signWebhook({ id: wrong, timestamp, body, secrets: [] })).toThrow(/without a full stop/);
});

test.each([secret, 'whsec_YSBrZXkgb2YgMjQgYnl0ZXMsIHllcyE='])(
  'the package standardwebhooks verifies what %s signed',
  (given) => {
    const at = new Date();
    const headers = { ...signWebhook({ id, timestamp: at, body, secrets: [other, given] }) };
    expect(new Webhook(given).verify(body, headers)).toEqual(JSON.parse(body));
    expect(
      verifyWebhook({
        headers: { ...headers, 'webhook-signature': new Webhook(given).sign(id, at, body) },
        body,
        secrets: [given],
      }).id,
    ).toBe(id);
  },
);

test('and with a text as the key', () => {
  const headers = { ...signWebhook({ id, timestamp: new Date(), body, secrets: [other] }) };
  expect(new Webhook(other, { format: 'raw' }).verify(body, headers)).toEqual(JSON.parse(body));
});
