import { statSync } from 'node:fs';

/**
 * A flag of V8 for commands that read large contracts. Loading a large contract makes V8
 * grow its young generation, to a third of the memory. The size can only be set at the start.
 */
export const smallHeap = '--max-semi-space-size=4';

/** A flag of V8 for mocks of large contracts: otherwise the heap grows to more than twice of what is in use. */
export const slowGrowth = '--heap-growing-percent=40';

/**
 * Flags of V8 for the contract tests of large contracts. Preparing an operation allocates much that is garbage afterwards,
 * and the heap need not grow for that. Of hundreds of validators most are called a few times: the code that two compilers
 * make for such calls is a fifth of the heap, and to optimize large validators takes 50 to 100 MB for a moment.
 */
export const smallRun = [
  smallHeap,
  '--heap-growing-percent=15',
  '--no-sparkplug',
  '--no-maglev',
  '--max-optimized-bytecode-size=8000',
] as const;

/** Whether the memory that is saved for a contract is worth the time of a restart. */
export function isLarge(spec: string): boolean {
  return (statSync(spec, { throwIfNoEntry: false })?.size ?? 0) > 2 ** 20;
}
