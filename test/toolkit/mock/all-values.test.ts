/** Values of filters that ask for all records, or for those that have a time. */
import { expect, test } from '@jest/globals';
import { withMock } from './with-mock.ts';

const text = { type: 'string' };
const task = {
  type: 'object',
  required: ['id', 'state', 'visibility', 'archived_at'],
  properties: {
    id: { type: 'integer' },
    state: { enum: ['open', 'closed'] },
    visibility: { enum: ['all', 'own'] },
    archived_at: { type: ['string', 'null'], format: 'date-time' },
    owner: text,
    note: text,
  },
};
const record = (id: number, state: string, visibility: string, archived: string | null, owner: string) => ({
  id,
  state,
  visibility,
  archived_at: archived,
  owner,
  note: `of ${owner}`,
});
const tasks = [
  record(1, 'open', 'all', null, 'Ada'),
  record(2, 'closed', 'own', null, 'Bob'),
  record(3, 'open', 'own', '2026-01-01T00:00:00Z', 'Ada'),
];
const query = (name: string, schema: object) => ({ name, in: 'query', schema });
const contract = {
  openapi: '3.1.0',
  info: { title: 'Tasks', version: '1' },
  servers: [{ url: '/' }],
  paths: {
    '/tasks': {
      get: {
        parameters: [
          query('task_state', { enum: ['all', 'open', 'closed'], default: 'all' }),
          query('visibility', { enum: ['all', 'own'] }),
          query('owner', { enum: ['any', 'Ada', 'Bob'] }),
          query('note', { ...text, default: 'none' }),
          query('is_archived', { type: 'boolean' }),
        ],
        responses: {
          200: { description: 'ok', content: { 'application/json': { schema: { type: 'array', items: task } } } },
        },
      },
    },
    '/tasks/{id}': {
      get: {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
        responses: { 200: { description: 'ok', content: { 'application/json': { schema: task } } } },
      },
    },
  },
};

test.each([
  ['the defaults all and none', '', [1, 2, 3]],
  ['a text where none is the default', '?note=Bob', [2]],
  ['one value', '?task_state=closed', [2]],
  ['the word for all of a property without values of its own', '?owner=any', [1, 2, 3]],
  ['a value that is called all', '?visibility=all', [1]],
  ['those that have a time', '?is_archived=true', [3]],
  ['those that have none', '?is_archived=false', [1, 2]],
])('a list is filtered by %s', (_what, target, ids) =>
  withMock(contract, { scenario: { records: { '/tasks': tasks } } }, async (ask) => {
    const { body } = await ask('GET', `/tasks${target}`);
    expect(body.map((one: { id: number }) => one.id)).toEqual(ids);
  }),
);
