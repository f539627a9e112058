/** What a proxy does to requests and responses, and what becomes of its own errors. */
import { expect, test } from '@jest/globals';
import { Plan } from '../../../../src/toolkit/check/plan/plan.ts';
import { FaultProxy } from '../../../../src/toolkit/check/score/fault-proxy.ts';
import type { InjectedFault } from '../../../../src/toolkit/check/score/injected-fault.ts';
import { Router } from '../../../../src/toolkit/contract/request/router.ts';
import { good, reading } from '../item-api.ts';
import { contractOf, serving } from '../with-server.ts';

const contract = await contractOf({ '/it': reading });
const [operation] = contract.operations;
const tested = new Plan(contract).tested(operation as NonNullable<typeof operation>);

/** The status that a client gets through the proxy; undefined where the connection is closed. */
async function ask(fault?: Pick<InjectedFault, 'before' | 'after'>, path = '/it') {
  return serving(
    () => good,
    async (url) => {
      const proxy = new FaultProxy(url, new Router(contract.operations), 2000, () => {});
      const base = await proxy.listen();
      try {
        proxy.fault = fault && { operation: tested, title: 'a fault', pointer: '#', ...fault };
        const status = await fetch(base + path).then(
          (response) => response.status,
          () => undefined,
        );
        return { status, injections: proxy.injections, error: proxy.error };
      } finally {
        await proxy.close();
      }
    },
  );
}

const none = Buffer.alloc(0);
const failure = new Error('a defect of the proxy');
const fail = () => {
  throw failure;
};

test.each<[what: string, fault: Pick<InjectedFault, 'before' | 'after'> | undefined, path: string, result: object]>([
  ['without a fault, nothing is changed', undefined, '/it', { status: 200, injections: 0 }],
  [
    'a response in place of the server',
    { before: () => ({ status: 418, headers: {}, body: none }) },
    '/it',
    { status: 418, injections: 1 },
  ],
  [
    'a changed response',
    { after: (response) => ({ ...response, status: 500 }) },
    '/it',
    { status: 500, injections: 1 },
  ],
  ['another operation is left alone', { before: fail }, '/other', { status: 200, injections: 0, error: undefined }],
  ['an error of the proxy is kept', { before: fail }, '/it', { status: undefined, error: failure }],
  ['also after the response', { after: fail }, '/it', { status: undefined, error: failure }],
])('%s', async (_what, fault, path, result) => {
  expect(await ask(fault, path)).toMatchObject(result);
});
