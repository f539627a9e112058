import { CodedError } from '../contract/document/coded-error.ts';

/** Why no project was started. */
export const initErrorCodes = {
  /** A file of the project is there already. */
  occupied: 'INIT_OCCUPIED',
  /** The folder can't be written. */
  unwritable: 'INIT_UNWRITABLE',
} as const;

export type InitErrorCode = (typeof initErrorCodes)[keyof typeof initErrorCodes];

/** No project was started, and nothing was left behind. */
export class InitError extends CodedError<InitErrorCode> {
  override readonly name = 'InitError';
}
