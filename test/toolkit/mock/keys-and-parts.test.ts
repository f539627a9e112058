/** Records that are referred to by their keys, values that agree with others, and lists that may not have all there is. */
import { expect, test } from '@jest/globals';
import { withMock } from './with-mock.ts';

const object = (properties: object) => ({ type: 'object', properties, required: Object.keys(properties) });
const text = { type: 'string' };
const integer = { type: 'integer' };
const time = { type: 'string', format: 'date-time' };
const port = object({
  port_code: { type: 'string', pattern: '^[A-Z]{3}$' },
  name: text,
  country_code: { type: 'string', minLength: 2, maxLength: 2 },
});
const passenger = object({ no: integer, name: text });
const sailing = object({
  id: integer,
  origin_port_code: text,
  origin: { $ref: '#/components/schemas/port' },
  departs_at: time,
  arrives_at: time,
  duration_minutes: integer,
  passengers: { type: 'array', minItems: 1, maxItems: 2, items: passenger },
});
const problem = object({
  error: object({ message: text, details: { type: 'array', items: object({ field: text, issue: text }) } }),
});
const ok = (schema: object) => ({ description: 'ok', content: { 'application/json': { schema } } });
const list = (items: object) => ({ get: { responses: { 200: ok({ type: 'array', items }) } } });
const at = (name: string, type: string) => [{ name, in: 'path', required: true, schema: { type } }];
const read = (schema: object) => ({ get: { responses: { 200: ok(schema), 400: ok(problem) } } });
const contract = {
  openapi: '3.0.3',
  info: { title: 'Ferries', version: '1' },
  components: { schemas: { port } },
  paths: {
    '/ports': list({ $ref: '#/components/schemas/port' }),
    '/ports/{port_code}': { parameters: at('port_code', 'string'), ...read({ $ref: '#/components/schemas/port' }) },
    '/sailings': list(sailing),
    '/sailings/{id}': { parameters: at('id', 'integer'), ...read(sailing) },
    '/sailings/{id}/passengers': { parameters: at('id', 'integer'), ...list(passenger) },
    '/sailings/{id}/passengers/{no}': {
      parameters: [...at('id', 'integer'), ...at('no', 'integer')],
      delete: { responses: { 204: { description: 'gone' } } },
    },
  },
};

test('records are referred to by the keys of others, and agree with them and in themselves', () =>
  withMock(contract, { records: 12 }, async (ask) => {
    const ports = (await ask('GET', '/ports')).body as Record<string, unknown>[];
    const sailings = (await ask('GET', '/sailings')).body as Record<string, never>[];
    expect(new Set(ports.map((one) => one['country_code']))).toEqual(new Set(['US']));
    expect(sailings.length).toBe(12);
    for (const one of sailings) {
      // There are more passengers than the list may have: that is no reason to have another port.
      expect(ports).toContainEqual(one['origin']);
      expect(one['origin_port_code']).toBe(one['origin']?.['port_code']);
      const minutes = (Date.parse(one['arrives_at'] ?? '') - Date.parse(one['departs_at'] ?? '')) / 60_000;
      expect(one['duration_minutes']).toBe(minutes);
    }
    const { body } = await ask('GET', '/sailings/x');
    expect(body.error.details).toEqual([{ field: 'id', issue: 'must be of type integer' }]);
  }));
