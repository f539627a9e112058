import { createContext, Script } from 'node:vm';

/** Far more than a match takes whose time is bounded by the length of the text, as it should be. */
const defaultTimeoutMs = 25;

/** How much longer than its time on the processor a match may take while the machine is busy with others. */
const maxDelay = 16;

/**
 * Matches by V8, and gives up after a time: nothing else stops a match. It costs a tenth of a millisecond, so it is for
 * patterns and texts that may take long.
 * @param timeoutMs on the processor, so that a busy machine changes nothing
 * @returns undefined if it took too long
 * @throws {SyntaxError} if V8 can't compile the pattern, as it is too large
 */
export function testWithin(expression: RegExp, text: string, timeoutMs = defaultTimeoutMs): boolean | undefined {
  const context = createContext({ expression, text });
  for (let delay = 1; delay <= maxDelay; delay *= 2) {
    const before = process.threadCpuUsage();
    try {
      return matching.runInContext(context, { timeout: delay * timeoutMs }) as boolean;
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    }
    const { user, system } = process.threadCpuUsage(before);
    if (user + system >= timeoutMs * 900) break;
  }
  return undefined;
}

const matching = new Script('expression.test(text)');
