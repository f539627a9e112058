import { expect, test } from '@jest/globals';
import { Patience } from '../../../../src/toolkit/check/run/patience.ts';

test.each([
  ['what is there at once', [1], 0, { value: 1, isDone: true }, []],
  ['what Retry-After asks for', [1], 2000, { value: 1, isDone: true }, [2000]],
  ['what is there later', [undefined, 0, 1], 0, { value: 1, isDone: true }, [100, 200]],
  ['what never comes', [], 0, { value: undefined, isDone: false }, [100, 200, 400, 800]],
  ['what stays another', [0, 0, 0, 0, 0], 0, { value: 0, isDone: false }, [100, 200, 400, 800]],
  ['what comes too late to wait for', [1], undefined, { value: undefined, isDone: false }, []],
])('%s', async (_what, reads, firstMs, wanted, pauses) => {
  const waited: number[] = [];
  const patience = new Patience(async (ms) => waited.push(ms));
  const left = [...reads];
  expect(
    await patience.until(
      async () => left.shift(),
      (value) => value === 1,
      firstMs,
    ),
  ).toEqual(wanted);
  expect(waited).toEqual(pauses);
});

test('a run waits for 9 s in all', async () => {
  let waitedMs = 0;
  const patience = new Patience(async (ms) => {
    waitedMs += ms;
  });
  for (let round = 0; round < 10; round++)
    await patience.until(
      async () => undefined,
      () => true,
      0,
    );
  expect(waitedMs).toBeGreaterThan(7_000);
  expect(waitedMs).toBeLessThanOrEqual(9_000);
});

test('what is there by now is read once more, without a wait, when all has been waited for', async () => {
  const waited: number[] = [];
  const patience = new Patience(async (ms) => waited.push(ms));
  const isThere = (value: number) => value === 1;
  for (let round = 0; round < 10; round++) await patience.until(async () => undefined, isThere, 3000);
  waited.length = 0;
  expect(await patience.until(async () => 1, isThere, 3000)).toEqual({ value: 1, isDone: true });
  expect(waited).toEqual([]);
});
