import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import { DueEndpoint } from '../../../../src/webhooks/store/deliveries/due-endpoint.ts';
import { StoredDelivery } from '../../../../src/webhooks/store/deliveries/stored-delivery.ts';
import { event } from '../killed-deliveries.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

test.each([true, false])('what has ended is not kept, with inOrder %s', async (inOrder) => {
  const all: WeakRef<StoredDelivery>[] = [];
  const pending: StoredDelivery[] = [];
  const endpoint = new DueEndpoint(1, true, () => pending[0]);
  const takeOne = () => endpoint.take(0, { limit: 1, maxRetries: 1, inOrder }).length;
  for (let number = 0; number < 100; number++) {
    const delivery = new StoredDelivery([`${number}`, 1], event(1), number);
    all.push(new WeakRef(delivery));
    pending.push(delivery);
    endpoint.add(delivery, 0);
    expect(takeOne()).toBe(1);
    // The first attempt fails, and the second one succeeds.
    delivery.progress = { state: 'pending', attempts: ['', 0, 0, 0, 0], retryInMs: 0 };
    endpoint.add(delivery, 0);
    expect(takeOne()).toBe(1);
    delivery.place = undefined;
    endpoint.remove(delivery);
    pending.length = 0;
  }
  expect(endpoint.take(0, { limit: 1, maxRetries: 1, inOrder })).toEqual([]);
  // A target lives until the job ends in which its reference was made.
  await setImmediate();
  collectGarbage();
  expect(all.filter((one) => one.deref()).length).toBeLessThan(5);
});
