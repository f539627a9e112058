import { CodedError } from '../contract/document/coded-error.ts';

/** The codes of {@link InitError}. */
export const initErrorCodes = {
  /** A file of the project exists already. */
  occupied: 'INIT_OCCUPIED',
  /** The folder can't be written to. */
  unwritable: 'INIT_UNWRITABLE',
} as const;

/** One of {@link initErrorCodes}. */
export type InitErrorCode = (typeof initErrorCodes)[keyof typeof initErrorCodes];

/**
 * A project can't be created. No file of it was left behind.
 * @example
 * ```ts
 * import { InitError, init, initErrorCodes } from 'concordat';
 *
 * await init('shop').catch((error) => {
 *   if (error instanceof InitError && error.code === initErrorCodes.occupied) console.error('shop exists');
 *   else throw error;
 * });
 * ```
 */
export class InitError extends CodedError<InitErrorCode> {
  override readonly name = 'InitError';
}
