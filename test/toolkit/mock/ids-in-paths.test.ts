import { expect, test } from '@jest/globals';
import { withMock } from './with-mock.ts';

const json = (schema: object) => ({ content: { 'application/json': { schema } } });

/** Records whose id is described by the path more closely than by their schema. */
function parcels(id: object, inPath: object) {
  const parcel = { type: 'object', required: ['id'], properties: { id, note: { type: 'string' } } };
  const input = { type: 'object', properties: { note: { type: 'string' } } };
  return {
    openapi: '3.1.1',
    info: { title: 'Parcels', version: '1' },
    paths: {
      '/parcels': {
        get: { responses: { 200: { description: 'ok', ...json({ type: 'array', items: parcel }) } } },
        post: { requestBody: json(input), responses: { 201: { description: 'made', ...json(parcel) } } },
      },
      '/parcels/{id}': {
        parameters: [{ name: 'id', in: 'path', required: true, schema: inPath }],
        get: { responses: { 200: { description: 'ok', ...json(parcel) } } },
      },
    },
  };
}

const text = { type: 'string' };
const cases: [string, object, object, RegExp][] = [
  ['a pattern', text, { type: 'string', pattern: '^pcl_[a-z0-9]{8}$' }, /^pcl_[a-z0-9]{8}$/],
  ['a format', text, { type: 'string', format: 'uuid' }, /^[0-9a-f]{8}-[0-9a-f-]{27}$/],
  ['a text for a number', { type: 'integer' }, text, /^\d+$/],
  ['a number for a text', text, { type: 'integer' }, /^\d+$/],
];

test.each(cases)('ids are such that records can be read: the path has %s', (_, id, inPath, wanted) =>
  withMock(parcels(id, inPath), { records: 3 }, async (ask) => {
    const { body: made } = await ask('POST', '/parcels', { note: 'x' });
    const { body: listed } = await ask('GET', '/parcels');
    expect(listed).toHaveLength(4);
    for (const parcel of [made, ...listed]) {
      expect(String(parcel.id)).toMatch(wanted);
      expect((await ask('GET', `/parcels/${parcel.id}`)).body).toEqual(parcel);
    }
  }),
);

test('the id that the contract has as an example exists, also where the variable has another name below the record', () => {
  const contract = parcels(text, text);
  const parameters = [{ name: 'parcelId', in: 'path', required: true, schema: text, example: 'pcl-77' }];
  const missing = { 404: { description: 'none' } };
  const steps = {
    parameters,
    get: { responses: { 200: { description: 'ok', ...json({ type: 'object' }) }, ...missing } },
  };
  const paths = { ...contract.paths, '/parcels/{parcelId}/steps': steps };
  return withMock({ ...contract, paths }, { records: 3 }, async (ask) => {
    expect((await ask('GET', '/parcels/pcl-77/steps')).status).toBe(200);
    expect((await ask('GET', '/parcels/pcl-78/steps')).status).toBe(404);
  });
});

test('no record has an id by which another operation is asked', () => {
  const contract = parcels(text, text);
  const scope = { name: 'scope', in: 'path', required: true, schema: text, example: 'all' };
  const none = { get: { responses: { 204: { description: 'none' } } } };
  const paths = { ...contract.paths, '/parcels/all': none, '/parcels/{scope}/steps': { ...none, parameters: [scope] } };
  return withMock({ ...contract, paths }, { records: 3 }, async (ask) => {
    expect((await ask('GET', '/parcels')).body.map(({ id }: { id: string }) => id)).not.toContain('all');
  });
});
