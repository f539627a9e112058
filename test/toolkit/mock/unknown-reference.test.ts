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

/** Records that show whom they are about, and are told so by an id. */
function visits(sent: object, shown: object) {
  const person = {
    type: 'object',
    required: ['id', 'name'],
    properties: { id: { type: 'integer' }, name: { type: 'string' } },
  };
  const one = {
    type: 'object',
    required: ['id', 'note'],
    properties: { id: { type: 'integer', readOnly: true }, note: { type: 'string' }, ...shown },
  };
  const list = (items: object) => ({
    get: { responses: { 200: { description: 'ok', content: json({ type: 'array', items }) } } },
  });
  const { requestBody, ...post } = {
    requestBody: { content: json({ type: 'object', properties: { note: { type: 'string' }, ...sent } }) },
    responses: { 201: { description: 'ok', content: json(one) }, 422: { description: 'no', content: json(error) } },
  };
  return {
    openapi: '3.1.0',
    info: { title: 'Clinic', version: '1' },
    paths: {
      '/doctors': list({ $ref: '#/components/schemas/Doctor' }),
      '/visits': { ...list(one), post: { requestBody, ...post } },
    },
    components: { schemas: { Doctor: person } },
  };
}

const integer = { type: 'integer' };
const doctor = { $ref: '#/components/schemas/Doctor' };
const readOnly = { allOf: [doctor], readOnly: true };
const someone = { id: 2, name: expect.any(String) };

test.each<[string, object, object, object, object, string]>([
  ['by its id', { doctorId: integer }, { doctor }, { doctorId: 2 }, { doctor: someone }, 'doctorId'],
  [
    'that only the server sets',
    { doctor_id: integer },
    { doctor: readOnly },
    { doctor_id: 2 },
    { doctor: someone },
    'doctor_id',
  ],
  [
    'in a list',
    { doctorIds: { type: 'array', items: integer } },
    { doctors: { type: 'array', items: doctor } },
    { doctorIds: [2] },
    { doctors: [someone] },
    'doctorIds.0',
  ],
  [
    'beside its id',
    { doctorId: integer },
    { doctorId: integer, doctor: readOnly },
    { doctorId: 2 },
    { doctorId: 2, doctor: someone },
    'doctorId',
  ],
  [
    'by its name beside its id',
    { doctorId: integer },
    { doctorId: integer, doctorName: { type: 'string', readOnly: true } },
    { doctorId: 2 },
    { doctorId: 2, doctorName: someone.name },
    'doctorId',
  ],
])('a new record shows another one %s', (_, sent, shown, body, wanted, field) =>
  withMock(visits(sent, shown), { records: 3 }, async (ask) => {
    await ask('GET', '/doctors');
    const { body: made } = await ask('POST', '/visits', { note: 'New', ...body });
    expect(made).toEqual({ id: 4, note: 'New', ...wanted });
    const unknown = JSON.parse(JSON.stringify(body).replace('2', '99'));
    const { status, body: refusal } = await ask('POST', '/visits', { note: 'New', ...unknown });
    expect([status, refusal.errors]).toMatchObject([422, [{ field }]]);
  }),
);

test('what is shown of another record is gone with its id', () =>
  withMock(
    visits({ doctorId: { type: ['integer', 'null'] } }, { doctorId: { type: ['integer', 'null'] }, doctor: readOnly }),
    { records: 3 },
    async (ask) => {
      expect((await ask('POST', '/visits', { note: 'New', doctorId: null })).body).toEqual({
        id: 4,
        note: 'New',
        doctorId: null,
      });
    },
  ));
