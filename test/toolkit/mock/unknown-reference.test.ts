import { expect, test } from '@jest/globals';
import { withMock } from './with-mock.ts';

const error = {
  type: 'object',
  properties: {
    message: { type: 'string' },
    errors: {
      type: 'array',
      items: { type: 'object', properties: { field: { type: 'string' }, message: { type: 'string' } } },
    },
  },
};
const json = (schema: object) => ({ 'application/json': { schema } });
const visit = {
  type: 'object',
  required: ['id', 'doctorId'],
  properties: { id: { type: 'integer', readOnly: true }, doctorId: { type: 'integer' }, note: { type: 'string' } },
};

const contract = (refusals: object) => ({
  openapi: '3.1.0',
  info: { title: 'Clinic', version: '1' },
  paths: {
    '/doctors': {
      get: {
        responses: {
          200: {
            description: 'ok',
            content: json({
              type: 'array',
              items: { type: 'object', properties: { id: { type: 'integer' }, name: { type: 'string' } } },
            }),
          },
        },
      },
    },
    '/visits': {
      get: { responses: { 200: { description: 'ok', content: json({ type: 'array', items: visit }) } } },
      post: {
        requestBody: { required: true, content: json(visit) },
        responses: { 201: { description: 'ok', content: json(visit) }, ...refusals },
      },
    },
  },
});

test.each([422, 409])('a reference to nothing is refused with a declared %s that names the field', (status) =>
  withMock(contract({ [status]: { description: 'no', content: json(error) } }), { records: 3 }, async (ask, mock) => {
    const { status: sent, body } = await ask('POST', '/visits', { doctorId: 99 });
    const message = 'must be the id of an existing doctor';
    expect([sent, body.errors]).toEqual([status, [{ field: 'doctorId', message }]]);
    expect(mock.requests.at(-1)?.errors).toEqual(['body/doctorId: reference']);
    expect((await ask('POST', '/visits', { doctorId: 2 })).status).toBe(201);
  }),
);

test('where no refusal is declared, a reference to nothing is accepted with a note in headers and log', () =>
  withMock(contract({}), { records: 3 }, async (ask, mock) => {
    const { status, headers, body } = await ask('POST', '/visits', { doctorId: 99, note: 'New' });
    expect([status, body.doctorId, body.note]).toEqual([201, 99, 'New']);
    const note = 'doctorId: there is no doctor 99';
    expect([headers.get('concordat-note'), mock.requests.at(-1)?.errors]).toEqual([note, [note]]);
  }));
