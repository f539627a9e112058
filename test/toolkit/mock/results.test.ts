/** What an operation makes of a request that creates no record: a payment, a quote, the records that a search has found. */
import { expect, test } from '@jest/globals';
import { withMock } from './with-mock.ts';

const integer = { type: 'integer' };
const number = { type: 'number' };
const text = { type: 'string' };
const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const object = (properties: object) => ({ type: 'object', required: Object.keys(properties), properties });
const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const ok = (schema: object) => ({ 200: { description: 'ok', ...json(schema) } });
const post = (schema: object, body?: object) => ({
  post: { ...(body && { requestBody: json(body) }), responses: ok(schema) },
});
const one = { parameters: [{ name: 'id', in: 'path', required: true, schema: integer }] };
const methods = { type: 'string', enum: ['card', 'invoice'] };

const contract = {
  openapi: '3.1.0',
  info: { title: 'Shop', version: '1' },
  paths: {
    '/orders': { ...post(reference('Order'), { type: 'object', properties: { customer: text, total: number } }) },
    '/orders/{id}': {
      ...one,
      get: { responses: ok(reference('Order')) },
      ...post(reference('Order'), { type: 'object', properties: { customer: text } }),
    },
    '/orders/{id}/pay': { ...one, ...post(reference('Payment'), object({ method: methods })) },
    '/orders/{id}/recalculate': { ...one, ...post(reference('Order')) },
    '/orders/{id}/refunds': { ...one, ...post(reference('Refund'), { type: 'object', properties: { reason: text } }) },
    '/orders/{id}/dispute': {
      ...one,
      get: { responses: ok(reference('Dispute')) },
      ...post(reference('Dispute'), { type: 'object', properties: { note: text } }),
    },
    '/orders/{id}/dispute/close': {
      ...one,
      post: { responses: { ...ok(reference('Dispute')), 409: { description: 'closed already' } } },
    },
    '/orders/search': post(object({ total: integer, items: { type: 'array', items: reference('Order') } }), {
      type: 'object',
      properties: { status: text, filter: object({ customer: text }), weather: text },
    }),
    '/quotes': post(object({ country: text, orderId: integer, carrier: text }), {
      type: 'object',
      properties: { country: text, orderId: integer },
    }),
    '/guests': {
      post: {
        requestBody: {
          content: { 'application/x-www-form-urlencoded': { schema: object({ host: object({ name: text }) }) } },
        },
        responses: ok(reference('Guest')),
      },
    },
    '/broken-quotes': post(object({ country: { type: 'string', maxLength: 2 } }), {
      type: 'object',
      properties: { country: text },
    }),
  },
  components: {
    schemas: {
      Order: object({
        id: integer,
        customer: text,
        total: number,
        status: { type: 'string', enum: ['open', 'paid', 'cancelled'] },
      }),
      Payment: object({
        id: { type: 'string', format: 'uuid' },
        orderId: integer,
        amount: number,
        method: methods,
        status: { type: 'string', enum: ['pending', 'succeeded'] },
        createdAt: { type: 'string', format: 'date-time' },
      }),
      Refund: object({ id: integer, order: reference('Order'), reason: text }),
      Guest: object({ id: text, name: text, host: object({ name: text, toString: text }) }),
      Dispute: object({ id: text, orderId: integer, note: text, state: { type: 'string', enum: ['open', 'closed'] } }),
    },
  },
};
const now = new Date('2026-11-28T12:00:00Z');
const options = { records: 12, now: () => now };

test('a payment is of the order in its path, and changes that', () =>
  withMock(contract, options, async (ask) => {
    const { body: order } = await ask('POST', '/orders', { customer: 'Ann', total: 42.5 });
    const { body: payment } = await ask('POST', `/orders/${order.id}/pay`, { method: 'invoice' });
    expect(payment).toMatchObject({ orderId: order.id, amount: 42.5, method: 'invoice' });
    expect(payment.createdAt).toBe('2026-11-28T12:00:00Z');
    const { body: other } = await ask('POST', '/orders/2/pay', { method: 'card' });
    expect([other.orderId, other.id === payment.id]).toEqual([2, false]);
    expect((await ask('GET', `/orders/${order.id}`)).body).toEqual({ ...order, status: 'paid' });
  }));

test('a refund has the order itself, what was sent, and a number of its own', () =>
  withMock(contract, options, async (ask) => {
    const { body: order } = await ask('GET', '/orders/5');
    const refunds = [];
    for (const reason of ['late', 'torn']) refunds.push((await ask('POST', '/orders/5/refunds', { reason })).body);
    expect(refunds).toEqual([
      { id: 1, order, reason: 'late' },
      { id: 2, order, reason: 'torn' },
    ]);
    const { body } = await ask('POST', '/orders/5/refunds', {});
    expect(body.reason).toMatch(/\w+ \w+/);
  }));

test('an operation that responds with the record changes what it is sent, also a POST to the record itself', () =>
  withMock(contract, options, async (ask) => {
    const { body: order } = await ask('GET', '/orders/3');
    expect((await ask('POST', '/orders/3', { customer: 'Bob' })).body).toEqual({ ...order, customer: 'Bob' });
    expect((await ask('POST', '/orders/3/recalculate')).body).toEqual({ ...order, customer: 'Bob' });
  }));

test('a POST to what there is one of changes that', () =>
  withMock(contract, options, async (ask) => {
    const { body: dispute } = await ask('GET', '/orders/3/dispute');
    expect(dispute.orderId).toBe(3);
    await ask('POST', '/orders/3/dispute', { note: 'Late again' });
    expect((await ask('GET', '/orders/3/dispute')).body).toEqual({ ...dispute, note: 'Late again' });
  }));

test('an action on what there is one of below a record changes that of this record alone', () =>
  withMock(contract, options, async (ask, mock) => {
    expect(mock.describeState().join('\n')).toMatch(/\S+ sets state to "closed"/);
    const disputes = [];
    for (const id of [1, 2, 3, 4, 5, 6]) disputes.push((await ask('GET', `/orders/${id}/dispute`)).body);
    const { orderId } = disputes.find(({ state }) => state === 'open');
    const closed = { ...disputes[orderId - 1], state: 'closed' };
    expect((await ask('POST', `/orders/${orderId}/dispute/close`)).body).toEqual(closed);
    expect((await ask('GET', `/orders/${orderId}/dispute`)).body).toEqual(closed);
    expect((await ask('POST', `/orders/${orderId}/dispute/close`)).status).toBe(409);
    const other = orderId === 1 ? 2 : 1;
    expect((await ask('GET', `/orders/${other}/dispute`)).body).toEqual(disputes[other - 1]);
  }));

test('a quote has what was sent, unless its schema forbids that', () =>
  withMock(contract, options, async (ask) => {
    const { body } = await ask('POST', '/quotes', { country: 'Chile', orderId: 7 });
    expect(body).toMatchObject({ country: 'Chile', orderId: 7 });
    expect(body.carrier).not.toBe('string');
    expect((await ask('POST', '/broken-quotes', { country: 'Chile' })).body.country.length).toBeLessThanOrEqual(2);
  }));

test('a guest has the object that was sent in a form', () =>
  withMock(contract, options, async (ask) => {
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    const { status, body } = await ask('POST', '/guests', 'host[name]=Ann&host[toString]=x', type);
    expect([status, body.host]).toEqual([200, { name: 'Ann', toString: 'x' }]);
  }));

test('a search has the records that its body asks for', () =>
  withMock(contract, options, async (ask, mock) => {
    const all = (await ask('POST', '/orders/search', {})).body;
    expect([all.total, all.items.length]).toEqual([12, 12]);
    const [{ customer }] = all.items;
    expect((await ask('POST', '/orders/search', { filter: { customer } })).body.items).toEqual([all.items[0]]);
    const paid = all.items.filter(({ status }: { status: string }) => status === 'paid');
    expect(paid.length % 12).not.toBe(0);
    expect((await ask('POST', '/orders/search', { status: 'paid' })).body).toEqual({
      total: paid.length,
      items: paid,
    });
    expect(mock.describeState().join('\n')).toContain('the property weather is ignored: no property is called so');
  }));
