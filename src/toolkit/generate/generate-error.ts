import { CodedError } from '../contract/document/coded-error.ts';

/** The codes of {@link GenerateError}. */
export const generateErrorCodes = {
  /** Java is missing or too old; `server.ts` and `enums.ts` need it. */
  javaMissing: 'GENERATE_JAVA_MISSING',
  /** openapi-generator's JAR could not be fetched, or has another checksum than the pinned one. */
  generatorMissing: 'GENERATE_GENERATOR_MISSING',
  /** A generator stopped with an error. */
  generatorFailed: 'GENERATE_GENERATOR_FAILED',
  /** There are no clients in that language. */
  unknownLanguage: 'GENERATE_UNKNOWN_LANGUAGE',
  /** A name or an option that the language doesn't have. */
  invalidOption: 'GENERATE_INVALID_OPTION',
  /** The output folder of a client has files that weren't generated. */
  occupied: 'GENERATE_OCCUPIED',
  /** The output folder can't be written to. */
  unwritable: 'GENERATE_UNWRITABLE',
} as const;

/** One of {@link generateErrorCodes}. */
export type GenerateErrorCode = (typeof generateErrorCodes)[keyof typeof generateErrorCodes];

/**
 * Code can't be generated. Nothing was changed.
 * @example
 * ```ts
 * import { GenerateError, generate, generateErrorCodes, loadContract } from 'concordat';
 *
 * const contract = await loadContract('openapi.yaml');
 * await generate(contract, { out: 'generated' }).catch((error) => {
 *   if (error instanceof GenerateError && error.code === generateErrorCodes.javaMissing) console.error('install Java');
 *   else throw error;
 * });
 * ```
 */
export class GenerateError extends CodedError<GenerateErrorCode> {
  override readonly name = 'GenerateError';
}
