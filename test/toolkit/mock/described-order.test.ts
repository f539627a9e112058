/** A list has the order that its description says, and what is to come where that is asked for. */
import { expect, test } from '@jest/globals';
import { withMock } from './with-mock.ts';

// biome-ignore lint/suspicious/noExplicitAny: each row knows what its records have
type Fields = any;

const text = { type: 'string' };
const time = { type: 'string', format: 'date-time' };
const money = { type: 'object', required: ['amount'], properties: { amount: { type: 'number' } } };
const session = { type: 'object', required: ['startsAt'], properties: { startsAt: time } };
const post = {
  requestBody: { content: { 'application/json': { schema: { type: 'object', properties: { note: text } } } } },
};

async function listed(
  description: string,
  properties: object,
  run: (list: Fields[], ask: (target: string) => Promise<Fields[]>) => void | Promise<void>,
) {
  const own = { id: { type: 'integer' }, note: text, ...properties };
  const item = { type: 'object', required: Object.keys(own), properties: own };
  const ok = (schema: object) => ({ description: 'ok', content: { 'application/json': { schema } } });
  const sort = { name: 'sort', in: 'query', schema: text };
  const pastDue = { name: 'pastDue', in: 'query', schema: { type: 'boolean' } };
  const upcoming = { name: 'upcoming', in: 'query', schema: { type: 'boolean' } };
  const contract = {
    openapi: '3.1.0',
    info: { title: 'Things', version: '1' },
    paths: {
      '/visits': {
        get: {
          description,
          parameters: [sort, upcoming, pastDue],
          responses: { 200: ok({ type: 'array', items: item }) },
        },
        post: { ...post, responses: { 201: ok(item) } },
      },
    },
  };
  await withMock(contract, { records: 12 }, async (ask) => {
    await ask('POST', '/visits', { note: 'new' });
    const get = async (target: string) => (await ask('GET', target)).body;
    await run(await get('/visits'), get);
  });
}

test.each<[string, object, (record: Fields) => unknown, 'up' | 'down']>([
  ['The visits, the latest first.', { checkedInAt: time }, ({ checkedInAt }) => checkedInAt, 'down'],
  ['Newest visits first', { updatedAt: time, createdAt: time }, ({ createdAt }) => createdAt, 'down'],
  ['In chronological order.', { occurred_at: time }, ({ occurred_at }) => occurred_at, 'up'],
  ['Soonest class first.', { class: session }, (record) => record.class.startsAt, 'up'],
  ['Offers, the cheapest first', { price: money }, ({ price }) => price.amount, 'up'],
  ['Lists visits.', { createdAt: time }, ({ id }) => id, 'up'],
])('%s', (description, properties, read, direction) =>
  listed(description, properties, async (list, get) => {
    const values = list.map(read) as number[];
    const ordered = values.toSorted((a, b) => (a < b ? -1 : a === b ? 0 : 1));
    expect(values).toEqual(direction === 'up' ? ordered : ordered.toReversed());
    const byId = (await get('/visits?sort=-id')).map(({ id }) => id);
    expect(byId).toEqual(byId.toSorted((a, b) => b - a));
  }),
);

test('what is new comes first where the latest does', () =>
  listed('The latest first', { checkedInAt: time }, ([first]) => {
    expect(first.note).toBe('new');
  }));

test('what is to come and what is over are all that there is', () =>
  listed('Lists visits.', { startsAt: time }, async (list, get) => {
    const coming = await get('/visits?upcoming=true');
    expect([coming.length > 0, coming.length < list.length]).toEqual([true, true]);
    expect(coming.map(({ startsAt }) => startsAt >= '2026-01-15')).not.toContain(false);
    expect(await get('/visits?upcoming=false')).toEqual(list);
    expect(await get('/visits?pastDue=true')).toEqual(list);
  }));
