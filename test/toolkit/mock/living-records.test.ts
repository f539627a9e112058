import { expect, test } from '@jest/globals';
import { withMock } from './with-mock.ts';

const text = { type: 'string' };
const reader = {
  type: 'object',
  required: ['id', 'label', 'kind'],
  properties: { id: text, label: text, kind: { enum: ['fixed', 'mobile'] } },
};
const deleted = { type: 'object', required: ['id', 'deleted'], properties: { id: text, deleted: { const: true } } };
const ok = (schema: object) => ({ 200: { description: 'ok', content: { 'application/json': { schema } } } });
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const contractOf = (paths: object) => ({
  openapi: '3.1.0',
  info: { title: 'Readers', version: '1' },
  paths,
  components: { schemas: { Deleted: deleted, Reader: reader } },
});
const read = {
  parameters: [{ name: 'id', in: 'path', required: true, schema: text }],
  get: { responses: ok({ anyOf: [ref('Deleted'), ref('Reader')] }) },
};
const kind = { name: 'kind', in: 'query', schema: text };
const list = {
  parameters: [kind],
  responses: ok({ type: 'object', properties: { data: { type: 'array', items: ref('Reader') } } }),
};
const create = { requestBody: { content: { 'application/json': { schema: { type: 'object' } } } }, responses: ok({}) };

test.each([
  ['listed', { get: list }],
  ['created', { post: { ...create, responses: ok(ref('Reader')) } }],
])('records are what is %s, not what they are once they are deleted', async (_how, collection) => {
  const contract = contractOf({ '/readers': collection, '/readers/{id}': read });
  await withMock(contract, { records: 6 }, async (ask, mock) => {
    // Records are made when they are first asked for.
    await ask('GET', '/readers/1');
    const { '/readers': records = [] } = mock.state() as Record<string, readonly object[]>;
    const shown = await Promise.all(
      records.map(async (record) => (await ask('GET', `/readers/${(record as { id: string }).id}`)).body),
    );
    expect(shown).toHaveLength(6);
    expect(shown.filter(({ label, deleted }) => label === undefined || deleted)).toEqual([]);
    if (!('get' in collection)) return;
    const { data } = (await ask('GET', '/readers')).body;
    expect((await ask('GET', '/readers?kind=mobile')).body.data).toEqual(
      data.filter((one: { kind: string }) => one.kind === 'mobile'),
    );
  });
});
