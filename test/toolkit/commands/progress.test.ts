import { PassThrough } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import type { Clock, OutputStream } from '../../../src/toolkit/commands/context.ts';
import { withProgress } from '../../../src/toolkit/commands/progress.ts';
import { createContext } from '../../concordat.ts';

/** A clock that goes where the test puts it. */
function createClock(): Clock & { goTo(time: number): void } {
  let now = 0;
  const tasks: { readonly time: number; readonly task: () => void }[] = [];
  return {
    now: () => now,
    after(milliseconds, task) {
      const entry = { time: now + milliseconds, task };
      tasks.push(entry);
      return () => void tasks.splice(tasks.indexOf(entry), 1);
    },
    goTo(time) {
      now = time;
      for (const { task } of tasks.splice(0).filter((entry) => entry.time <= time)) task();
    },
  };
}

/** What is written in a run that says `one` at 0 ms, and `two` at another time. */
async function written(time: number, stream: OutputStream & PassThrough): Promise<string> {
  const clock = createClock();
  await withProgress(createContext({ stderr: stream, clock }), async ({ step }) => {
    step('one');
    clock.goTo(time);
    step('two');
    // The spinner is loaded when it is first needed.
    await new Promise((resolve) => setImmediate(resolve));
  });
  clock.goTo(60_000);
  return String(stream.read() ?? '');
}

test('where there is no terminal, one of many steps is a line every 10 s', async () => {
  const [clock, stderr] = [createClock(), new PassThrough()];
  await withProgress(createContext({ stderr, clock }), async ({ detail }) => {
    for (let second = 0; second <= 25; second++) {
      clock.goTo(second * 1000);
      detail(`step ${second}`);
    }
  });
  expect(String(stderr.read())).toBe('10 s: step 10 …\n20 s: step 20 …\n');
});

describe('progress', () => {
  test.each([
    ['of a second and less is not shown', 999, ''],
    ['is a line for each step from then on', 1001, 'one …\ntwo …\n'],
  ])('%s', async (_what, time, wanted) => {
    expect(await written(time, new PassThrough())).toBe(wanted);
  });
});
