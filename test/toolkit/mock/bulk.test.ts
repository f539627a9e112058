/** Operations on many records at once, and on records that others name. */
import { expect, test } from '@jest/globals';
import { withMock } from './with-mock.ts';

const integer = { type: 'integer' };
const text = { type: 'string' };
const flag = { type: 'boolean' };
const list = (items: object) => ({ type: 'array', items });
const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const object = (properties: object) => ({ type: 'object', required: Object.keys(properties), properties });
const some = (properties: object) => ({ type: 'object', properties });
const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const ok = (schema: object) => ({ 200: { description: 'ok', ...json(schema) } });
const post = (body: object, schema: object) => ({ post: { requestBody: json(body), responses: ok(schema) } });
const inPath = (name: string) => ({ parameters: [{ name, in: 'path', required: true, schema: text }] });
const params = some({ name: text, daily_rate: integer, active: flag });
const status = { type: 'string', enum: ['created', 'updated', 'failed'] };

const contract = {
  openapi: '3.1.0',
  info: { title: 'Tools', version: '1' },
  paths: {
    '/tools': {
      get: { responses: ok(list(reference('Tool'))) },
      ...post(params, reference('Tool')),
      delete: { requestBody: json(object({ ids: list(text) })), responses: { 204: { description: 'gone' } } },
    },
    '/tools/{tool}': {
      ...inPath('tool'),
      get: { responses: { ...ok(reference('Tool')), 404: { description: 'no' } } },
    },
    '/tools/bulk': post(
      object({ tools: list(params) }),
      object({
        succeeded: integer,
        failed: integer,
        results: list(object({ index: integer, status })),
        tools: list(reference('Tool')),
      }),
    ),
    '/tools/bulk_update': post(
      list(some({ id: text, name: text, daily_rate: integer })),
      list({
        ...object({ index: integer, status }),
        properties: { index: integer, status, tool: reference('Tool'), error: some({ message: text }) },
      }),
    ),
    '/tools/batch_activate': post(object({ ids: list(text) }), list(reference('Tool'))),
    '/tools/batch_delete': post(
      object({ ids: list(text) }),
      object({ deleted_ids: list(text), deleted_count: integer, failed_ids: list(text) }),
    ),
    '/rentals': {
      get: { responses: ok(list(reference('Rental'))) },
      ...post(object({ tool: text, starts_on: { ...text, format: 'date' }, days: integer }), reference('Rental')),
    },
    '/rentals/{rental}': { ...inPath('rental'), get: { responses: ok(reference('Rental')) } },
    '/rentals/{rental}/pay': { ...inPath('rental'), ...post(some({ method: text }), reference('Payment')) },
    '/rentals/{rental}/return': {
      ...inPath('rental'),
      ...post(some({ returned_at: { ...text, format: 'date-time' } }), object({ rental: text, total: integer })),
    },
    '/payments': { get: { responses: ok(list(reference('Payment'))) } },
    '/payments/{payment}': { ...inPath('payment'), get: { responses: ok(reference('Payment')) } },
    '/tools/search': post(
      some({ sort: some({ field: text, direction: text }), filters: some({ active: flag }) }),
      list(reference('Tool')),
    ),
  },
  components: {
    schemas: {
      Tool: object({ id: text, name: text, daily_rate: { ...integer, minimum: 100, maximum: 900 }, active: flag }),
      Rental: {
        ...object({ id: text, tool: text, starts_on: { ...text, format: 'date' }, days: { ...integer, minimum: 1 } }),
        properties: {
          id: text,
          tool: text,
          starts_on: { ...text, format: 'date' },
          ends_on: { ...text, format: 'date' },
          days: { ...integer, minimum: 1 },
          daily_rate: integer,
          amount: integer,
          status: { type: 'string', enum: ['reserved', 'paid', 'returned'] },
          returned_at: { ...text, format: 'date-time' },
          created: integer,
        },
        required: ['id', 'tool', 'starts_on', 'ends_on', 'days', 'daily_rate', 'amount', 'status', 'created'],
      },
      Payment: object({ id: text, rental: text, amount: integer, method: text, created: integer }),
    },
  },
};
const now = new Date('2026-11-28T12:00:00Z');
const options = { records: 6, now: () => now };
type Fields = Record<string, unknown>;

test('many records are created at once, with a result for each', () =>
  withMock(contract, options, async (ask, mock) => {
    const tools = ['Saw', 'Drill', 'Lathe'].map((name) => ({ name, daily_rate: 500, active: true }));
    const { body } = await ask('POST', '/tools/bulk', { tools });
    expect(body).toMatchObject({ succeeded: 3, failed: 0, tools });
    expect(body.results).toEqual([0, 1, 2].map((index) => ({ index, status: 'created' })));
    expect((await ask('GET', `/tools/${body.tools[1].id}`)).body).toEqual(body.tools[1]);
    expect(mock.describeState().join('\n')).toContain('creates many records of /tools');
  }));

test('many are changed at once, and one that is not there fails alone', () =>
  withMock(contract, options, async (ask) => {
    const [one] = (await ask('GET', '/tools')).body;
    const { body } = await ask('POST', '/tools/bulk_update', [{ id: one.id, daily_rate: 123 }, { id: 'none' }]);
    const changed = { ...one, daily_rate: 123 };
    expect(body).toEqual([
      { index: 0, status: 'updated', tool: changed },
      { index: 1, status: 'failed', error: { message: 'there is no such record' } },
    ]);
    expect((await ask('GET', `/tools/${one.id}`)).body).toEqual(changed);
    const off = (await ask('POST', '/tools', { name: 'Saw', daily_rate: 200, active: false })).body;
    const { body: active } = await ask('POST', '/tools/batch_activate', { ids: [off.id] });
    expect(active).toEqual([{ ...off, active: true }]);
  }));

test('many are deleted at once, by a POST and by a DELETE', () =>
  withMock(contract, options, async (ask) => {
    const [a, b, c] = (await ask('GET', '/tools')).body.map(({ id }: Fields) => id);
    const { body } = await ask('POST', '/tools/batch_delete', { ids: [a, 'none'] });
    expect(body).toEqual({ deleted_ids: [a], deleted_count: 1, failed_ids: ['none'] });
    expect((await ask('GET', `/tools/${a}`)).status).toBe(404);
    expect((await ask('DELETE', '/tools', { ids: [b, c] })).status).toBe(204);
    expect((await ask('GET', '/tools')).body.length).toBe(3);
  }));

test('a property called like the id in a path names such a record, whose rate and days make the amount', () =>
  withMock(contract, options, async (ask) => {
    const tools = new Map<unknown, Fields>((await ask('GET', '/tools')).body.map((one: Fields) => [one['id'], one]));
    const booked = { tool: [...tools.keys()][0], starts_on: '2026-03-01', days: 3 };
    const { body: created } = await ask('POST', '/rentals', booked);
    expect(created).toMatchObject({ ...booked, ends_on: '2026-03-04' });
    for (const { tool, days, daily_rate, amount } of (await ask('GET', '/rentals')).body) {
      expect(daily_rate).toBe(tools.get(tool)?.['daily_rate']);
      expect(amount).toBe(days * daily_rate);
    }
  }));

test('a payment that an action makes is one of the payments, made now; and the time of an action may be sent', () =>
  withMock(contract, options, async (ask) => {
    const [{ id }] = (await ask('GET', '/rentals')).body;
    const { body: payment } = await ask('POST', `/rentals/${id}/pay`, { method: 'card' });
    expect(payment).toMatchObject({ rental: id, method: 'card', created: now.getTime() / 1000 });
    expect((await ask('GET', `/payments/${payment.id}`)).body).toEqual(payment);
    const returned = { returned_at: '2026-02-02T10:00:00Z' };
    await ask('POST', `/rentals/${id}/return`, returned);
    expect((await ask('GET', `/rentals/${id}`)).body).toMatchObject({ status: 'returned', ...returned });
  }));

test('a search is sorted by a field and a direction', () =>
  withMock(contract, options, async (ask) => {
    const rates = async (direction: string) =>
      (await ask('POST', '/tools/search', { sort: { field: 'daily_rate', direction } })).body.map(
        (one: Fields) => one['daily_rate'],
      );
    const ascending = await rates('asc');
    expect(ascending).toEqual(ascending.toSorted((a: number, b: number) => a - b));
    expect(await rates('desc')).toEqual(ascending.toReversed());
    expect(ascending[0]).not.toBe(ascending.at(-1));
  }));
