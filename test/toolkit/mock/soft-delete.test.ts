/** A record that is marked as deleted can still be read, where the contract says so; else a deleted record is gone. */
import { expect, test } from '@jest/globals';
import { contractOf } from '../check/with-server.ts';
import { findingsIn } from './findings-in.ts';
import { withMock } from './with-mock.ts';

const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const text = { type: 'string' };
const moment = { type: ['string', 'null'], format: 'date-time', readOnly: true };
const enumeration = (...values: string[]) => ({ type: 'string', enum: values });
const refusals = { '4XX': { description: 'refused' } };

interface Deletion {
  readonly mark: object;
  readonly parameters?: readonly string[];
  /** Of the DELETE, the status and whether it has the record. */
  readonly status?: 200 | 204;
  readonly summary?: string;
  /** What the DELETE returns. Default: the record. */
  readonly returned?: (task: object) => object;
  readonly goneStatus?: 404 | 410;
}

function pathsOf({
  mark,
  parameters = [],
  status = 204,
  summary = 'x',
  goneStatus = 404,
  returned = (task) => task,
}: Deletion) {
  const task = {
    type: 'object',
    required: ['id'],
    properties: { id: { type: 'integer', readOnly: true }, title: text, ...mark },
  };
  const ok = (schema: object) => ({ description: 'ok', ...json(schema) });
  const queries = parameters.map((name) => ({
    name,
    in: 'query',
    schema: /status|with/.test(name) ? text : { type: 'boolean' },
  }));
  return {
    '/tasks': {
      get: { parameters: queries, responses: { 200: ok({ type: 'array', items: task }), ...refusals } },
      post: { requestBody: { required: true, ...json(task) }, responses: { 201: ok(task), ...refusals } },
    },
    '/tasks/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
      get: { responses: { 200: ok(task), [goneStatus]: { description: 'gone' }, ...refusals } },
      patch: { requestBody: { required: true, ...json(task) }, responses: { 200: ok(task), ...refusals } },
      delete: {
        summary,
        responses: { [status]: status === 200 ? ok(returned(task)) : { description: 'none' }, ...refusals },
      },
    },
  };
}
const mockOf = (deletion: Deletion) => ({
  openapi: '3.1.1',
  info: { title: 'Tasks', version: '1' },
  paths: pathsOf(deletion),
});

const status = { status: enumeration('open', 'done', 'deleted') };
const archived = { status: enumeration('open', 'ARCHIVED') };
const cancelled = { state: enumeration('open', 'cancelled'), cancelledAt: moment };
const event = { lastEvent: enumeration('created', 'deleted') };
type Mark = Record<string, unknown>;
const soft: readonly [what: string, Deletion, asked: string, Mark][] = [
  ['a status, and the record is returned', { mark: status, status: 200 }, '', { status: 'deleted' }],
  ['a status that is filtered by', { mark: status, parameters: ['status'] }, 'status=deleted', { status: 'deleted' }],
  [
    'a time, and a parameter',
    { mark: { deletedAt: moment }, parameters: ['includeDeleted'] },
    'includeDeleted=true',
    { deletedAt: expect.any(String) },
  ],
  [
    'the same in another spelling',
    { mark: { deleted_at: moment }, parameters: ['with_deleted'] },
    'with_deleted=true',
    { deleted_at: expect.any(String) },
  ],
  [
    'these alone',
    { mark: { deletedAt: moment }, parameters: ['deleted'] },
    'deleted=true',
    { deletedAt: expect.any(String) },
  ],
  [
    'these alone, by the value',
    { mark: { deleted_at: moment }, parameters: ['with_deleted'] },
    'with_deleted=only',
    { deleted_at: expect.any(String) },
  ],
  [
    'its description',
    { mark: { deletedAt: moment }, summary: 'Soft-deletes a task' },
    '',
    { deletedAt: expect.any(String) },
  ],
  ['what is true or false', { mark: { isDeleted: { type: 'boolean' } }, status: 200 }, '', { isDeleted: true }],
  ['an archive', { mark: archived, summary: 'Archives a task' }, '', { status: 'ARCHIVED' }],
  ['a cancellation', { mark: cancelled, status: 200 }, '', { state: 'cancelled', cancelledAt: expect.any(String) }],
];

test.each(soft)('%s', (_what, deletion, asked, mark) =>
  withMock(mockOf(deletion), {}, async (ask, { describeState }) => {
    const [first, second] = [
      (await ask('POST', '/tasks', { title: 'a' })).body,
      (await ask('POST', '/tasks', { title: 'b' })).body,
    ];
    const deleted = await ask('DELETE', `/tasks/${first.id}`);
    if (deletion.status === 200) expect(deleted.body).toMatchObject(mark);
    expect((await ask('GET', `/tasks/${first.id}`)).body).toMatchObject({ title: 'a', ...mark });
    expect((await ask('GET', '/tasks')).body).toEqual([second]);
    if (asked !== '')
      expect((await ask('GET', `/tasks?${asked}`)).body).toContainEqual(
        expect.objectContaining({ id: first.id, ...mark }),
      );
    if (asked.endsWith('Deleted=true'))
      expect((await ask('GET', `/tasks?${asked.replace('true', 'false')}`)).body).toEqual([second]);
    if (/^deleted=true|only$/.test(asked)) expect((await ask('GET', `/tasks?${asked}`)).body).toHaveLength(1);
    expect(describeState().join('\n')).toMatch(/deleteTasksById sets .*; the record is read still, and not listed/);
    expect(describeState().join('\n')).not.toMatch(/ignored/);
    expect((await ask('DELETE', `/tasks/${first.id}`)).status).toBe(deletion.status ?? 204);
  }),
);

test('the record may be returned in a wrapper', () => {
  const returned = (task: object) => ({ type: 'object', properties: { data: task } });
  return withMock(mockOf({ mark: status, status: 200, returned }), {}, async (ask) => {
    const { id } = (await ask('POST', '/tasks', { title: 'a' })).body;
    expect((await ask('DELETE', `/tasks/${id}`)).body.data).toMatchObject({ id, status: 'deleted' });
    expect((await ask('GET', `/tasks/${id}`)).body).toMatchObject({ id, status: 'deleted' });
  });
});

test('a record is listed again once its mark is taken away', () =>
  withMock(mockOf({ mark: status, status: 200 }), {}, async (ask, mock) => {
    const { id } = (await ask('POST', '/tasks', { title: 'a', status: 'open' })).body;
    await ask('DELETE', `/tasks/${id}`);
    const snapshot = await ask('POST', '/__concordat/snapshot');
    await ask('PATCH', `/tasks/${id}`, { title: 'other' });
    expect((await ask('GET', '/tasks')).body).toEqual([]);
    await ask('PATCH', `/tasks/${id}`, { status: 'open' });
    expect((await ask('GET', '/tasks')).body).toMatchObject([{ id, status: 'open' }]);
    await ask('POST', '/__concordat/restore', snapshot.body);
    expect((await ask('GET', '/tasks')).body).toEqual([]);
    expect(mock.state()['/tasks']).toHaveLength(1);
  }));

test.each<[what: string, Deletion]>([
  ['nothing can be marked', { mark: {}, status: 200, parameters: ['includeDeleted'] }],
  ['nothing says that it can be read', { mark: status }],
  ['what is archived need not have been deleted', { mark: archived, parameters: ['status'] }],
  ['it is gone', { mark: status, status: 200, goneStatus: 410 }],
  ['no state', { mark: event, status: 200 }],
  ['a time to filter by', { mark: { deletedAt: moment }, parameters: ['deletedAfter'] }],
  [
    'what is returned only says that it is gone',
    {
      mark: { deleted: { type: 'boolean' } },
      status: 200,
      returned: () => ({ type: 'object', properties: { id: text, deleted: { type: 'boolean' } } }),
    },
  ],
])('a delete is a delete: %s', (_what, deletion) =>
  withMock(mockOf(deletion), {}, async (ask, { describeState }) => {
    const { id } = (await ask('POST', '/tasks', { title: 'a' })).body;
    await ask('DELETE', `/tasks/${id}`);
    expect((await ask('GET', `/tasks/${id}`)).status).toBeGreaterThanOrEqual(404);
    expect(describeState().join('\n')).not.toMatch(/is read still/);
    expect(/includeDeleted is ignored/.test(describeState().join())).toBe(/include/.test(`${deletion.parameters}`));
  }),
);

test.each(soft)('the contract tests agree: %s', async (_what, deletion) => {
  const contract = await contractOf(pathsOf(deletion), { servers: [{ url: '/' }] });
  expect(await findingsIn(contract, 2)).toEqual([]);
});

test('the contract tests agree where a PUT creates', async () => {
  const { '/tasks': all, '/tasks/{id}': one } = pathsOf({
    mark: { deletedAt: moment },
    parameters: ['includeDeleted'],
  });
  const put = { requestBody: all.post.requestBody, responses: { 200: one.get.responses[200], ...all.post.responses } };
  const contract = await contractOf({ '/tasks': all, '/tasks/{id}': { ...one, put } }, { servers: [{ url: '/' }] });
  expect(await findingsIn(contract, 2)).toEqual([]);
});
