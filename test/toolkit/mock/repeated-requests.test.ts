/** A request with an `Idempotency-Key` is carried out once. */
import { expect, test } from '@jest/globals';
import { withMock } from './with-mock.ts';

const order = { type: 'object', properties: { id: { type: 'integer', readOnly: true }, note: { type: 'string' } } };
const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const responses = (status: number, schema: object) => ({
  [status]: { description: '', ...json(schema) },
  422: { description: '' },
});
const contract = (name: string) => ({
  openapi: '3.1.0',
  info: { title: 'Orders', version: '1' },
  paths: {
    '/orders': {
      get: { responses: responses(200, { type: 'array', items: order }) },
      post: {
        parameters: [{ name, in: 'header', schema: { type: 'string' } }],
        requestBody: { required: true, ...json(order) },
        responses: responses(201, order),
      },
    },
  },
});

test('the same request with the same key has the first response', () =>
  withMock(contract('Idempotency-Key'), {}, async (ask, mock) => {
    const post = async (note: unknown, key?: string) =>
      ask('POST', '/orders', { note }, key === undefined ? {} : { 'idempotency-key': key });
    const first = await post('tea', 'a');
    expect((await post('tea', 'a')).body).toEqual(first.body);
    expect((await post('tea', 'b')).body.id).not.toBe(first.body.id);
    // Another body is another request, and so is one without a key.
    expect((await post('milk', 'a')).body).toMatchObject({ note: 'milk' });
    expect((await post('tea')).body.id).not.toBe((await post('tea')).body.id);
    expect((await ask('GET', '/orders')).body).toHaveLength(5);
    // What was refused was not carried out.
    expect((await post(1, 'c')).status).toBe(422);
    expect((await post('tea', 'c')).status).toBe(201);
    mock.reset();
    await post('tea', 'a');
    expect((await ask('GET', '/orders')).body).toHaveLength(1);
  }));

test('a key that the contract does not declare has no effect', () =>
  withMock(contract('X-Other'), {}, async (ask) => {
    for (let count = 0; count < 2; count++) await ask('POST', '/orders', {}, { 'idempotency-key': 'a' });
    expect((await ask('GET', '/orders')).body).toHaveLength(2);
  }));
