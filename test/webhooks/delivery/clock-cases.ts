import { expect } from '@jest/globals';
import { type DescribeScene, minute } from './delivery-scene.ts';

/** What happens when the time of day is set. */
export function describeClock(scene: DescribeScene): void {
  const planned = 10 * minute;
  for (const [name, jump, left] of [
    ['ahead', 20 * minute, 0],
    ['back', -20 * minute, planned],
    ['back within the delay', -2 * minute, planned],
  ] as const) {
    scene(`a clock that is set ${name}: no burst and no stall, over a start never later than planned`, async (s) => {
      await s.create({});
      await s.accept(1);
      await s.queue.record([s.outcome(1, 1, { retryInMs: planned })]);
      s.clock.nowMs += jump;
      expect(await s.queue.nextDueInMs()).toBe(planned);
      s.clock.pass(planned - 1);
      expect(await s.queue.nextDueInMs()).toBe(1);
      s.clock.pass(1 - planned);
      await s.reopen();
      expect(await s.queue.nextDueInMs()).toBe(left);
      s.clock.pass(left);
      expect(await s.due()).toEqual([1]);
    });
  }

  scene('a start does not delay a retry', async (s) => {
    await s.create({});
    await s.accept(1);
    await s.queue.record([s.outcome(1, 1, { retryInMs: planned }, { durationMs: 500 })]);
    s.clock.pass(4 * minute);
    s.clock.monotonic = 5;
    await s.reopen();
    expect(await s.queue.nextDueInMs()).toBe(6 * minute + 500);
  });
}
