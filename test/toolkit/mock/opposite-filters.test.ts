/** Parameters of lists that ask for the opposite of a property, or for what is to come. */
import { expect, test } from '@jest/globals';
import { withMock } from './with-mock.ts';

const flag = { type: 'boolean' };
const inQuery = (name: string, schema: object) => ({ name, in: 'query', schema });
const properties = {
  id: { type: 'integer' },
  read: flag,
  isPaid: flag,
  startsAt: { type: 'string', format: 'date-time' },
};
const visit = { type: 'object', required: Object.keys(properties), properties };
const responses = (schema: object) => ({ 200: { description: 'ok', content: { 'application/json': { schema } } } });
const contract = {
  openapi: '3.1.0',
  info: { title: 'Visits', version: '1' },
  paths: {
    '/visits': {
      get: {
        parameters: [
          inQuery('unread', flag),
          inQuery('unpaidOnly', flag),
          inQuery('when', { type: 'string', enum: ['upcoming', 'past'] }),
        ],
        responses: responses({ type: 'array', items: visit }),
      },
    },
    '/visits/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
      get: { responses: responses(visit) },
    },
  },
};

interface Visit {
  readonly read: boolean;
  readonly isPaid: boolean;
  readonly startsAt: string;
}
const today = '2026-01-15T12';
const wanted: readonly (readonly [query: string, isWanted: (visit: Visit) => boolean])[] = [
  ['unread=true', ({ read }) => !read],
  ['unread=false', ({ read }) => read],
  ['unpaidOnly=true', ({ isPaid }) => !isPaid],
  ['when=upcoming', ({ startsAt }) => startsAt > today],
  ['when=past', ({ startsAt }) => startsAt < today],
];

test.each(wanted)('%s', (query, isWanted) =>
  withMock(contract, { records: 30 }, async (ask, mock) => {
    const all: Visit[] = (await ask('GET', '/visits')).body;
    const found = all.filter(isWanted);
    expect(found.length % all.length).not.toBe(0);
    expect((await ask('GET', `/visits?${query}`)).body).toEqual(found);
    expect((await ask('GET', '/visits?unpaidOnly=false')).body).toEqual(all);
    expect(mock.describeState().join()).not.toContain('ignored');
  }),
);
