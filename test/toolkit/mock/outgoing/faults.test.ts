import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { DeliveryFault } from '../../../../src/mock.ts';
import { faultPlans } from '../../../../src/toolkit/mock/outgoing/faults.ts';
import { serve } from '../../../serve.ts';
import { withMock } from '../with-mock.ts';
import { type Arrival, books, deliverTo, hubSignatureOf, secret, verify } from './receiver.ts';

/** Of one arrival: the event, its example, and whether each of the two signatures is right. */
function summarise(arrival: Arrival, ids: readonly unknown[]): string {
  const { headers, body } = arrival;
  if (body === undefined) return 'cut';
  const title = JSON.parse(body).title;
  const own = headers['x-hub-signature-256'];
  const isOwnRight = own === undefined ? 'unsigned' : own === hubSignatureOf(arrival) ? 'signed' : 'wrong';
  return `${ids.indexOf(headers['webhook-id']) + 1} ${title}: ${verify(arrival)}, ${isOwnRight}`;
}

const right = 'verified, signed';
const none = 'No matching signature found';

test.each<[DeliveryFault | undefined, string[], { statuses?: number[]; waits?: number[] }]>([
  [undefined, [`1 Old: ${right}`], {}],
  ['duplicate', [`1 Old: ${right}`, `1 Old: ${right}`], {}],
  ['concurrent', [`1 Old: ${right}`, `1 Old: ${right}`], {}],
  ['reorder', [`2 New: ${right}`, `1 Old: ${right}`], {}],
  ['retry', [`1 Old: ${right}`], {}],
  ['retry', [`1 Old: ${right}`, `1 Old: ${right}`], { statuses: [500, 200], waits: [800] }],
  ['retry', Array(3).fill(`1 Old: ${right}`), { statuses: [500, 302, 410], waits: [800, 800] }],
  ['delay', [`1 Old: ${right}`], { waits: [800] }],
  ['bad-signature', [`1 Old: ${none}, wrong`], {}],
  ['missing-signature', ['1 Old: Missing required headers, unsigned'], {}],
  ['rotated-secret', [`1 Old: ${right}`], {}],
  ['old-timestamp', ['1 Old: Message timestamp too old, signed'], {}],
  ['future-timestamp', ['1 Old: Message timestamp too new, signed'], {}],
  ['tampered-body', [`1 Old!: ${none}, wrong`], {}],
  ['chunked', [`1 Old: ${right}`], {}],
  ['slow-body', [`1 Old: ${right}`], { waits: Array(8).fill(100) }],
  ['cut-body', ['cut'], {}],
])('the fault %s: %j arrives', async (fault, wanted, { statuses = [], waits = [] }) => {
  const waited: number[] = [];
  const wait = async (milliseconds: number) => void waited.push(milliseconds);
  const { arrivals, result } = await deliverTo(books, { secret, fault, delay: 800 }, { statuses, wait });
  const ids = [1, 2].map(
    (event) => result.requests.find((request) => request.event === event)?.headers['Webhook-Id'] ?? '',
  );
  expect(arrivals.map((arrival) => summarise(arrival, ids))).toEqual(wanted);
  expect(waited).toEqual(waits);
  const sent = fault === 'cut-body' ? [undefined] : arrivals.map((_, index) => statuses[index] ?? 204);
  expect(result.requests.map(({ status }) => status)).toEqual(sent);
  expect(result).toMatchObject({ method: 'POST', ...result.requests[0] });
});

test('requests that are sent at the same time wait for each other at the receiver', () => {
  let arrived = 0;
  const both = Promise.withResolvers<void>();
  return serve(
    async (_request, response) => {
      if (++arrived === 2) both.resolve();
      await both.promise;
      response.writeHead(204).end();
    },
    (to) =>
      withMock(books, {}, async (_ask, mock) => {
        const { requests } = await mock.sendWebhook('bookChanged', { to, fault: 'concurrent' });
        expect(requests.map(({ status }) => status)).toEqual([204, 204]);
      }),
  );
});

test('a body in chunks has no length, and one that is sent slowly has', async () => {
  const wait = async () => {};
  const sent = [undefined, 'slow-body', 'chunked'] as const;
  const arrivals = await Promise.all(sent.map(async (fault) => (await deliverTo(books, { fault }, { wait })).arrivals));
  expect(arrivals.flat().map(({ headers }) => headers['transfer-encoding'] ?? headers['content-length'])).toEqual([
    '25',
    '25',
    'chunked',
  ]);
});

test('after a rotation the first of two signatures is of the other secret', async () => {
  const { arrivals } = await deliverTo(books, { secret, fault: 'rotated-secret' });
  const [{ headers, body }] = arrivals as [Arrival];
  const signatures = String(headers['webhook-signature']).split(' ');
  expect(
    signatures.map((signature) => verify({ headers: { ...headers, 'webhook-signature': signature }, body })),
  ).toEqual([none, 'verified']);
});

test('a wrong signature needs no secret', async () => {
  const { arrivals } = await deliverTo(books, { fault: 'bad-signature' });
  expect(arrivals.map(verify)).toEqual([none]);
});

test('the documentation has each fault', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../../mocks/README.md'), 'utf8');
  const [, section = ''] = text.split('\n## For authors of receivers\n');
  const documented = [...section.matchAll(/^\| `([a-z-]+)` +\|/gm)].map(([, name]) => name);
  expect(documented).toEqual(Object.keys(faultPlans));
});
