import { createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { DeliveryFault } from '../../../../src/mock.ts';
import { sendRaw } from '../send-raw.ts';
import { webhooksContract, withMock } from '../with-mock.ts';
import { type Arrival, books, deliverTo, secret, signedHeader, verify, withHeaders } from './receiver.ts';

const hub = signedHeader('X-Hub', { algorithm: 'hmac-sha256', encoding: 'hex', prefix: 'sha256=' });
const standard = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => ({
  name,
  in: 'header',
  schema: { type: 'string' },
  example: '1',
}));

/** Which headers identify and sign a request. */
function namesOf({ headers }: Arrival): string[] {
  return Object.keys(headers).filter((name) => /^(webhook-|x-)/.test(name));
}

test.each<[string, object[], string | undefined, string[]]>([
  ['nothing', [], undefined, []],
  ['nothing', [], secret, ['webhook-id', 'webhook-timestamp', 'webhook-signature']],
  ['Standard Webhooks', standard, undefined, ['webhook-id', 'webhook-timestamp']],
  ['Standard Webhooks', standard, secret, ['webhook-id', 'webhook-timestamp', 'webhook-signature']],
  ['a header of its own', [hub], undefined, []],
  ['a header of its own', [hub], secret, ['x-hub']],
  ['both', [hub, ...standard], secret, ['webhook-id', 'webhook-timestamp', 'webhook-signature', 'x-hub']],
  ['an id', [hub, { name: 'Webhook-Id', in: 'header' }], secret, ['webhook-id', 'x-hub']],
  ['a malformed x-signature', [signedHeader('X-Hub', {})], undefined, ['x-hub']],
  [
    'a required header',
    [signedHeader('X-Hub', { algorithm: 'hmac-sha1', encoding: 'hex' }, true)],
    undefined,
    ['x-hub'],
  ],
])(
  'a contract that declares %s: %j, with the secret %s, is signed by %j',
  async (_declares, parameters, given, wanted) => {
    const { arrivals } = await deliverTo(withHeaders(parameters), { secret: given });
    expect(arrivals.map(namesOf)).toEqual([wanted]);
  },
);

test.each([
  [
    { algorithm: 'hmac-sha256', encoding: 'hex-upper' },
    (body: string) => hmac('sha256', body).toString('hex').toUpperCase(),
  ],
  [{ algorithm: 'hmac-sha1', encoding: 'base64' }, (body: string) => hmac('sha1', body).toString('base64')],
  [
    { algorithm: 'hmac-sha512', encoding: 'hex', prefix: 'v=' },
    (body: string) => `v=${hmac('sha512', body).toString('hex')}`,
  ],
])('a header is signed by %j', async (scheme, expected) => {
  const { arrivals } = await deliverTo(withHeaders([signedHeader('X-Own', scheme)]), { secret });
  expect(arrivals.map(({ headers }) => headers['x-own'])).toEqual(arrivals.map(({ body = '' }) => expected(body)));
});

function hmac(algorithm: string, body: string): Buffer {
  return createHmac(algorithm, secret).update(body).digest();
}

test('headers of these names that are something else keep their examples', async () => {
  const id = { name: 'webhook-id', in: 'header', schema: { type: 'integer' }, example: 7 };
  const time = {
    name: 'Webhook-Timestamp',
    in: 'header',
    schema: { type: 'string', format: 'date-time' },
    example: '2025-01-15T13:00:00Z',
  };
  const { arrivals } = await deliverTo(withHeaders([id, time]), {});
  expect(arrivals[0]?.headers).toMatchObject({ 'webhook-id': '7', 'webhook-timestamp': '2025-01-15T13:00:00Z' });
});

test('headers have the example of the same name as the body', async () => {
  const examples = { created: { value: 6 }, updated: { value: 7 }, other: { value: 8 } };
  const action = { name: 'action', in: 'header', schema: { type: 'integer' }, examples };
  const plain = { name: 'plain', in: 'header', schema: { type: 'integer' }, example: 9 };
  const unmatched = { name: 'unmatched', in: 'header', schema: { type: 'integer' }, examples: { other: { value: 8 } } };
  const { arrivals } = await deliverTo(withHeaders([action, plain, unmatched]), { fault: 'reorder' });
  const sent = arrivals.map(({ headers, body = '' }) => [JSON.parse(body).title, headers['action'], headers['plain']]);
  expect(sent).toEqual([
    ['New', '7', '9'],
    ['Old', '6', '9'],
  ]);
  expect(arrivals[0]?.headers['unmatched']).toBeUndefined();
});

test('the WebHooks API signs in upper-case hexadecimal', async () => {
  const { arrivals } = await deliverTo(webhooksContract, { secret }, { webhook: 'webHookTriggered' });
  const [{ headers, body = '' }] = arrivals as [Arrival];
  expect(headers['x-nexudus-hook-signature']).toBe(hmac('sha256', body).toString('hex').toUpperCase());
});

test('each event has an id of its own, and several secrets sign', async () => {
  const other = 'another secret of 24 characters';
  const first = await deliverTo(books, {}, { webhookSecret: [other, secret] });
  const second = await deliverTo(books, { secret });
  const arrivals = [...first.arrivals, ...second.arrivals];
  expect(arrivals.map(verify)).toEqual(['verified', 'verified']);
  expect(arrivals.map(({ headers }) => String(headers['webhook-signature']).split(' ').length)).toEqual([2, 1]);
  expect(new Set(arrivals.map(({ headers }) => headers['webhook-id'])).size).toBe(2);
});

test('a random payload differs from event to event, and not with the seed', async () => {
  const body = { content: { 'application/json': { schema: { type: 'integer', maximum: 2 ** 40 } } } };
  const numbers = { ...withHeaders([]) };
  Object.assign(numbers.webhooks.bookChanged.post, { requestBody: body });
  const send = async () =>
    (await deliverTo(numbers, { dynamic: true, seed: '7', fault: 'reorder' })).arrivals.map((arrival) => arrival.body);
  const [once, twice] = [await send(), await send()];
  expect(once).toEqual(twice);
  expect(new Set(once).size).toBe(2);
});

test.each([
  ['fault=duplicated', 404, 'there is no fault duplicated: there are duplicate, concurrent'],
  ['fault=constructor', 404, 'there is no fault constructor'],
  ['fault=tampered-body', 400, 'the fault tampered-body needs a secret, which'],
  ['fault=missing-signature', 400, 'the fault missing-signature needs a secret, which'],
  ['fault=delay&delay=60001', 400, 'a delay has to be 0 to 60000 ms'],
  ['fault=delay&delay=long', 400, 'a delay has to be 0 to 60000 ms'],
  ['secret=', 400, 'a secret is empty'],
])('%s gets %i: %s', (query, status, message) =>
  withMock(books, {}, async (ask) => {
    const { body, ...response } = await ask('POST', `/__concordat/webhooks/bookChanged?to=http://127.0.0.1:1&${query}`);
    expect([response.status, body.message]).toEqual([status, expect.stringContaining(message)]);
  }),
);

test.each<[DeliveryFault, string]>([
  ['old-timestamp', 'webhook-signature'],
  ['rotated-secret', 'webhook-signature'],
  ['tampered-body', 'a body'],
  ['slow-body', 'a body'],
])('the fault %s needs %s', (fault, need) => {
  const contract = withHeaders([hub]);
  if (need === 'a body') Object.assign(contract.webhooks.bookChanged.post, { requestBody: undefined });
  const message = `the fault ${fault} needs ${need}, which this webhook is sent without`;
  return expect(deliverTo(contract, { secret, fault })).rejects.toMatchObject({ code: 'MOCK_DELIVERY', message });
});

test('a secret in the query may have a plus, and is in no log and no result', () =>
  withMock(books, {}, async (ask, mock) => {
    const path = `/__concordat/webhooks/bookChanged?to=${mock.url}&secret=${secret}`;
    const { body } = await ask('POST', path);
    await sendRaw(mock.url, `POST ${path} HTTP/1.1`, 'Host: elsewhere.example');
    expect(secret).toContain('+');
    expect(verify({ headers: body.headers, body: JSON.stringify(body.body) })).toBe('verified');
    expect(mock.requests.map(({ status }) => status)).toEqual([404, 421]);
    expect(JSON.stringify([body, mock.requests])).not.toContain(secret);
  }));
