import { expect, test } from '@jest/globals';
import { createMock } from '../../../src/mock.ts';
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
