import { statSync } from 'node:fs';

/** The sizes from which contracts are large and very large, in bytes. What is smaller isn't worth the time of a restart. */
const large = 200_000;
const veryLarge = 2 ** 20;

/** Loading a large contract makes V8 grow its young generation, to a third of the memory. The size can only be set at the start. */
const smallYoung = '--max-semi-space-size=4';

/** Otherwise the heap grows to more than twice of what is in use. */
const slowGrowth = '--heap-growing-percent=40';

/** Of hundreds of validators most are called a few times, and to optimize large ones takes 50 to 100 MB for a moment. */
const fewOptimized = '--max-optimized-bytecode-size=8000';

/** Flags of V8 for a mock. */
export function flagsOfMock(spec: string): readonly string[] {
  return sizeOf(spec) > large ? [smallYoung, slowGrowth] : [smallYoung];
}

/**
 * Flags of V8 for contract tests. Preparing an operation allocates much that is garbage afterwards, and the heap need not grow for
 * that. With very large contracts, the code that two compilers make for functions that are called a few times is a fifth of the heap.
 */
export function flagsOfTests(spec: string): readonly string[] {
  const size = sizeOf(spec);
  if (size > veryLarge) return [smallYoung, '--heap-growing-percent=15', '--no-sparkplug', '--no-maglev', fewOptimized];
  return size > large ? [smallYoung, slowGrowth, fewOptimized] : [];
}

function sizeOf(spec: string): number {
  return statSync(spec, { throwIfNoEntry: false })?.size ?? 0;
}
