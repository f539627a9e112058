import { CodedError } from '../contract/document/coded-error.ts';

/** Why nothing was generated. */
export const generateErrorCodes = {
  /** There is no Java, or it is too old: `server.ts` and `enums.ts` need it. */
  javaMissing: 'GENERATE_JAVA_MISSING',
  /** openapi-generator's JAR could not be had, or isn't the one that is pinned. */
  generatorMissing: 'GENERATE_GENERATOR_MISSING',
  /** A generator stopped with an error. */
  generatorFailed: 'GENERATE_GENERATOR_FAILED',
  /** The output folder can't be written. */
  unwritable: 'GENERATE_UNWRITABLE',
} as const;

export type GenerateErrorCode = (typeof generateErrorCodes)[keyof typeof generateErrorCodes];

/** Nothing was generated, and nothing was changed. The message says what to do. */
export class GenerateError extends CodedError<GenerateErrorCode> {
  override readonly name = 'GenerateError';
}
