import { expect, test } from '@jest/globals';
import type { Property } from '../../../../src/toolkit/mock/plausible/absence.ts';
import { agree } from '../../../../src/toolkit/mock/plausible/agreement.ts';
import { timesOf } from '../../../../src/toolkit/mock/plausible/times.ts';
import type { Kind } from '../../../../src/toolkit/mock/plausible/words.ts';
import type { Scenario } from '../../../../src/toolkit/mock/scenario/scenario.ts';
import { withMock } from '../with-mock.ts';

// biome-ignore lint/suspicious/noExplicitAny: each row knows what its records have
type Fields = any;

const time = { type: ['string', 'null'], format: 'date-time' };
const text = { type: 'string' };
const number = { type: 'number' };

/** Records of a kind with some properties, as a list has them. */
function records(
  noun: string,
  properties: object,
  run: (records: Fields[]) => void,
  { required = [], scenario = {} }: { required?: readonly string[]; scenario?: Scenario } = {},
): Promise<void> {
  const items = { type: 'object', required, properties: { id: { type: 'integer' }, ...properties } };
  const responses = {
    200: { description: 'ok', content: { 'application/json': { schema: { type: 'array', items } } } },
  };
  const contract = {
    openapi: '3.1.0',
    info: { title: 'Things', version: '1' },
    paths: { [`/${noun}`]: { get: { responses } } },
  };
  return withMock(contract, { records: 25, scenario }, async (ask) => run((await ask('GET', `/${noun}`)).body));
}

const order = { type: 'string', enum: ['pending', 'paid', 'shipped', 'delivered', 'cancelled'] };
const appointment = { type: 'string', enum: ['scheduled', 'checked_in', 'completed', 'cancelled'] };
const shipment = { type: 'string', enum: ['draft', 'shipped', 'delivered', 'exception'] };
const clock = { type: 'string', pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' };
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
    'what keeps a record from its last stage leaves it without the time of that, and with those before',
    'shipments',
    { status: shipment, shippedAt: time, deliveredAt: time },
    ({ status, shippedAt, deliveredAt }) =>
      (deliveredAt !== null) === (status === 'delivered') && (shippedAt !== null) === (status !== 'draft'),
    true,
  ],
  [
    'what the contract says is set in some states is there in these alone',
    'shipments',
    {
      status: shipment,
      label: { type: ['string', 'null'], description: 'Set once the parcel is shipped' },
      problem: { type: ['string', 'null'], description: 'Only if there is an exception' },
    },
    ({ status, label, problem }) =>
      (label !== null) === (status !== 'draft') && (problem !== null) === (status === 'exception'),
    true,
  ],
  [
    'a position in a queue is there while something waits in it',
    'bookings',
    {
      status: { type: 'string', enum: ['confirmed', 'waitlisted', 'attended'] },
      waitlistPosition: { type: ['integer', 'null'] },
    },
    ({ status, waitlistPosition }) => (waitlistPosition !== null) === (status === 'waitlisted'),
    true,
  ],
  [
    'what has happened to a record has changed it',
    'parcels',
    { status: shipment, createdAt: time, updatedAt: { ...time, type: 'string' }, deliveredAt: time },
    ({ updatedAt, deliveredAt }) => deliveredAt === null || deliveredAt <= updatedAt,
    true,
  ],
  [
    'what is due is due weeks after it was issued, and before now only if it is settled or overdue',
    'invoices',
    {
      status: { type: 'string', enum: ['open', 'paid', 'overdue'] },
      issuedOn: { ...text, format: 'date' },
      dueOn: { ...text, format: 'date' },
    },
    ({ status, issuedOn, dueOn }) =>
      [14, 30].includes((Date.parse(dueOn) - Date.parse(issuedOn)) / 86_400_000) &&
      (status === 'open') === dueOn >= now.slice(0, 10),
    true,
  ],
  [
    'who has left a place has been there before',
    'visits',
    { checkedInAt: { ...time, type: 'string' }, checkedOutAt: { ...time, type: 'string' } },
    ({ checkedInAt, checkedOutAt }) => checkedInAt < checkedOutAt,
    true,
  ],
  [
    'times of day by their pattern follow each other',
    'pickups',
    { window_start: clock, window_end: clock },
    ({ window_start, window_end }) => window_start < window_end,
    true,
  ],
  [
    'a course is called after its category',
    'classes',
    { name: text, category: { type: 'string', enum: ['yoga', 'boxing'] } },
    ({ name, category }) => String(name).toLowerCase().includes(category),
    true,
  ],
  [
    'a step is described as what it was',
    'tracking-events',
    { status: { type: 'string', enum: ['picked_up', 'out_for_delivery'] }, message: text },
    ({ status, message }) => String(message).toLowerCase() === String(status).replaceAll('_', ' '),
    true,
  ],
  [
    'a carrier has services of carriers, and a plan features',
    'plans',
    { carrier: text, service_name: text, features: { type: 'array', items: text } },
    ({ service_name, features }) => /haircut|x-ray|massage|\bfeature/i.test([service_name, ...features].join()),
    false,
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
    'an age is that of a date of birth',
    'users',
    { age: { type: 'integer' }, birthDate: { ...text, format: 'date' } },
    ({ age, birthDate }) => Math.floor((Date.parse(now) - Date.parse(birthDate)) / (365.25 * 86_400_000)) - age,
    0,
  ],
  [
    'an animal is young, and light',
    'pets',
    { age: { type: 'integer' }, dateOfBirth: { ...text, format: 'date' }, weight: number },
    ({ age, dateOfBirth, weight }) => age < 15 && dateOfBirth > '2011' && weight < 40,
    true,
  ],
  [
    'taxes are those of their rate, and a total has them',
    'invoices',
    { subtotal: number, taxRate: number, tax: number, shipping: number, total: number },
    ({ subtotal, taxRate, tax, shipping, total }) =>
      Math.abs((subtotal * taxRate) / 100 - tax) < 0.006 && Math.abs(subtotal + tax + shipping - total) < 0.006,
    true,
  ],
  [
    'what opens closes later',
    'shops',
    {
      opensAt: text,
      closesAt: text,
      openingTime: { ...text, format: 'time' },
      closingTime: { ...text, format: 'time' },
    },
    ({ opensAt, closesAt, openingTime, closingTime }) =>
      /^\d\d:\d\d$/.test(opensAt) && opensAt < closesAt && openingTime < closingTime,
    true,
  ],
  [
    'the smallest is not above the largest',
    'shops',
    { minPrice: number, maxPrice: number, lowest_temperature: number, highest_temperature: number },
    (shop) => shop.minPrice <= shop.maxPrice && shop.lowest_temperature <= shop.highest_temperature,
    true,
  ],
  [
    'a stay costs its nights',
    'stays',
    {
      checkIn: { ...text, format: 'date' },
      checkOut: { ...text, format: 'date' },
      nights: number,
      pricePerNight: number,
      totalPrice: number,
    },
    ({ checkIn, checkOut, nights, pricePerNight, totalPrice }) =>
      checkIn < checkOut &&
      nights === (Date.parse(checkOut) - Date.parse(checkIn)) / 86_400_000 &&
      totalPrice === nights * pricePerNight,
    true,
  ],
  [
    'what is not paid has no time of that',
    'invoices',
    { status: { type: 'string', enum: ['open', 'paid', 'overdue'] }, paidAt: time },
    ({ status, paidAt }) => (paidAt !== null) === (status === 'paid'),
    true,
  ],
  [
    'no more places are left than there are',
    'events',
    { capacity: { type: 'integer' }, available: { type: 'integer' } },
    ({ capacity, available }) => available <= capacity,
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

test.each(['text', 'description'])('a list has each %s once', (name) =>
  records('reviews', { [name]: text }, (found) => {
    expect(new Set(found.map((one) => one[name])).size).toBe(25);
  }),
);

test('what a scenario gives stays, and the rest follows from it', () => {
  const properties = {
    age: { type: 'integer' },
    birthDate: { ...text, format: 'date' },
    startsAt: { ...text, format: 'date-time' },
    duration: { type: 'integer' },
    endsAt: { ...text, format: 'date-time' },
    minPrice: number,
    maxPrice: number,
  };
  const given = [
    { birthDate: '2000-01-01', startsAt: '2026-03-01T10:00:00Z', duration: 20, maxPrice: 1 },
    { age: 50, endsAt: '2026-03-01T10:00:00Z', duration: 30, minPrice: 900 },
  ];
  const run = ([one, two]: Fields[]) => {
    expect([one, two]).toEqual([
      expect.objectContaining(given[0] as object),
      expect.objectContaining(given[1] as object),
    ]);
    expect([one.age, one.endsAt, one.minPrice <= 1]).toEqual([26, '2026-03-01T10:20:00Z', true]);
    expect([two.birthDate.slice(0, 3), two.startsAt, two.maxPrice >= 900]).toEqual([
      '197',
      '2026-03-01T09:30:00Z',
      true,
    ]);
  };
  return records('users', properties, run, {
    required: ['id', ...Object.keys(properties)],
    scenario: { records: { '/users': given } },
  });
});

test.each([
  { duration: 1e300 },
  { duration: 1e300, endsAt: '2026-01-01' },
  { startsAt: '9999-12-31' },
  { endsAt: '0001-01-01' },
])('times that follow from %j can be written', (given) => {
  const times = timesOf('a');
  times.pinAll(given);
  for (const words of ['starts at', 'ends at', 'expires at'])
    expect(new Date(times.at(words, false, true)).toISOString()).toMatch(/^20/);
});

test.each<[what: string, given: Fields, wanted: object]>([
  ['a length', { duration: 20 }, { minutes: 20 }],
  ['no length', { duration: 0 }, { minutes: 30 }],
  ['a day as the end', { endDate: '2026-03-08' }, { begin: '2026-03-01T00:00' }],
  ['an end', { endsAt: '2026-03-08T10:00:00Z', duration: 20 }, { begin: '2026-03-08T09:40', minutes: 20 }],
  [
    'an end, and a beginning',
    { endsAt: '2026-03-08T10:00:00Z', startsAt: '2026-03-08T08:00:00Z' },
    { begin: '2026-03-08T08:00', minutes: 120 },
  ],
  [
    'an end, and a beginning that has a word of it',
    { checkInUntil: '2026-03-08T08:00:00Z', checkOut: '2026-03-08T10:00:00Z' },
    { begin: '2026-03-08T08:00', minutes: 120 },
  ],
  [
    'an end before the beginning',
    { endsAt: '2026-03-07T10:00:00Z', startsAt: '2026-03-08T08:00:00Z' },
    { begin: '2026-03-08T08:00', minutes: 30 },
  ],
])('other times follow from %s', (_, given, wanted) => {
  const times = timesOf('b');
  times.pinAll(given);
  // What is given takes precedence of what a status says.
  if ('begin' in wanted) times.setStatus('completed');
  const begin = new Date(times.at('starts at', false, true)).toISOString().slice(0, 16);
  expect({ begin, minutes: times.durationMinutes }).toMatchObject(wanted);
});

test.each<[made: Fields, given: Fields, wanted: Fields, kind?: Kind]>([
  [{ age: null, birthDate: '2000-01-01' }, {}, { age: null }],
  [{ age: 3, birthDate: '2000-01-01' }, { age: 40 }, { birthDate: '1985-07-16' }],
  [{ age: 3, bornOn: '2000-01-01T00:00:00Z' }, { age: 40 }, { bornOn: '1985-07-16T21:00:00Z' }],
  [{ age: 3, birthDate: '2000-01-01' }, { age: 1e12 }, { birthDate: '2019-01-15' }],
  [{ birthDate: '1950-01-01' }, {}, { birthDate: '2019-01-15' }, 'pet'],
  [{ age: 60 }, {}, { age: 7 }, 'pet'],
  [{ age: 60 }, {}, { age: 60 }],
  [{ subtotal: 10.5, taxRate: 5, tax_whole: 1, tax: 1, total: 1 }, {}, { tax: 0.53, total: 11.03 }],
  [{ subtotal: 200, taxRate: 0.19, tax: 1, total: 1 }, {}, { tax: 38, total: 238 }],
  [{ subtotal: 200, taxRate: 0.19, total: 1 }, {}, { total: 238 }],
  [{ subtotal: 200, taxRate: 19, total: 1 }, {}, { total: 238 }],
  [{ subtotal: '10.00', taxRate: 5, tax: '1.00', total: '1.00' }, {}, { tax: '0.50', total: '10.50' }],
  [{ subtotal: 10, tax: 2, shipping: 3, discount: 1, total: 1 }, {}, { total: 14 }],
  [{ subtotal: 10, tax: 2, total: 1 }, { total: 5 }, { total: 5 }],
  [{ subtotal: 10, tax: 2, total: { amount: 1 } }, {}, { total: { amount: 1 } }],
  [{ startDate: '2026-01-01', endDate: '2026-01-08', days: ['Monday'] }, {}, { days: ['Monday'] }],
  [{ checkIn: '2026-01-01', checkOut: '2026-01-04', pricePerNight: 50, totalPrice: 1 }, {}, { totalPrice: 150 }],
  [{ capacity: 10, available: 90 }, {}, { available: 5 }],
  [{ minPrice: 9, maxPrice: 5 }, {}, { minPrice: 5, maxPrice: 9 }],
  [{ minPrice: 1, maxPrice: 5 }, { minPrice: 9 }, { minPrice: 9, maxPrice: 18 }],
  [{ minPrice: 9, maxPrice: 1 }, { maxPrice: 5 }, { minPrice: 2, maxPrice: 5 }],
  [{ minPrice: 9, maxPrice: 1 }, { maxPrice: 0.5 }, { minPrice: 0.25, maxPrice: 0.5 }],
  [
    { minPrice: 9, maxPrice: 1 },
    { minPrice: 9, maxPrice: 5 },
    { minPrice: 9, maxPrice: 5 },
  ],
  [{ lowest: 1, highest: -7 }, { lowest: -5 }, { lowest: -5, highest: 0 }],
  [{ lowest: -1, highest: 1 }, { highest: -5 }, { lowest: -8, highest: -5 }],
])('%j with %j given agrees as %j', (made, given, wanted, kind = 'other') => {
  const whole: Fields = { ...made, ...given };
  const properties = Object.keys(whole).map((name) => ({ name, merged: { types: ['number'] } }));
  agree(whole, { properties: properties as unknown as Property[], given, kind, random: () => 0.5 });
  expect(whole).toMatchObject(wanted);
});

test('nights that are whole numbers are rounded', () => {
  const made = { checkIn: '2026-01-01T15:00:00Z', checkOut: '2026-01-04T10:00:00Z', nights: 1, rate: 1 };
  const properties = Object.keys(made).map((name) => ({ name, merged: { types: ['integer'] } }));
  const [net, rate] = [{ subtotal: 10, taxRate: 5, tax: 1, total: 1 }, ['subtotal', 'taxRate', 'tax', 'total']];
  const whole = rate.map((name) => ({ name, merged: { types: ['integer'] } }));
  const more = { given: {}, kind: 'other' as const, random: () => 0.5 };
  agree(made, { properties: properties as unknown as Property[], ...more });
  agree(net, { properties: whole as unknown as Property[], ...more });
  expect([made.nights, net.tax, net.total]).toEqual([3, 1, 11]);
});

test.each<[noun: string, given: Fields, wanted: Fields]>([
  ['users', { name: 'Dr. Ada King Lovelace' }, { email: 'ada.lovelace@example.com' }],
  ['users', { name: 'Cher' }, { email: 'cher@example.com' }],
  ['users', { firstName: 'Ada', surname: 'King' }, { email: 'ada.king@example.com' }],
  ['users', { name: ' ' }, { email: expect.stringMatching(/^[a-z]+\.[a-z]+@/) }],
  ['orders', { customerName: 'Ada King' }, { customerEmail: 'ada.king@example.com' }],
  ['orders', { customer: { firstName: 'Ada', surname: 'King' } }, { customer: { email: 'ada.king@example.com' } }],
])('the email address in %s is that of %j', (noun, given, wanted) => {
  const person = { name: text, firstName: text, surname: text, email: { ...text, format: 'email' } };
  const customer = { type: 'object', required: ['email'], properties: person };
  const order = { customerName: text, customerEmail: person.email, customer };
  const properties = noun === 'users' ? person : order;
  return records(noun, properties, ([found]) => expect(found).toMatchObject(wanted), {
    required: ['id', ...Object.keys(properties)],
    scenario: { records: { [`/${noun}`]: [given] } },
  });
});

test('one of several is the default', () =>
  records('addresses', { isDefault: { type: 'boolean' } }, (made) => {
    expect(made.map(({ isDefault }) => isDefault).filter(Boolean)).toHaveLength(1);
  }));
