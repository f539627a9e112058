import { expect, test } from '@jest/globals';
import { withMock } from './with-mock.ts';

const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const ok = (schema: object) => ({
  responses: { 200: { description: 'ok', ...json(schema) }, 404: { description: 'none' } },
});
const parameter = (name: string) => [{ name, in: 'path', required: true, schema: { type: 'integer' } }];

/** `/boxes/{boxId}/things` and `/things/{thingId}`. */
function shallow(properties: object) {
  const thing = {
    type: 'object',
    required: ['id', 'name'],
    properties: { id: { type: 'integer' }, name: { type: 'string' }, ...properties },
  };
  const box = {
    type: 'object',
    required: ['id', 'thingCount'],
    properties: { id: { type: 'integer' }, thingCount: { type: 'integer', readOnly: true } },
  };
  const input = { requestBody: json({ type: 'object', properties: { name: { type: 'string' } } }) };
  return {
    openapi: '3.1.1',
    info: { title: 'Boxes', version: '1' },
    paths: {
      '/boxes': { get: ok({ type: 'array', items: box }), post: { ...input, ...ok(box) } },
      '/boxes/{boxId}': { parameters: parameter('boxId'), get: ok(box), delete: ok({}) },
      '/boxes/{boxId}/things': {
        parameters: parameter('boxId'),
        get: ok({ type: 'array', items: thing }),
        post: { ...input, ...ok(thing) },
      },
      '/things/{thingId}': { parameters: parameter('thingId'), get: ok(thing), delete: ok({}) },
    },
  };
}

const cases: [string, object][] = [
  ['that name it', { boxId: { type: 'integer', readOnly: true } }],
  ['that say nothing of it', {}],
  [
    'that may name it, and a new one does not',
    { boxes: { type: 'array', readOnly: true, items: { type: 'object', properties: { id: { type: 'integer' } } } } },
  ],
];

test.each(cases)('records of one path are those of a list below another record: records %s', (_, properties) =>
  withMock(shallow(properties), { records: 12 }, async (ask) => {
    const { body: listed } = await ask('GET', '/boxes/1/things');
    expect(listed).not.toHaveLength(0);
    expect((await ask('GET', `/things/${listed[0].id}`)).body).toEqual(listed[0]);
    const { body: made } = await ask('POST', '/boxes/1/things', { name: 'Lamp' });
    expect((await ask('GET', `/things/${made.id}`)).body).toEqual(made);
    const idsBelow = async (box: number) =>
      (await ask('GET', `/boxes/${box}/things`)).body.map(({ id }: { id: number }) => id);
    expect(await idsBelow(1)).toContain(made.id);
    expect(await idsBelow(2)).not.toContain(made.id);
    await ask('DELETE', `/things/${made.id}`);
    expect(await idsBelow(1)).not.toContain(made.id);
  }),
);

test('they are counted in the record above them, and gone with it', () =>
  withMock(shallow({ boxId: { type: 'integer', readOnly: true } }), { records: 12 }, async (ask) => {
    const box = (await ask('GET', '/boxes')).body.find(({ thingCount }: { thingCount: number }) => thingCount > 0);
    const { body: listed } = await ask('GET', `/boxes/${box.id}/things`);
    expect((await ask('GET', `/boxes/${box.id}`)).body.thingCount).toBe(listed.length);
    await ask('DELETE', `/boxes/${box.id}`);
    expect((await ask('GET', `/things/${listed[0].id}`)).status).toBe(404);
  }));

test('a third record counts them no more', () => {
  const integer = { type: 'integer' };
  const contract = shallow({ boxId: { ...integer, readOnly: true }, roomId: integer });
  const room = { type: 'object', required: ['id', 'thingCount'], properties: { id: integer, thingCount: integer } };
  const paths = { ...contract.paths, '/rooms': { get: ok({ type: 'array', items: room }) } };
  return withMock({ ...contract, paths }, { records: 12 }, async (ask) => {
    const count = async () =>
      (await ask('GET', '/rooms')).body.reduce((sum: number, one: { thingCount: number }) => sum + one.thingCount, 0);
    const before = await count();
    const { body: boxes } = await ask('GET', '/boxes');
    const box = boxes.find(({ thingCount }: { thingCount: number }) => thingCount > 0);
    await ask('DELETE', `/boxes/${box.id}`);
    expect(await count()).toBe(before - box.thingCount);
  });
});
