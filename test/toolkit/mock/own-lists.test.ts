/** Who asks has lists of their own, and is who a new record says has made it. */
import { expect, test } from '@jest/globals';
import { withMock } from './with-mock.ts';

const text = { type: 'string' };
const integer = { type: 'integer' };
const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const ok = (schema: object) => ({ description: 'ok', content: { 'application/json': { schema } } });
const list = (name: string) => ({ get: { responses: { 200: ok({ type: 'array', items: reference(name) }) } } });
const id = { parameters: [{ name: 'id', in: 'path', required: true, schema: integer }] };
const object = (properties: object) => ({ type: 'object', required: Object.keys(properties), properties });

const contract = {
  openapi: '3.1.0',
  info: { title: 'Club', version: '1' },
  paths: {
    '/me': { get: { responses: { 200: ok(reference('Member')) } } },
    '/me/bookings': list('Booking'),
    '/members': list('Member'),
    '/members/{id}': { ...id, get: { responses: { 200: ok(reference('Member')) } } },
    '/classes': list('Class'),
    '/classes/{id}': { ...id, get: { responses: { 200: ok(reference('Class')) } } },
    '/classes/{id}/bookings': {
      ...id,
      ...list('Booking'),
      post: {
        requestBody: { content: { 'application/json': { schema: { type: 'object', properties: { note: text } } } } },
        responses: { 201: ok(reference('Booking')) },
      },
    },
    '/bookings/{id}': { ...id, get: { responses: { 200: ok(reference('Booking')) } } },
  },
  components: {
    schemas: {
      Member: object({ id: integer, name: text }),
      Class: object({ id: integer, title: text, startsAt: { type: 'string', format: 'date-time' } }),
      Booking: object({
        id: integer,
        note: text,
        class: object({ id: integer, title: text, startsAt: text }),
        member: object({ id: integer, name: text }),
      }),
    },
  },
};

interface Booking {
  readonly id: number;
  readonly class: { readonly id: number; readonly title: string; readonly startsAt: string };
  readonly member: { readonly id: number; readonly name: string };
}

test('a list of my own has what names me, and there is something in it', () =>
  withMock(contract, { records: 12 }, async (ask) => {
    const me = (await ask('GET', '/me')).body;
    const mine: Booking[] = (await ask('GET', '/me/bookings')).body;
    expect(new Set(mine.map(({ member }) => member.id))).toEqual(new Set([me.id]));
    const all: Booking[] = [];
    for (const one of (await ask('GET', '/classes')).body)
      all.push(...(await ask('GET', `/classes/${one.id}/bookings`)).body);
    expect(mine.map((one) => one.id).toSorted()).toEqual(
      all.flatMap((one) => (one.member.id === me.id ? [one.id] : [])).toSorted(),
    );
    expect(mine.length).toBeLessThan(all.length);
  }));

test('what I create below a record is about that, mine, and in the lists of both', () =>
  withMock(contract, { records: 12 }, async (ask) => {
    const me = (await ask('GET', '/me')).body;
    const { id: _, ...shown } = (await ask('GET', '/classes/3')).body;
    const { status, body } = await ask('POST', '/classes/3/bookings', { note: 'new here' });
    expect([status, body.note, body.class, body.member]).toEqual([201, 'new here', { id: 3, ...shown }, me]);
    for (const path of ['/me/bookings', '/classes/3/bookings'])
      expect((await ask('GET', path)).body.map((one: Booking) => one.id)).toContain(body.id);
    expect((await ask('GET', '/classes/4/bookings')).body.map((one: Booking) => one.id)).not.toContain(body.id);
  }));
