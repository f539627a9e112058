/** What a server would set itself in a record that a client creates. */
import { expect, test } from '@jest/globals';
import { withMock } from './with-mock.ts';

const time = { type: 'string', format: 'date-time' };
const sent = { startsAt: time, endsAt: time };
const object = (properties: object) => ({ type: 'object', required: Object.keys(properties), properties });
const visit = object({
  id: { type: 'integer' },
  ...sent,
  durationMinutes: { type: 'integer', minimum: 0 },
  pricePerMinute: { type: 'number', minimum: 0 },
});
const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer' } };
const contract = {
  openapi: '3.1.0',
  info: { title: 'Visits', version: '1' },
  paths: {
    '/visits': {
      post: { requestBody: json(object(sent)), responses: { 201: { description: '', ...json(visit) } } },
    },
    '/visits/{id}': { parameters: [id], get: { responses: { 200: { description: '', ...json(visit) } } } },
  },
};

test('a new record takes as long as its times say, and is not free', () =>
  withMock(contract, { records: 3 }, async (ask) => {
    const body = { startsAt: '2026-02-03T09:00:00Z', endsAt: '2026-02-03T09:45:00Z' };
    const { body: made } = await ask('POST', '/visits', body);
    expect(made).toMatchObject({ ...body, durationMinutes: 45 });
    expect(made.pricePerMinute).toBeGreaterThan(0);
  }));

test('a record is created below another one of its kind, and does not change that', () => {
  const task = object({ data: { $ref: '#/components/schemas/Task' } });
  const inPath = { name: 'task_gid', in: 'path', required: true, schema: { type: 'string' } };
  const respond = (status: number, schema: object) => ({
    responses: { [status]: { description: '', ...json(schema) } },
  });
  const post = { requestBody: json(task), ...respond(201, task) };
  const compact = { type: 'object', properties: { gid: { type: 'string', readOnly: true }, name: { type: 'string' } } };
  const list = object({ data: { type: 'array', items: compact } });
  const paths = {
    '/tasks': { get: respond(200, list), post },
    '/tasks/{task_gid}': { parameters: [inPath], get: respond(200, task) },
    '/tasks/{task_gid}/subtasks': { parameters: [inPath], get: respond(200, list), post },
  };
  const components = { schemas: { Task: compact } };
  return withMock({ ...contract, paths, components }, {}, async (ask) => {
    const { body: whole } = await ask('POST', '/tasks', { data: { name: 'Move' } });
    await ask('POST', `/tasks/${whole.data.gid}/subtasks`, { data: { name: 'Pack' } });
    expect((await ask('GET', `/tasks/${whole.data.gid}`)).body).toEqual(whole);
  });
});
