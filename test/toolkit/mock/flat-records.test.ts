import { expect, test } from '@jest/globals';
import { paths } from '../flat-records.ts';
import { withMock } from './with-mock.ts';

const document = { openapi: '3.1.1', info: { title: 'Orders', version: '1' }, paths };

test('records that are created below another one are read elsewhere', () =>
  withMock(document, {}, async (ask) => {
    const first = (await ask('POST', '/carts/1/orders')).body.orderId;
    const second = (await ask('POST', '/carts/2/orders')).body.orderId;
    for (const id of [first, second]) expect((await ask('GET', `/orders/${id}`)).body).toMatchObject({ id });
    expect((await ask('GET', '/orders/00000000-0000-4000-8000-000000000000')).status).toBe(404);
  }));

test('a create that equals a failing example gets its response', () =>
  withMock(document, {}, async (ask) => {
    expect(await ask('POST', '/carts/999999/orders')).toMatchObject({ status: 404, body: 'missing' });
    expect((await ask('POST', '/carts/999998/orders')).status).toBe(201);
    expect((await ask('POST', '/orders/ffffffff-ffff-4fff-bfff-ffffffffffff/copy')).status).toBe(404);
  }));
