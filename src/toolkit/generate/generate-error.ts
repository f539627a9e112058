import { CodedError } from '../contract/document/coded-error.ts';

/** Why nothing was generated. */
export const generateErrorCodes = {
  /** Java is missing or too old; `server.ts` and `enums.ts` need it. */
  javaMissing: 'GENERATE_JAVA_MISSING',
  /** openapi-generator's JAR could not be fetched, or has another checksum than the pinned one. */
  generatorMissing: 'GENERATE_GENERATOR_MISSING',
  /** A generator stopped with an error. */
  generatorFailed: 'GENERATE_GENERATOR_FAILED',
  /** The output folder can't be written to. */
  unwritable: 'GENERATE_UNWRITABLE',
} as const;

export type GenerateErrorCode = (typeof generateErrorCodes)[keyof typeof generateErrorCodes];

/** Code can't be generated. Nothing was changed. */
export class GenerateError extends CodedError<GenerateErrorCode> {
  override readonly name = 'GenerateError';
}
