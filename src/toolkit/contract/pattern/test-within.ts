import { createContext, Script } from 'node:vm';

/** Far more than a match takes whose time is bounded by the length of the text, as it should be. */
const defaultTimeoutMs = 25;

/**
 * Matches by V8, and gives up after a time: nothing else stops a match. It costs a tenth of a millisecond, so it is for
 * patterns and texts that may take long.
 * @returns undefined if it took too long
 * @throws {SyntaxError} if V8 can't compile the pattern, as it is too large
 */
export function testWithin(expression: RegExp, text: string, timeout = defaultTimeoutMs): boolean | undefined {
  const context = createContext({ expression, text });
  try {
    return matching.runInContext(context, { timeout }) as boolean;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return undefined;
    throw error;
  }
}

const matching = new Script('expression.test(text)');
