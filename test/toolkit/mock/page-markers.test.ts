import { expect, test } from '@jest/globals';
import { createMock } from '../../../src/mock.ts';
import { contractOf } from '../check/with-server.ts';

const item = { type: 'object', required: ['id'], properties: { id: { type: 'integer' }, name: { type: 'string' } } };
const json = (schema: object) => ({ description: '', content: { 'application/json': { schema } } });
const query = (name: string) => ({
  name,
  in: 'query',
  schema: name === 'limit' ? { type: 'integer' } : { type: 'string' },
});

/** Follows the pages of a list, two records each. @returns the ids on each page */
async function walk(parameter: string, marker: object): Promise<unknown[][]> {
  const page = {
    type: 'object',
    required: ['entries'],
    properties: { [`next_${parameter}`]: marker, entries: { type: 'array', items: item } },
  };
  const mock = await createMock({
    contract: await contractOf({
      '/items': {
        get: { parameters: [query(parameter), query('limit')], responses: { 200: json(page) } },
        post: { requestBody: json(item), responses: { 201: json(item) } },
      },
    }),
    records: 5,
  });
  try {
    const pages: unknown[][] = [];
    let next: unknown;
    do {
      const target = `${mock.url}/items?limit=2${next === undefined ? '' : `&${parameter}=${next}`}`;
      const body = (await (await fetch(target)).json()) as Record<string, never>;
      pages.push((body['entries'] as unknown as { id: unknown }[]).map(({ id }) => id));
      next = body[`next_${parameter}`] ?? undefined;
    } while (next !== undefined && pages.length < 9);
    return pages;
  } finally {
    await mock.close();
  }
}

test.each([
  ['marker', { type: 'string', example: 'JV9IRGZm' }],
  ['marker', { type: 'integer', format: 'int64', example: 3000 }],
  ['marker', { type: 'integer', format: 'int32', nullable: true, example: 3000 }],
  ['offset', { type: 'integer', example: 3000 }],
])('next_%s, which is %j, leads to each record once', async (parameter, marker) => {
  const pages = await walk(parameter, marker);
  expect(pages.map(({ length }) => length)).toEqual([2, 2, 1]);
  expect(new Set(pages.flat()).size).toBe(5);
});

test('a page begins where offset says, though a property of the records is called so as well', async () => {
  const check = { ...item, properties: { ...item.properties, offset: { type: 'string' } } };
  const number = (name: string) => ({ name, in: 'query', schema: { type: 'integer' } });
  const mock = await createMock({
    contract: await contractOf({
      '/checks': {
        get: {
          parameters: [number('limit'), number('offset')],
          responses: { 200: json({ type: 'array', items: check }) },
        },
        post: { requestBody: json(check), responses: { 201: json(check) } },
      },
    }),
    records: 5,
  });
  try {
    const ids = async (offset: number) => {
      const response = await fetch(`${mock.url}/checks?limit=2&offset=${offset}`);
      return ((await response.json()) as { id: number }[]).map(({ id }) => id);
    };
    expect([await ids(0), await ids(2)]).toEqual([
      [1, 2],
      [3, 4],
    ]);
  } finally {
    await mock.close();
  }
});

test('a list that may not be empty is left out where no record is asked for', async () => {
  const owner = { type: 'object', properties: { data: { type: 'array', minItems: 1, items: item } } };
  const mock = await createMock({
    contract: await contractOf({
      '/items': { get: { parameters: [query('name')], responses: { 200: json(owner) } } },
      '/items/{id}': { get: { responses: { 200: json(item) } } },
    }),
    records: 3,
  });
  try {
    const bodyOf = async (target: string) => (await fetch(mock.url + target)).json();
    expect(await bodyOf('/items')).toEqual({ data: [expect.anything(), expect.anything(), expect.anything()] });
    expect(await bodyOf('/items?name=nobody')).toEqual({});
  } finally {
    await mock.close();
  }
});
