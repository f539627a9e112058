import { expect, test } from '@jest/globals';
import { AttemptSlots } from '../../../src/webhooks/delivery/attempt-slots.ts';
import type { Responsiveness } from '../../../src/webhooks/delivery/endpoint-window.ts';

const many = 100;

test.each<[Responsiveness, number, number, number]>([
  // Of 16, with so many attempts at the endpoint at the moment, it may have so many.
  ['prompt', 0, 1, 1],
  ['prompt', 0, many, 10],
  ['prompt', 2, many, 8],
  ['unknown', 0, 2, 2],
  ['unknown', 0, many, 10],
  ['slow', 0, many, 8],
])('of an endpoint that is %s and has %d: of %d, %d', (responsiveness, running, limit, wanted) => {
  expect(new AttemptSlots(16).take({ responsiveness, running, limit })).toHaveLength(wanted);
});

/** Takes a slot for each of so many endpoints. */
function takeEach(slots: AttemptSlots, responsiveness: Responsiveness, count: number): number {
  return Array.from({ length: count }, () => slots.take({ responsiveness, running: 0, limit: 1 }).length).filter(
    Boolean,
  ).length;
}

test('what others may not take is left', () => {
  const slots = new AttemptSlots(16);
  expect(takeEach(slots, 'slow', many)).toBe(8);
  expect(takeEach(slots, 'unknown', many)).toBe(4);
  expect(slots.takeRetries(many)).toBe(12);
  expect(takeEach(slots, 'prompt', many)).toBe(4);
  expect(takeEach(slots, 'prompt', many)).toBe(0);
});

test.each([1, 2, 3])('with only %d in all there is one for everybody', (size) => {
  for (const responsiveness of ['prompt', 'unknown', 'slow'] as const)
    expect(takeEach(new AttemptSlots(size), responsiveness, 1)).toBe(1);
  expect(new AttemptSlots(size).takeRetries(1)).toBe(1);
});

test('who has waited longest is next, unless its kind has all that it may take', () => {
  const slots = new AttemptSlots(4);
  const resumed: string[] = [];
  const wait = (name: string, responsiveness: Responsiveness, isRetry = false) => {
    const request = { responsiveness, running: 0, limit: 1 };
    const waiter = {
      resume: () => {
        resumed.push(name);
        slots.take(request);
      },
    };
    slots.wait(waiter, request, isRetry);
    return waiter;
  };
  const slow = slots.take({ responsiveness: 'slow', running: 0, limit: 2 });
  const prompt = slots.take({ responsiveness: 'prompt', running: 0, limit: 2 });
  const leaving = wait('who leaves', 'prompt');
  wait('slow', 'slow');
  wait('first', 'prompt');
  wait('second', 'prompt');
  wait('third', 'unknown');
  slots.leave(leaving);
  slots.release(prompt.slice(0, 1), 0);
  expect(resumed).toEqual(['first']);
  slots.release(slow.slice(0, 1), 0);
  expect(resumed).toEqual(['first', 'slow']);
  slots.release(prompt.slice(1), 0);
  expect(resumed).toEqual(['first', 'slow', 'second']);
});

test('who waits and needs nothing any more does not keep the next one waiting', () => {
  const slots = new AttemptSlots(1);
  const request = { responsiveness: 'prompt', running: 0, limit: 1 } as const;
  const taken = slots.take(request);
  const resumed: string[] = [];
  for (const name of ['a', 'b']) slots.wait({ resume: () => resumed.push(name) }, request, false);
  slots.release(taken, 0);
  expect(resumed).toEqual(['a', 'b']);
});

test('who waits for a retry is resumed when retries end', () => {
  const slots = new AttemptSlots(4);
  const request = { responsiveness: 'prompt', running: 0, limit: 1 } as const;
  expect(slots.takeRetries(4)).toBe(3);
  let resumed = 0;
  slots.wait({ resume: () => resumed++ }, request, true);
  slots.release([], 0);
  expect(resumed).toBe(0);
  slots.release([], 1);
  expect(resumed).toBe(1);
});
