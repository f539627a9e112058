import { expect, test } from '@jest/globals';
import { withMock } from './with-mock.ts';

const json = (schema: object) => ({
  responses: { 200: { description: 'ok', content: { 'application/json': { schema } } } },
});
const integer = { type: 'integer' };

interface Visit {
  readonly doctorId?: number;
  readonly doctor?: { readonly id: number };
}

test.each([
  ['show it', { type: 'object', properties: { doctor: { $ref: '#/components/schemas/Person' } } }],
  ['have its id', { type: 'object', properties: { doctorId: integer } }],
])('a record counts those that %s, whichever is asked for first', (_, { properties }) => {
  const person = { type: 'object', required: ['id'], properties: { id: integer, name: { type: 'string' } } };
  const doctor = {
    type: 'object',
    required: ['id', 'visitCount'],
    properties: { ...person.properties, visitCount: integer },
  };
  const visit = {
    type: 'object',
    required: ['id', ...Object.keys(properties)],
    properties: { id: integer, ...properties },
  };
  const contract = {
    openapi: '3.1.0',
    info: { title: 'Clinic', version: '1' },
    paths: {
      '/doctors': { get: json({ type: 'array', items: doctor }) },
      '/visits': { get: json({ type: 'array', items: visit }) },
    },
    components: { schemas: { Person: person } },
  };
  return withMock(contract, { records: 6 }, async (ask) => {
    const { body: doctors } = await ask('GET', '/doctors');
    const { body: visits } = await ask('GET', '/visits');
    for (const { id, visitCount } of doctors)
      expect(visits.filter((one: Visit) => (one.doctorId ?? one.doctor?.id) === id)).toHaveLength(visitCount);
  });
});
