/**
 * A flag of V8 for commands that read large contracts. V8 sizes its young generation by what loading makes, and a large
 * contract makes much: a third of the memory would never be used again. The size can only be given at the start.
 */
export const smallHeap = '--max-semi-space-size=4';
