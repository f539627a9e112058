/** What the response to an action shows of a record's state is read afterwards, and what can't be done twice is done once. */
import { expect, test } from '@jest/globals';
import { check, contractOf } from '../with-server.ts';

const order = {
  type: 'object',
  required: ['id', 'state'],
  properties: { id: { type: 'integer' }, state: { enum: ['open', 'sent', 'lost'] }, note: { type: 'string' } },
};
const content = { 'application/json': { schema: order } };
const responses = (status: number) => ({
  [status]: { description: 'It.', content },
  '4XX': { description: 'No.' },
});
const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } };

function contractWith(action: string, of409?: string) {
  const refused = of409 === undefined ? {} : { 409: { description: of409 } };
  const post = { operationId: 'act', responses: { ...responses(200), ...refused } };
  return contractOf({
    '/orders': { post: { operationId: 'create', responses: responses(201) } },
    '/orders/{id}': { parameters: [id], get: { operationId: 'read', responses: responses(200) } },
    [`/orders/{id}/${action}`]: { parameters: [id], post },
  });
}

interface Behaviour {
  readonly action?: string;
  /** After how many reads the state is there. */
  readonly late?: number;
  readonly shown?: object;
}

test.each<[name: string, behaviour: Behaviour, wanted: string[]]>([
  ['is stored', { late: 0 }, []],
  ['is stored a little later', { late: 2 }, []],
  ['is not stored', {}, ['not-read-back: act: read after act reads state as "open", where its response had "sent"']],
  ['is not stored, as it is only a preview', { action: 'preview' }, []],
  [
    'is not stored by a check-in, which is no check',
    { action: 'check-in' },
    ['not-read-back: act: read after act reads state as "open", where its response had "sent"'],
  ],
  ['is that of another record', { shown: { id: 0 } }, []],
  ['is as before', { shown: { state: 'open' } }, []],
])('a state that %s', async (_name, { action = 'send', late = Number.POSITIVE_INFINITY, shown }, wanted) => {
  const reads = new Map<number, number>();
  let last = 0;
  const { findings } = await check(await contractWith(action), ({ method, path }) => {
    const [, , key, verb] = path.split('/');
    const allowed = key === undefined || verb !== undefined ? 'POST' : 'GET';
    if (method !== allowed) return { status: 405, headers: { allow: allowed } };
    if (key === undefined) return { status: 201, body: { id: ++last, state: 'open' } };
    if (!/^[1-9]\d*$/.test(key)) return { status: 400 };
    if (Number(key) > last) return { status: 404 };
    const own = { id: Number(key), state: 'open' };
    if (verb !== undefined) {
      if (!reads.has(own.id)) reads.set(own.id, 0);
      return { body: { ...own, state: 'sent', ...shown } };
    }
    const count = reads.get(own.id);
    if (count === undefined) return { body: own };
    reads.set(own.id, count + 1);
    return { body: { ...own, state: count >= late ? 'sent' : 'open' } };
  });
  expect(findings.map(({ rule, message }) => `${rule}: ${message}`)).toEqual(wanted);
});

test.each<[says: string | undefined, isOnce: boolean, action?: string]>([
  ['The order was sent already.', true],
  ['It is already sent', true],
  ["An order can't be sent twice", true],
  ['An order that is already paid cannot be sent', false],
  ['The order is in another state', false],
  [undefined, false],
  ['The order is already sent', true, 'hand-over'],
  ['The order is already lost', false, 'hand-over'],
  ['The order is already open', true, 'open'],
])('an order that can be sent again, where the 409 says %j, is reported: %j', async (says, isOnce, action = 'send') => {
  const sent = new Map<number, boolean>();
  const rulesOf = async (isChecked: boolean) => {
    const { findings } = await check(await contractWith(action, says), ({ method, path }) => {
      const [, , key, verb] = path.split('/');
      const allowed = key === undefined || verb !== undefined ? 'POST' : 'GET';
      if (method !== allowed) return { status: 405, headers: { allow: allowed } };
      if (key === undefined) sent.set(sent.size + 1, false);
      if (key === undefined) return { status: 201, body: { id: sent.size, state: 'open' } };
      const number = Number(key);
      if (!/^[1-9]\d*$/.test(key)) return { status: 400 };
      if (!sent.has(number)) return { status: 404 };
      if (verb !== undefined && sent.get(number) && isChecked) return { status: 409 };
      if (verb !== undefined) sent.set(number, true);
      return { body: { id: number, state: sent.get(number) ? 'sent' : 'open' } };
    });
    return findings.map(({ rule }) => rule);
  };
  expect(await rulesOf(false)).toEqual(isOnce ? ['repeat-accepted'] : []);
  expect(await rulesOf(true)).not.toContain('repeat-accepted');
});

test('a state in the attributes of JSON:API that is not stored is reported', async () => {
  const { required: _, ...state } = { ...order, properties: { state: order.properties.state } };
  const resource = {
    type: 'object',
    required: ['type', 'id', 'attributes'],
    properties: { type: { const: 'orders' }, id: { type: 'string' }, attributes: state },
  };
  const data = { 'application/json': { schema: { type: 'object', properties: { data: resource } } } };
  const of = (status: number) => ({ [status]: { description: 'It.', content: data }, '4XX': { description: 'No.' } });
  const parameters = [{ ...id, schema: { type: 'string' } }];
  const contract = await contractOf({
    '/orders': { post: { operationId: 'create', responses: of(201) } },
    '/orders/{id}': { parameters, get: { operationId: 'read', responses: of(200) } },
    '/orders/{id}/send': { parameters, post: { operationId: 'act', responses: of(200) } },
  });
  let last = 0;
  const messagesOf = async (isStored: boolean) => {
    const states = new Map<string, string>();
    const { findings } = await check(contract, ({ method, path }) => {
      const [, , key = '', verb] = path.split('/');
      const allowed = key === '' || verb !== undefined ? 'POST' : 'GET';
      if (method !== allowed) return { status: 405, headers: { allow: allowed } };
      const shown = (own: string, state: string | undefined) => ({
        data: { type: 'orders', id: own, attributes: { state } },
      });
      if (key === '') states.set(`o${++last}`, 'open');
      if (key === '') return { status: 201, body: shown(`o${last}`, 'open') };
      if (!states.has(key)) return { status: 404 };
      if (verb !== undefined && isStored) states.set(key, 'sent');
      return { body: shown(key, verb === undefined ? states.get(key) : 'sent') };
    });
    return findings.map(({ rule, message }) => `${rule}: ${message}`);
  };
  expect(await messagesOf(true)).toEqual([]);
  expect(await messagesOf(false)).toEqual([
    'not-read-back: act: read after act reads state as "open", where its response had "sent"',
  ]);
});
