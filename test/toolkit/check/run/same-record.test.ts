import { expect, test } from '@jest/globals';
import { runChecks } from '../../../../src/index.ts';
import { createApp } from '../../../../src/server.ts';
import type { Case } from '../../../../src/toolkit/check/plan/case.ts';
import type { Exchange } from '../../../../src/toolkit/check/plan/exchange.ts';
import { Plan } from '../../../../src/toolkit/check/plan/plan.ts';
import { Patience } from '../../../../src/toolkit/check/run/patience.ts';
import { Records } from '../../../../src/toolkit/check/run/records.ts';
import { serve } from '../../../serve.ts';
import { contractOf } from '../with-server.ts';

const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const ok = (schema: object) => ({ description: 'ok', ...json(schema) });
const refused = { '4XX': { description: 'no' } };
const shelf = {
  type: 'object',
  additionalProperties: false,
  required: ['code'],
  properties: { code: { enum: ['north'] } },
};
const code = { name: 'code', in: 'path', required: true, schema: { type: 'string' } };
const paths = {
  '/shelves': {
    post: {
      operationId: 'create',
      requestBody: { required: true, ...json(shelf) },
      responses: { 201: ok(shelf), ...refused },
    },
  },
  '/shelves/{code}': {
    parameters: [code],
    get: { operationId: 'read', responses: { 200: ok(shelf), ...refused } },
    delete: { operationId: 'remove', responses: { 204: { description: 'gone' }, ...refused } },
  },
};

test('a record that several creates have made is gone for all once it is deleted', async () => {
  const contract = await contractOf(paths);
  const shelves = new Map<unknown, unknown>();
  const app = createApp({
    contract,
    handlers: {
      create: ({ body }) => {
        shelves.set('north', body);
        return { status: 201, body };
      },
      read: ({ path }) => {
        const body = shelves.get(path['code']);
        return body ? { status: 200, body } : { status: 404 };
      },
      remove: ({ path }) => ({ status: shelves.delete(path['code']) ? 204 : 404 }),
    },
  });
  const { findings } = await serve(app, (url) => runChecks({ contract, url, cases: 20, timeout: 30_000 }));
  expect(findings.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([]);
});

test('once it is deleted, requests that may name any record get another one', async () => {
  const plan = new Plan(await contractOf(paths));
  const execute = async ({ parts, ...testCase }: Case) =>
    ({
      case: { ...testCase, parts },
      request: {},
      received: { status: 201, headers: {}, bytes: Buffer.of() },
      body: parts.body,
    }) as unknown as Exchange;
  const records = new Records(plan, execute, new Patience(async () => {}), () => {});
  const [resource] = plan.resources as [Plan['resources'][number]];
  const shared = await records.shared(resource);
  const twin = await records.fresh(resource);
  expect(await records.shared(resource)).toBe(shared);
  expect(twin).toMatchObject({ id: 'north' });
  if (twin) records.noteDeleted(twin);
  expect(await records.shared(resource)).not.toBe(shared);
});
