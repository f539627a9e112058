import { expect, test } from '@jest/globals';
import { check, contractOf } from '../with-server.ts';

const paths = {
  '/it': {
    post: {
      operationId: 'write',
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: {
              type: 'object',
              required: ['list'],
              properties: {
                list: { type: 'array', maxItems: 8, items: { type: 'integer', minimum: 0, maximum: 1000 } },
                note: { type: 'string', maxLength: 50 },
                flag: { type: 'boolean' },
              },
            },
          },
        },
      },
      responses: { 200: { description: 'Done.' } },
    },
  },
};

/** A list that no edge has: three numbers, of which the first is large. */
const isBad = (text: string) => {
  const { list } = JSON.parse(text || '{}') as { list?: unknown };
  return Array.isArray(list) && list.length > 2 && list[0] > 500;
};

test('a random finding has the smallest request that shows it, and the same seed finds it again', async () => {
  const contract = await contractOf(paths);
  const run = (seed: number) =>
    check(
      contract,
      ({ text, method }) =>
        method === 'POST' && /^\{/.test(text) && text.endsWith('}') && !text.endsWith('}}') && isBad(text)
          ? { status: 500 }
          : { status: 200 },
      { seed, cases: 200 },
    );
  const shown = (await run(1)).findings.find(({ rule }) => rule === 'server-error');
  expect(JSON.parse(shown?.request.body ?? '{}')).toEqual({ list: [501, 0, 0] });
  const again = (await run(1)).findings.find(({ rule }) => rule === 'server-error');
  expect(again?.request.body).toBe(shown?.request.body);
});

test.each([1, 3, 5, 10])('of %d random requests for each operation, as many are sent', async (cases) => {
  const contract = await contractOf(paths);
  const count = async (number: number) => {
    const { requests } = await check(contract, () => ({ status: 200 }), { cases: number });
    return requests;
  };
  expect((await count(cases)) - (await count(0))).toBe(cases);
});
