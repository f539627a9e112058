import { queryObjects } from 'node:v8';
import { expect, test } from '@jest/globals';
import { DueEndpoint } from '../../../../src/webhooks/store/deliveries/due-endpoint.ts';
import { StoredDelivery } from '../../../../src/webhooks/store/deliveries/stored-delivery.ts';
import { event } from '../killed-deliveries.ts';

test.each([true, false])('what has ended is not kept, with inOrder %s', (inOrder) => {
  const pending: StoredDelivery[] = [];
  const endpoint = new DueEndpoint(1, true, () => pending[0]);
  const takeOne = () => endpoint.take(0, { limit: 1, maxRetries: 1, inOrder }).length;
  for (let number = 0; number < 100; number++) {
    const delivery = new StoredDelivery([`${number}`, 1], event(1), number);
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
  expect(queryObjects(StoredDelivery)).toBeLessThan(5);
});
