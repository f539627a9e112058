const smallHeap = '--max-semi-space-size=4';

/**
 * V8 sizes its young generation by what loading makes, and a large contract makes much: a third of the memory would never
 * be used again. The size can only be given at the start, so the process is replaced by itself, where that can be.
 * @param more flags of V8
 */
export function restartWithSmallHeap(...more: readonly string[]): void {
  if (process.platform === 'win32' || process.execArgv.includes(smallHeap)) return;
  process.execve?.(
    process.execPath,
    [process.execPath, ...process.execArgv, smallHeap, ...more, ...process.argv.slice(1)],
    process.env,
  );
}
