/** Records that are created below another record, and read, renamed and copied elsewhere. */
import { randomUUID } from 'node:crypto';
import type { Handler } from './check/with-server.ts';

const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const number = { type: 'integer', minimum: 1, maximum: 1_000_000 };
const uuid = { type: 'string', pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' };
const cart = {
  type: 'object',
  required: ['id', 'owner'],
  properties: { id: { ...number, readOnly: true }, owner: { type: 'string', minLength: 1, maxLength: 20 } },
};
const order = {
  type: 'object',
  required: ['id', 'cartId', 'state'],
  properties: { id: { ...uuid, format: 'uuid' }, cartId: number, state: { type: 'string', enum: ['new'] } },
};
const made = { type: 'object', required: ['orderId'], properties: { orderId: { ...uuid, format: 'uuid' } } };
const failures = { 400: { description: 'invalid' }, 404: { description: 'missing' }, 415: { description: 'type' } };
const inPath = (name: string, schema: object, unknown: unknown) => ({
  name,
  in: 'path',
  required: true,
  schema,
  examples: { unknown: { value: unknown } },
});
const toOrder = { read: { operationId: 'getOrder', parameters: { id: '$response.body#/orderId' } } };
const missing = { 404: { description: 'missing', ...json({ type: 'string' }) } };
Object.assign(missing[404].content['application/json'], { examples: { unknown: { value: 'missing' } } });
const creates = {
  responses: { ...failures, ...missing, 201: { description: 'made', ...json(made), links: toOrder } },
};

export const paths = {
  '/carts': {
    post: {
      operationId: 'createCart',
      requestBody: { required: true, ...json(cart) },
      responses: { ...failures, 201: { description: 'made', ...json(cart) } },
    },
  },
  '/carts/{cartId}': {
    parameters: [inPath('cartId', number, 999_999)],
    get: { operationId: 'getCart', responses: { ...failures, ...missing, 200: { description: 'ok', ...json(cart) } } },
  },
  '/carts/{cartId}/orders': {
    parameters: [inPath('cartId', number, 999_999)],
    post: { operationId: 'createOrder', ...creates },
  },
  '/orders/{id}': {
    parameters: [inPath('id', uuid, 'ffffffff-ffff-4fff-bfff-ffffffffffff')],
    get: {
      operationId: 'getOrder',
      responses: { ...failures, ...missing, 200: { description: 'ok', ...json(order) } },
    },
  },
  '/orders/{id}/copy': {
    parameters: [inPath('id', uuid, 'ffffffff-ffff-4fff-bfff-ffffffffffff')],
    post: { operationId: 'copyOrder', ...creates },
  },
};

/** @param isMixedUp whether each order is read as the first one */
export function server(isMixedUp = false): Handler {
  const carts = new Map<string, object>();
  const orders = new Map<string, object>();
  const create = (cartId: number) => {
    const id = randomUUID();
    orders.set(id, { id, cartId, state: 'new' });
    return { status: 201, body: { orderId: id } };
  };
  const absent = { status: 404, body: '"missing"' };
  return ({ method, path, headers, text }) => {
    const [, kind, id, action] = path.split('/');
    const allowed = id === undefined || action !== undefined ? 'POST' : 'GET';
    if (method !== allowed) return { status: 405, headers: { allow: allowed } };
    if (id === undefined) {
      if (!headers['content-type']?.startsWith('application/json')) return { status: 415 };
      const owner = ownerIn(text);
      if (owner === undefined) return { status: 400 };
      const cart = { id: carts.size + 1, owner };
      carts.set(String(cart.id), cart);
      return { status: 201, body: cart };
    }
    if (kind === 'carts') {
      if (!/^([1-9]\d{0,5}|1000000)$/.test(id)) return { status: 400 };
      if (!carts.has(id)) return absent;
      return action === undefined ? { body: carts.get(id) } : create(Number(id));
    }
    if (!new RegExp(uuid.pattern).test(id)) return { status: 400 };
    if (!orders.has(id)) return absent;
    if (action !== undefined) return create(1);
    return { body: isMixedUp ? [...orders.values()][0] : orders.get(id) };
  };
}

function ownerIn(text: string): string | undefined {
  try {
    const { owner, ...others } = JSON.parse(text);
    const isOwner = typeof owner === 'string' && owner.length > 0 && [...owner].length <= 20 && !/\ufffd/.test(owner);
    return isOwner && !('id' in others) ? owner : undefined;
  } catch {
    return undefined;
  }
}
