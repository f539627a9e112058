import { expect, test } from '@jest/globals';
import { withMock } from '../with-mock.ts';

// biome-ignore lint/suspicious/noExplicitAny: each row knows what its records have
type Fields = any;

const time = { type: ['string', 'null'], format: 'date-time' };
const text = { type: 'string' };
const number = { type: 'number' };

/** Records of a kind with some properties, as a list has them. */
function records(noun: string, properties: object, run: (records: Fields[]) => void): Promise<void> {
  const items = { type: 'object', properties: { id: { type: 'integer' }, ...properties } };
  const responses = {
    200: { description: 'ok', content: { 'application/json': { schema: { type: 'array', items } } } },
  };
  const contract = {
    openapi: '3.1.0',
    info: { title: 'Things', version: '1' },
    paths: { [`/${noun}`]: { get: { responses } } },
  };
  return withMock(contract, { records: 25 }, async (ask) => run((await ask('GET', `/${noun}`)).body));
}

const order = { type: 'string', enum: ['pending', 'paid', 'shipped', 'delivered', 'cancelled'] };
const appointment = { type: 'string', enum: ['scheduled', 'checked_in', 'completed', 'cancelled'] };
const now = '2026-01-15T12:00:00Z';

test.each<[string, string, object, (record: Fields) => unknown, unknown]>([
  [
    'times follow each other',
    'orders',
    { createdAt: time, updatedAt: time, shippedAt: time, deliveredAt: time },
    ({ createdAt, updatedAt, shippedAt, deliveredAt }) => {
      const times = [createdAt, updatedAt, shippedAt, deliveredAt].filter((one) => one !== null);
      return times.join() === times.toSorted().join();
    },
    true,
  ],
  [
    'what a status says has not happened has no time',
    'orders',
    { status: order, shippedAt: time, cancelledAt: time, cancellationReason: { type: ['string', 'null'] } },
    ({ status, shippedAt, cancelledAt, cancellationReason }) =>
      (shippedAt !== null) === ['shipped', 'delivered'].includes(status) &&
      (cancelledAt !== null) === (status === 'cancelled') &&
      (cancellationReason === null || status === 'cancelled'),
    true,
  ],
  [
    'a duration is that between start and end',
    'appointments',
    { startsAt: { ...time, type: 'string' }, endsAt: { ...time, type: 'string' }, durationMinutes: number },
    ({ startsAt, endsAt, durationMinutes }) => (Date.parse(endsAt) - Date.parse(startsAt)) / 60_000 - durationMinutes,
    0,
  ],
  [
    'what is over was before now, and what is to come is after it',
    'appointments',
    { status: appointment, startsAt: { ...time, type: 'string' } },
    ({ status, startsAt }) => status === 'cancelled' || startsAt < now === (status !== 'scheduled'),
    true,
  ],
  [
    'somebody has their own name in the email address',
    'customers',
    { firstName: text, lastName: text, email: { ...text, format: 'email' } },
    ({ firstName, email }) =>
      String(email).startsWith(
        String(firstName)
          .toLowerCase()
          .replaceAll(/[^a-z]/g, ''),
      ),
    true,
  ],
  [
    'there is one currency',
    'products',
    { currency: { enum: ['GBP', 'USD', 'EUR'] } },
    ({ currency }) => currency,
    'USD',
  ],
  [
    'percentages are at most 100',
    'products',
    { progressPercent: number, discountPercent: number },
    ({ progressPercent, discountPercent }) => [progressPercent, discountPercent].every((one) => one >= 0 && one <= 100),
    true,
  ],
  [
    'places are on land',
    'stores',
    { latitude: number, longitude: number },
    ({ latitude, longitude }) => latitude > 35 && latitude < 41 && longitude > -98.1 && longitude < -81,
    true,
  ],
  [
    'addresses lead to example.com',
    'stores',
    { url: { ...text, format: 'uri' } },
    ({ url }) => new URL(url).host,
    'example.com',
  ],
  [
    'what nobody knows is called by its property',
    'things',
    { lane: text },
    ({ id, lane }) => lane === `Lane ${id}`,
    true,
  ],
  [
    'a former price is higher',
    'products',
    { price: number, compareAtPrice: number },
    ({ price, compareAtPrice }) => compareAtPrice > price,
    true,
  ],
])('%s', (_, noun, properties, read, wanted) =>
  records(noun, properties, (found) => {
    expect(found.length).toBe(25);
    expect([...new Set(found.map(read))]).toEqual([wanted]);
  }),
);
