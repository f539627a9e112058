/** Records of several kinds in one collection, each with properties and defaults of its own. */
import { expect, test } from '@jest/globals';
import { contractOf } from '../check/with-server.ts';
import { findingsIn } from './findings-in.ts';
import { withMock } from './with-mock.ts';

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const ok = (schema: object) => ({ description: 'ok', ...json(schema) });
const refusals = { '4XX': { description: 'refused' } };
const text = { type: 'string' };
/** What each kind declares for itself. */
const both = { vaccinated: { type: 'boolean', default: false, readOnly: true } };
const kind = (value: string, properties: object) => ({
  allOf: [reference('Base'), { type: 'object', properties: { kind: { const: value }, ...properties } }],
});

const document = {
  openapi: '3.1.0',
  info: { title: 'Pets', version: '1' },
  paths: {
    '/pets': {
      get: { operationId: 'list', responses: { 200: ok({ type: 'array', items: reference('Pet') }), ...refusals } },
      post: {
        operationId: 'create',
        requestBody: { required: true, ...json(reference('Pet')) },
        responses: { 201: ok(reference('Pet')), ...refusals },
      },
    },
    '/pets/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
      get: { operationId: 'read', responses: { 200: ok(reference('Pet')), ...refusals } },
      put: {
        operationId: 'replace',
        requestBody: { required: true, ...json(reference('Pet')) },
        responses: { 200: ok(reference('Pet')), ...refusals },
      },
    },
  },
  components: {
    schemas: {
      Pet: { oneOf: [reference('Dog'), reference('Cat')], discriminator: { propertyName: 'kind' } },
      Base: {
        type: 'object',
        required: ['id', 'kind', 'name'],
        properties: {
          id: { type: 'integer', readOnly: true },
          kind: text,
          name: text,
          adopted: { type: 'boolean', default: false },
        },
      },
      Cat: kind('Cat', { ...both, lives: { type: 'integer', default: 9 }, naps: { type: 'integer', readOnly: true } }),
      Dog: kind('Dog', {
        ...both,
        barks: { type: 'boolean', default: true },
        bites: { type: 'boolean', readOnly: true },
      }),
    },
  },
};

test('a record that is created has the defaults of its kind, and none of another one', () =>
  withMock(document, {}, async (ask) => {
    const { body } = await ask('POST', '/pets', { kind: 'Cat', name: 'Tom' });
    expect(body).toEqual({
      id: expect.any(Number),
      kind: 'Cat',
      name: 'Tom',
      adopted: false,
      vaccinated: false,
      lives: 9,
    });
    const replaced = await ask('PUT', `/pets/${body.id}`, { kind: 'Dog', name: 'Rex' });
    expect(replaced.body).toMatchObject({ id: body.id, kind: 'Dog', barks: true });
    expect(replaced.body).not.toHaveProperty('lives');
  }));

test('our own tests find nothing', async () => {
  expect(await findingsIn(await contractOf(document.paths, { components: document.components }), 3)).toEqual([]);
});
