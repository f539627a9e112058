/** Valid values that don't go together may be refused. */
import { expect, test } from '@jest/globals';
import { check, contractOf } from '../with-server.ts';

const date = { type: 'string', format: 'date' };
const number = { type: 'integer', minimum: 0, maximum: 900 };
const refused = { '4XX': { description: 'No.' }, 422: { description: 'A value is invalid' } };

// biome-ignore lint/suspicious/noExplicitAny: what the suite sends is compared with <
type Fields = Record<string, any>;

/** @param isRight what a server demands of a body beside its schema */
async function told(properties: object, isRight: (body: Fields) => boolean, example?: object): Promise<string[]> {
  const schema = { type: 'object', required: Object.keys(properties), properties };
  const content = { 'application/json': { schema, ...(example && { example }) } };
  const contract = await contractOf({
    '/offers': {
      post: {
        operationId: 'offer',
        requestBody: { required: true, content },
        responses: { 204: { description: 'It.' }, ...refused },
      },
    },
  });
  const { findings } = await check(contract, ({ method, headers, text }) => {
    if (method !== 'POST') return { status: 405, headers: { allow: 'POST' } };
    if (headers['content-type'] !== 'application/json') return { status: 415 };
    try {
      return { status: isRight(JSON.parse(text)) ? 204 : 422 };
    } catch {
      return { status: 422 };
    }
  });
  return findings.filter(({ rule }) => rule === 'valid-refused').map(({ message }) => message);
}

const offer = { validFrom: '2026-01-01', validTo: '2026-12-31', title: 'x' };
const title = { type: 'string', minLength: 1, maxLength: 40 };

test.each<[string, object, (body: Fields) => boolean]>([
  [
    'an end before the beginning',
    { validFrom: date, validTo: date, title },
    (body) => body['validTo'] > body['validFrom'],
  ],
  [
    'a maximum below the minimum',
    { price_min: number, price_max: number, title },
    (body) => body['price_max'] >= body['price_min'],
  ],
  [
    'what the contract says of two values',
    { title, deposit: number, price: { ...number, description: 'More than the deposit' } },
    (body) => body['price'] > body['deposit'],
  ],
])('%s may be refused, and what else is valid may not', async (_what, properties, isRight) => {
  const example = { ...offer, price_min: 5, price_max: 50, deposit: 5, price: 50 };
  const own = Object.fromEntries(Object.keys(properties).map((name) => [name, example[name as keyof typeof example]]));
  expect(await told(properties, isRight, own)).toEqual([]);
  const isShort = (body: Fields) => isRight(body) && String(body['title']).length < 40;
  expect(await told(properties, isShort, own)).toEqual([expect.stringMatching(/body\/title is "(string)+stri"$/)]);
});
