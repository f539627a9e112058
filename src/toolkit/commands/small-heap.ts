/**
 * A flag of V8 for commands that read large contracts. Loading a large contract makes V8
 * grow its young generation, to a third of the memory. The size can only be set at the start.
 */
export const smallHeap = '--max-semi-space-size=4';
