import { CodedError } from '../contract/document/coded-error.ts';

/** Why a project can't be created. */
export const initErrorCodes = {
  /** A file of the project exists already. */
  occupied: 'INIT_OCCUPIED',
  /** The folder can't be written to. */
  unwritable: 'INIT_UNWRITABLE',
} as const;

export type InitErrorCode = (typeof initErrorCodes)[keyof typeof initErrorCodes];

/** A project can't be created. No file of it was left behind. */
export class InitError extends CodedError<InitErrorCode> {
  override readonly name = 'InitError';
}
