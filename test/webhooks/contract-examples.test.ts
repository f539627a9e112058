/** What holds for each operation of the contract, whatever it does. */
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { type Contract, loadContract } from '../../src/server.ts';
import { type Client, signIn, withService } from './service.ts';

type Operation = Contract['operations'][number];
type Examples = Record<string, { readonly value: unknown }>;

const contract = await loadContract(join(import.meta.dirname, '../../openapi.yaml'));
const operations = contract.operations.filter(({ operationId }) => operationId !== 'createToken');

/** Failing examples whose request isn't among the examples of requests: a query, as no parameter has that name. */
const queries: Readonly<Record<string, string>> = { 'listWebHooks unknownFilter': 'WebHook_Nmae=CRM' };

function resolve(node: unknown): Record<string, never> {
  const reference = (node as { $ref?: string } | undefined)?.$ref;
  if (reference === undefined) return (node ?? {}) as never;
  return reference
    .slice(2)
    .split('/')
    .reduce<never>((value, token) => value[token] as never, contract.document as never);
}

/** The request of a name: its own examples where there are some, and those of a successful request. */
function send({ ask }: Client, operation: Operation, name: string, token?: string | null) {
  const { path, method, node, parameters, operationId } = operation;
  const query = new URLSearchParams(queries[`${operationId} ${name}`]);
  let target = path;
  for (const { name: parameter, in: location, examples } of parameters.map(resolve) as never as {
    name: string;
    in: string;
    examples?: Examples;
  }[]) {
    const value = examples?.[name]?.value;
    if (location === 'query' && value !== undefined) query.set(parameter, String(value));
    if (location === 'path') target = target.replace(`{${parameter}}`, String(value ?? examples?.['existing']?.value));
  }
  const content = (resolve(node.requestBody)['content'] ?? {}) as Record<string, { examples: Examples }>;
  const bodies = Object.values(content)[0]?.examples;
  const body = (bodies?.[name] ?? Object.values(bodies ?? {})[0])?.value;
  const search = query.size === 0 ? '' : `?${query}`;
  return ask(method.toUpperCase(), target + search, { body, ...(token !== undefined && { token }) });
}

test('each failing example gets the response that the contract shows for it', () =>
  withService({ SIGNIN_DELAY: 'off' }, async (client) => {
    let compared = 0;
    for (const operation of operations) {
      const failures = operation.node.responses?.['400']?.content?.['application/json']?.examples as Examples;
      for (const [name, { value }] of Object.entries(failures)) {
        const { status, body } = await send(client, operation, name);
        expect([operation.operationId, name, status, body]).toEqual([operation.operationId, name, 400, value]);
        compared++;
      }
    }
    expect(compared).toBe(34);
    const forms: Record<string, Record<string, string>> = {
      wrongPassword: { grant_type: 'password', username: 'admin@example.com', password: 'wrong' },
      missingPassword: { grant_type: 'password', username: 'admin@example.com' },
      unknownGrant: { grant_type: 'client_credentials' },
    };
    const token = contract.operations.find(({ operationId }) => operationId === 'createToken');
    const failures = token?.node.responses?.['400']?.content?.['application/json']?.examples as Examples;
    for (const [name, { value }] of Object.entries(failures)) {
      expect([name, await client.token(forms[name] ?? {})]).toMatchObject([name, { status: 400, body: value }]);
    }
  }));

test('401 without a token, with an invalid one, and without the role', () =>
  withService({}, async (client) => {
    const message = { Message: 'Authorization has been denied for this request.' };
    const noRole = await signIn(client, [], [12345]);
    for (const operation of operations) {
      for (const token of [null, 'x.y.z', noRole]) {
        const { status, body, headers } = await send(client, operation, 'existing', token);
        expect([operation.operationId, status, body]).toEqual([operation.operationId, 401, message]);
        expect(headers.get('www-authenticate')).toBe('Bearer');
      }
    }
  }));

test.each<[role: string, operationIds: string[]]>([
  ['WebHook-Create', ['createWebHook']],
  ['WebHook-List', ['listWebHooks']],
  ['WebHook-Read', ['getWebHook', 'listDeliveries', 'getDelivery']],
  [
    'WebHook-Edit',
    [
      'updateWebHook',
      'testWebHook',
      'recoverWebHook',
      'replayDelivery',
      'getWebHookSecret',
      'updateWebHookSecret',
      'deleteWebHookSecret',
    ],
  ],
  ['WebHook-Delete', ['deleteWebHook']],
  ['Event-Create', ['createEvents']],
])('the role %s', (role, operationIds) =>
  withService({}, async (client) => {
    const token = await signIn(client, [role], [12345]);
    const allowed: string[] = [];
    for (const operation of operations) {
      const { status } = await send(client, operation, 'existing', token);
      if (status !== 401) allowed.push(operation.operationId);
    }
    expect(allowed.sort()).toEqual([...operationIds].sort());
  }),
);
