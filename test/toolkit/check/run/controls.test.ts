import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import type { Case } from '../../../../src/toolkit/check/plan/case.ts';
import { Controls, type Sender } from '../../../../src/toolkit/check/run/controls.ts';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

const refusing: Sender = {
  sendOnce: async (testCase) => {
    const exchange = { case: testCase, request: { target: '/', body: '' }, received: { status: 400, headers: {} } };
    return { exchange, defects: [], shared: [] } as never;
  },
  records: { retire: () => {}, skipSerials: () => {} },
};

/** @returns the operation of a case that was sent, which nothing else holds */
async function settled(controls: Controls): Promise<WeakRef<object>> {
  const operation = { id: 'add', compiled: new Array(1000) };
  const testCase = { operation, expectation: { kind: 'refused' }, parts: {} } as unknown as Case;
  await controls.settle(testCase);
  return new WeakRef(operation);
}

test('an operation that is prepared takes no memory once its cases were sent', async () => {
  const controls = new Controls(refusing);
  const operation = await settled(controls);
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  expect([operation.deref(), controls.takeEarly()]).toEqual([undefined, []]);
});
