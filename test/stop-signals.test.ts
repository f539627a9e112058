import { expect, test } from '@jest/globals';
import { createProcessContext as createToolkitContext } from '../src/toolkit/commands/process-context.ts';
import { createProcessContext as createServiceContext } from '../src/webhooks/commands/process-context.ts';

const signals = ['SIGTERM', 'SIGINT'] as const;

test.each([
  ['concordat', createToolkitContext],
  ['concordat-webhooks', createServiceContext],
])('%s listens to the first signal alone, so that a second one ends it', async (_, createContext) => {
  const mask = process.umask();
  const { untilStopped } = createContext();
  process.umask(mask);
  for (const signal of signals) {
    const before = signals.map((name) => process.listenerCount(name));
    const stopped = untilStopped();
    process.emit(signal);
    await stopped;
    expect(signals.map((name) => process.listenerCount(name))).toEqual(before);
  }
});
