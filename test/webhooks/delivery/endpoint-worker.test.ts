import { expect, test } from '@jest/globals';
import { AttemptSlots } from '../../../src/webhooks/delivery/attempt-slots.ts';
import { EndpointWindow } from '../../../src/webhooks/delivery/endpoint-window.ts';
import { EndpointWorker, type WorkerParts } from '../../../src/webhooks/delivery/endpoint-worker.ts';

/** When a delivery is due, and when a timer that was set for it has run: a timer may be early. */
const dueMs = 100;
const wokenMs = 99.999;

test.each([
  ['as the clock is read again is taken', [wokenMs, dueMs], /^take at 100$/],
  ['after that is told', [wokenMs], /^idle at 99.999$/],
])('a delivery that becomes due %s', async (_when, times, wanted) => {
  let now = 0;
  let next: readonly number[] = [];
  let events: string[] = [];
  const parts = {
    queue: {
      take: async () => {
        events.push(`take at ${now}`);
        return { webhook: {}, deliveries: [], nextDueInMs: now < dueMs ? dueMs - now : undefined };
      },
    },
    storage: { run: async (action: () => Promise<unknown>) => ({ value: await action() }) },
    recorder: { isFull: false },
    slots: new AttemptSlots(8),
    clock: {
      monotonicMs: () => {
        [now = now, ...next] = next;
        return now;
      },
    },
    isStopping: () => false,
    idle: () => events.push(`idle at ${now}`),
  } as unknown as WorkerParts;
  const worker = new EndpointWorker(1, new EndpointWindow(8, 100), parts);
  worker.resume();
  await worker.taking;
  events = [];
  next = times;
  worker.resume();
  await worker.taking;
  expect(events[0]).toMatch(wanted);
});
