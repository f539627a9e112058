/** The places of a class that are taken are those of its bookings, and the others are left. */
import { expect, test } from '@jest/globals';
import { withMock } from './with-mock.ts';

const integer = { type: 'integer' };
const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const ok = (schema: object) => ({ description: 'ok', content: { 'application/json': { schema } } });
const list = (name: string) => ({ get: { responses: { 200: ok({ type: 'array', items: reference(name) }) } } });
const id = { parameters: [{ name: 'id', in: 'path', required: true, schema: integer }] };
const object = (properties: object) => ({ type: 'object', required: Object.keys(properties), properties });
const statuses = ['confirmed', 'waitlisted', 'cancelled'];

const contract = {
  openapi: '3.1.0',
  info: { title: 'Club', version: '1' },
  paths: {
    '/classes': list('Class'),
    '/classes/{id}': { ...id, get: { responses: { 200: ok(reference('Class')) } } },
    '/classes/{id}/bookings': { ...id, ...list('Booking'), post: { responses: { 201: ok(reference('Booking')) } } },
    '/bookings/{id}': { ...id, get: { responses: { 200: ok(reference('Booking')) } } },
    '/bookings/{id}/cancel': { ...id, post: { responses: { 200: ok(reference('Booking')) } } },
  },
  components: {
    schemas: {
      Class: object({
        id: integer,
        room: object({ capacity: integer }),
        capacity: integer,
        bookedCount: integer,
        waitlistCount: integer,
        spotsLeft: integer,
        soldOut: { type: 'boolean' },
      }),
      Booking: object({ id: integer, status: { type: 'string', enum: statuses }, class: object({ id: integer }) }),
    },
  },
};

test('the places that are left are those that no booking has, also after one was made and cancelled', () =>
  withMock(contract, { records: 12 }, async (ask) => {
    const countsOf = async (one: number) => {
      const bookings: { status: string }[] = (await ask('GET', `/classes/${one}/bookings`)).body;
      const { body } = await ask('GET', `/classes/${one}`);
      const count = (status: string) => bookings.filter((booking) => booking.status === status).length;
      expect([body.bookedCount, body.waitlistCount]).toEqual([count('confirmed'), count('waitlisted')]);
      expect(body.spotsLeft).toBe(Math.max(0, body.capacity - body.bookedCount));
      expect(body.soldOut).toBe(body.spotsLeft === 0);
      expect(body.capacity).toBeLessThanOrEqual(body.room.capacity);
      return body.bookedCount;
    };
    for (let one = 1; one <= 12; one++) await countsOf(one);
    const before = await countsOf(3);
    const { body } = await ask('POST', '/classes/3/bookings');
    expect(await countsOf(3)).toBe(before + 1);
    await ask('POST', `/bookings/${body.id}/cancel`);
    expect(await countsOf(3)).toBe(before);
  }));
