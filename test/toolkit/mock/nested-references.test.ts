/** References to records that are below others. */
import { expect, test } from '@jest/globals';
import { withMock } from './with-mock.ts';

const text = { type: 'string' };
const uuid = { type: 'string', format: 'uuid' };
const time = { type: 'string', format: 'date-time' };
const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const object = (properties: object) => ({ type: 'object', required: Object.keys(properties), properties });
const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const ok = (schema: object) => ({ 200: { description: 'ok', ...json(schema) } });
const list = (name: string) => ({ get: { responses: ok({ type: 'array', items: reference(name) }) } });
const inPath = (name: string) => ({ parameters: [{ name, in: 'path', required: true, schema: uuid }] });

const contract = {
  openapi: '3.1.0',
  info: { title: 'Practice', version: '1' },
  paths: {
    '/doctors': list('Doctor'),
    '/doctors/{doctorId}': { ...inPath('doctorId'), get: { responses: ok(reference('Doctor')) } },
    '/doctors/{doctorId}/slots': { ...inPath('doctorId'), ...list('Slot') },
    '/appointments': {
      ...list('Appointment'),
      post: {
        requestBody: json(object({ doctorId: text, slotId: text })),
        responses: { ...ok(reference('Appointment')), 422: { description: 'no' } },
      },
    },
    '/appointments/{id}': { ...inPath('id'), get: { responses: ok(reference('Appointment')) } },
  },
  components: {
    schemas: {
      Doctor: object({ id: uuid, lastName: text, consultationFee: { type: 'number' } }),
      Slot: object({ id: uuid, doctorId: uuid, startsAt: time, endsAt: time }),
      Appointment: object({
        id: uuid,
        doctor: object({ id: uuid, lastName: text }),
        slotId: uuid,
        startsAt: time,
        endsAt: time,
        fee: { type: 'number' },
      }),
    },
  },
};

test('what is booked below any record is accepted, and its times and fee are those of what was booked', () =>
  withMock(contract, { records: 4 }, async (ask) => {
    const { body: doctors } = await ask('GET', '/doctors');
    for (const { id, lastName, consultationFee } of doctors.slice(1, 3)) {
      const [, slot] = (await ask('GET', `/doctors/${id}/slots`)).body;
      const { status, body } = await ask('POST', '/appointments', { doctorId: id, slotId: slot.id });
      expect(status).toBe(200);
      const { startsAt, endsAt } = slot;
      expect(body).toMatchObject({ doctor: { id, lastName }, slotId: slot.id, startsAt, endsAt, fee: consultationFee });
    }
    const unknown = '00000000-0000-4000-8000-000000000000';
    const { status } = await ask('POST', '/appointments', { doctorId: doctors[1].id, slotId: unknown });
    expect(status).toBe(422);
  }));

test('what is booked is known by the record that it is below, also before that was asked for', async () => {
  const known = await withMock(contract, { records: 4 }, async (ask) => {
    const [, , { id }] = (await ask('GET', '/doctors')).body;
    return { doctorId: id, slotId: (await ask('GET', `/doctors/${id}/slots`)).body[1].id };
  });
  await withMock(contract, { records: 4 }, async (ask) => {
    expect((await ask('POST', '/appointments', known)).status).toBe(200);
  });
});
