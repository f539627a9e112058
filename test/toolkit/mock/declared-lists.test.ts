import { expect, test } from '@jest/globals';
import { createMock } from '../../../src/mock.ts';
import { MockOperations } from '../../../src/toolkit/mock/mock-operations.ts';
import { DeclaredLists } from '../../../src/toolkit/mock/state/lists/declared-list.ts';
import { contractOf } from '../check/with-server.ts';

const text = { type: 'string' };
const rate = { type: 'object', required: ['code', 'rate'], properties: { code: text, rate: { type: 'integer' } } };
const rates = [
  { code: 'eur', rate: 7 },
  { code: 'usd', rate: 9 },
  { code: 'gbp', rate: 3 },
];
const parameters = [
  { name: 'code', in: 'query', schema: text },
  { name: 'sort', in: 'query', schema: { enum: ['rate', '-rate'] } },
  { name: 'limit', in: 'query', schema: { type: 'integer' } },
];
const get = (schema: object, example: unknown) => ({
  get: {
    parameters,
    responses: {
      '200': { description: 'ok', content: { 'application/json': { schema, example } } },
      '404': { description: 'none' },
    },
  },
});
const within = (name: string) => ({ type: 'object', properties: { [name]: { type: 'array', items: rate } } });
const paths = {
  '/rates/today': get({ type: 'array', items: rate }, rates),
  '/rates/now': get(within('data'), { data: rates }),
  '/rates/codes': get({ type: 'array', items: text }, ['eur', 'usd']),
  // They belong to what is read there.
  '/market/state': get(within('quotedRates'), { quotedRates: rates }),
};

test.each<[target: string, codes: readonly string[]]>([
  ['/rates/today', ['eur', 'usd', 'gbp']],
  ['/rates/today?code=usd', ['usd']],
  ['/rates/today?sort=-rate', ['usd', 'eur', 'gbp']],
  ['/rates/today?sort=rate&limit=2', ['gbp', 'eur']],
  ['/rates/now?code=gbp', ['gbp']],
  ['/market/state?code=usd', ['eur', 'usd', 'gbp']],
])('a list that no request changes, %s', async (target, codes) => {
  const mock = await createMock({ contract: await contractOf(paths) });
  try {
    const body: unknown = await (await fetch(`${mock.url}${target}`)).json();
    const [list] = Array.isArray(body) ? [body] : Object.values(body as Record<string, (typeof rates)[]>);
    expect(list?.map(({ code }) => code)).toEqual(codes);
    const missing = await fetch(`${mock.url}${target}`, { headers: { prefer: 'code=404' } });
    expect(missing.status).toBe(404);
  } finally {
    await mock.close();
  }
});

test('a list is filtered by what is shown, where what is in it has to be repaired', async () => {
  const level = { type: 'object', required: ['level'], properties: { level: { enum: ['low'] } } };
  const query = [{ name: 'level', in: 'query', schema: text }];
  const responses = {
    '200': { description: 'ok', content: { 'application/json': { schema: { type: 'array', items: level } } } },
  };
  const contract = await contractOf({ '/levels': { get: { parameters: query, responses } } });
  const lists = new DeclaredLists(
    new MockOperations(contract, { dynamic: true, seed: '1', trustExamples: false, onBroken: () => {} }),
  );
  const [operation] = contract.operations;
  const request = { path: {}, query: { level: 'low' }, headers: {}, cookies: {}, body: undefined } as never;
  const whole = { status: 200, mediaType: 'application/json', body: [{ level: 'low' }, { level: 'none' }] };
  const sent = { accept: undefined, url: '/levels?level=low' };
  const listed = await lists.list(operation as NonNullable<typeof operation>, request, sent, whole);
  expect(listed?.body).toEqual([{ level: 'low' }, { level: 'low' }]);
});
