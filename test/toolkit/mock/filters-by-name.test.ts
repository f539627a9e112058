/** Parameters of lists that are about what is inside of an object, and where a list says how it goes on. */
import { expect, test } from '@jest/globals';
import { withMock } from './with-mock.ts';

const text = { type: 'string' };
const amount = { type: 'integer', minimum: 10, maximum: 90 };
const inQuery = (name: string, schema: object) => ({ name, in: 'query', schema });
const object = (properties: object) => ({ type: 'object', required: Object.keys(properties), properties });
const job = object({
  id: { type: 'integer' },
  address: object({ city: text, street: text }),
  salary: object({ min: amount, max: amount }),
  status: { enum: ['open', 'taken', 'closed'] },
});
const json = (schema: object) => ({ 200: { description: '', content: { 'application/json': { schema } } } });
const pageInfo = object({ nextCursor: { type: ['string', 'null'] }, hasMore: { type: 'boolean' } });
const contract = {
  openapi: '3.1.0',
  info: { title: 'Jobs', version: '1' },
  paths: {
    '/jobs': {
      get: {
        parameters: [
          ...['city', 'cursor'].map((name) => inQuery(name, text)),
          ...['salaryFrom', 'salaryTo', 'limit'].map((name) => inQuery(name, { type: 'integer' })),
          inQuery('openOnly', { type: 'boolean' }),
        ],
        responses: json(object({ items: { type: 'array', items: job }, pageInfo })),
      },
    },
    '/jobs/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
      get: { responses: json(job) },
    },
  },
};

interface Job {
  readonly id: number;
  readonly address: { readonly city: string };
  readonly status: string;
  readonly salary: { readonly min: number; readonly max: number };
}

test('what is inside of one object, the ends of a range and a status filter', () =>
  withMock(contract, { records: 12 }, async (ask, mock) => {
    const list = async (query = ''): Promise<Job[]> => (await ask('GET', `/jobs?limit=50&${query}`)).body.items;
    const all = await list();
    const [{ address, salary } = all[0] as Job] = all;
    expect(await list(`city=${encodeURIComponent(address.city)}`)).toEqual(
      all.filter((one) => one.address.city === address.city),
    );
    expect(await list('city=Nowhere')).toEqual([]);
    expect(await list(`salaryFrom=${salary.max}`)).toEqual(all.filter((one) => one.salary.max >= salary.max));
    expect(await list(`salaryTo=${salary.min}`)).toEqual(all.filter((one) => one.salary.min <= salary.min));
    expect(await list('salaryFrom=9999')).toEqual([]);
    const open = all.filter(({ status }) => status === 'open');
    expect(open.length % all.length).not.toBe(0);
    expect([await list('openOnly=true'), await list('openOnly=false')]).toEqual([open, all]);
    expect(mock.describeState().join()).not.toContain('ignored');
  }));

test('a cursor in pageInfo leads to each record once', () =>
  withMock(contract, { records: 12 }, async (ask) => {
    const ids: number[] = [];
    let cursor = '';
    for (let pages = 0; pages < 4; pages++) {
      const { items, pageInfo: info } = (await ask('GET', `/jobs?limit=5${cursor}`)).body;
      ids.push(...items.map(({ id }: Job) => id));
      expect(info.hasMore).toBe(info.nextCursor !== null);
      if (info.nextCursor === null) break;
      cursor = `&cursor=${encodeURIComponent(info.nextCursor)}`;
    }
    expect([ids.length, new Set(ids).size]).toEqual([12, 12]);
  }));

const session = object({
  id: { type: 'integer' },
  status: { enum: ['charging', 'completed', 'failed'] },
  ended_at: { type: ['string', 'null'], format: 'date-time' },
});

test('what was stopped is completed, and has ended', () =>
  withMock(
    {
      openapi: '3.1.0',
      info: { title: 'Charging', version: '1' },
      paths: {
        '/sessions': { post: { responses: { 201: json(session)[200] } } },
        '/sessions/{id}': {
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
          get: { responses: json(session) },
        },
        '/sessions/{id}/stop': {
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
          post: { responses: json(session) },
        },
      },
    },
    { records: 3 },
    async (ask, mock) => {
      mock.stopClock(new Date('2026-11-28T12:00:00Z'));
      const { id } = (await ask('POST', '/sessions', {})).body;
      expect((await ask('POST', `/sessions/${id}/stop`)).body).toMatchObject({
        status: 'completed',
        ended_at: '2026-11-28T12:00:00Z',
      });
    },
  ));
