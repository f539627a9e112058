import { ContractError, contractErrorCodes } from './contract-error.ts';
import { displayPath } from './source.ts';

/**
 * Runs what follows the references of a contract. A chain of thousands of them is longer than the stack.
 * @throws {ContractError} `unsupported` in place of a RangeError
 */
export async function withinStack<T>(uri: string, run: () => T | Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    const message = `${displayPath(uri)}: this is nested too deeply, a chain of its references is too long, or a schema applies to itself through allOf, anyOf or oneOf`;
    throw new ContractError(contractErrorCodes.unsupported, message, { cause });
  }
}
