/** Which parameters ask for values of a list that records have, and which records they include. */
import { expect, test } from '@jest/globals';
import { Plan } from '../../../../src/toolkit/check/plan/plan.ts';
import { contractOf } from '../with-server.ts';

const text = { type: 'string' };
const texts = { type: 'array', items: text };

async function viewOf(parameter: object, properties: object) {
  const record = { type: 'object', properties: { id: { type: 'integer' }, ...properties } };
  const ok = (schema: object) => ({
    responses: { 200: { description: 'It.', content: { 'application/json': { schema } } } },
  });
  const contract = await contractOf({
    '/things': { post: ok(record), get: { parameters: [parameter], ...ok({ type: 'array', items: record }) } },
    '/things/{id}': { parameters: [{ name: 'id', in: 'path', required: true, schema: text }], get: ok(record) },
  });
  const plan = new Plan(contract);
  const list = plan.operations.find(({ path, method }) => path === '/things' && method === 'get');
  return plan.tested(list as NonNullable<typeof list>).listView;
}

test.each<[name: string, parameter: object, properties: object, wanted: string | undefined]>([
  ['tag', { schema: text }, { tags: texts }, 'tags'],
  ['category', { schema: texts }, { categories: texts }, 'categories'],
  ['tags[]', { schema: texts }, { tags: texts }, 'tags'],
  ['filter[tag]', { schema: text }, { tags: texts }, 'tags'],
  ['keyword', { schema: texts }, { keywords: texts }, 'keywords'],
  // A text may be anywhere in a record.
  ['keyword', { schema: text }, { keywords: texts }, undefined],
  // How many there are.
  ['view', { schema: text }, { views: { type: 'integer' } }, undefined],
  // The id of what is listed by its name.
  ['tag', { schema: { type: 'integer' } }, { tags: texts }, undefined],
  ['tag', { schema: text, description: 'The slug of a tag.' }, { tags: texts }, undefined],
  ['tag', { schema: text }, { tags: { type: 'array', items: { type: 'object' } } }, undefined],
  ['tag', { schema: text }, { tag: text, tags: texts }, 'tag'],
])('%s, %j, of records with %j filters by %s', async (name, parameter, properties, wanted) => {
  const view = await viewOf({ name, in: 'query', ...parameter }, properties);
  expect(view?.filteredProperty(name)).toBe(wanted);
});

test.each<[value: unknown, tags: string[], isIncluded: boolean | undefined]>([
  ['a', ['a', 'b'], true],
  ['a', ['b'], false],
  // Any of them, or all of them.
  [['a', 'b'], ['b'], true],
  [['a', 'b'], ['c'], false],
  ['a,b', ['b'], true],
  ['a,b', ['c'], false],
  // It asks for nothing, or for what is empty.
  [[], ['a'], undefined],
  ['', ['a'], undefined],
  [[''], ['a'], undefined],
])('tag=%j includes a record with %j: %s', async (value, tags, isIncluded) => {
  const view = await viewOf({ name: 'tag', in: 'query', schema: texts }, { tags: texts });
  expect(view?.conditionOf('tag', value)?.({ tags })).toBe(isIncluded);
});
