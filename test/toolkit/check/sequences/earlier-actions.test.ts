/** What can be done with a record only after something else: a draft is submitted before it is approved. */
import { expect, test } from '@jest/globals';
import { check, contractOf } from '../with-server.ts';

const claim = {
  type: 'object',
  required: ['id', 'state'],
  properties: { id: { type: 'integer' }, state: { enum: ['draft', 'submitted', 'approved'] } },
};
const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const amount = { type: 'object', required: ['amount'], properties: { amount: { type: 'integer', minimum: 1 } } };
const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } };
const responses = (status: number) => ({
  [status]: { description: '', ...json(claim) },
  409: { description: 'It is in another state' },
  '4XX': { description: '' },
});
const action = (operationId: string, more: object = {}) => ({
  parameters: [id],
  post: { operationId, responses: responses(200), ...more },
});
const contract = contractOf({
  '/claims': { post: { operationId: 'create', responses: responses(201) } },
  '/claims/{id}': { parameters: [id], get: { operationId: 'read', responses: responses(200) } },
  '/claims/{id}/approve': action('approve', { requestBody: { required: true, ...json(amount) } }),
  '/claims/{id}/submit': action('submit'),
});

interface Variant {
  readonly takesAnyAmount?: boolean;
  readonly forgetsApproval?: boolean;
}

async function told({ takesAnyAmount, forgetsApproval }: Variant) {
  const states: string[] = [];
  const { findings, coverage } = await check(await contract, ({ method, path, headers, text }) => {
    const [, , key, verb] = path.split('/');
    const allow = key === undefined || verb !== undefined ? 'POST' : 'GET';
    if (method !== allow) return { status: 405, headers: { allow } };
    const show = (index: number, state = states[index]) => ({ body: { id: index + 1, state } });
    if (key === undefined) return { status: 201, ...show(states.push('draft') - 1) };
    const index = Number(key) - 1;
    if (states[index] === undefined) return { status: /^[1-9]\d*$/.test(key) ? 404 : 400 };
    if (verb === undefined) return show(index);
    if (states[index] !== (verb === 'submit' ? 'draft' : 'submitted')) return { status: 409 };
    if (verb === 'approve') {
      if (headers['content-type'] !== 'application/json') return { status: 415 };
      if (!isAmount(text, takesAnyAmount ? Number.NEGATIVE_INFINITY : 1)) return { status: 400 };
      if (forgetsApproval) return show(index, 'approved');
    }
    states[index] = verb === 'submit' ? 'submitted' : 'approved';
    return show(index);
  });
  const operation = coverage.operations.find(({ operationId }) => operationId === 'approve');
  return {
    messages: findings.filter(({ rule }) => rule !== 'malformed-body-accepted').map(({ message }) => message),
    commands: findings.at(-1)?.steps.map(({ command }) => command.replace(/^.*(\/claims[\w/$]*).*$/, '$1')),
    approve: operation && { succeeded: operation.succeeded, notExercised: operation.notExercised },
  };
}

function isAmount(text: string, least: number): boolean {
  try {
    const value = JSON.parse(text)?.amount;
    return Number.isInteger(value) && value >= least;
  } catch {
    return false;
  }
}

test('a server that wants a record to be submitted first is right, and what comes after that is tested', async () => {
  const { messages, approve } = await told({});
  expect(messages).toEqual([]);
  expect(approve).toEqual({ succeeded: true, notExercised: [] });
});

test('an invalid value that is accepted in the right state alone is found', async () => {
  const { messages, commands } = await told({ takesAnyAmount: true });
  expect(messages).toEqual([expect.stringMatching(/^approve responds with 200 to an invalid request: body\/amount/)]);
  expect(commands).toEqual(['/claims', '/claims/$ID/submit', '/claims/$ID/approve']);
});

test('a state that is not stored in the right state is found', async () => {
  const { messages } = await told({ forgetsApproval: true });
  expect(messages).toEqual([
    'approve: read after approve reads state as "submitted", where its response had "approved"',
  ]);
});
