/** What the response to an action shows of a record's state is read afterwards. */
import { expect, test } from '@jest/globals';
import { check, contractOf } from '../with-server.ts';

const order = {
  type: 'object',
  required: ['id', 'state'],
  properties: { id: { type: 'integer' }, state: { enum: ['open', 'sent'] }, note: { type: 'string' } },
};
const content = { 'application/json': { schema: order } };
const responses = (status: number) => ({
  [status]: { description: 'It.', content },
  '4XX': { description: 'No.' },
});
const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } };

function contractWith(action: string) {
  const post = { operationId: 'act', responses: responses(200) };
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
