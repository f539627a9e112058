/**
 * The base of all errors of the toolkit's own. `code` is stable, and a constant of the domain: `contractErrorCodes`,
 * `checkErrorCodes`, `generateErrorCodes` … The message says what is wrong, where, and what to do; `cause` is the error
 * behind it, if there is one.
 * @example
 * ```ts
 * import { CodedError, loadContract } from 'concordat';
 *
 * await loadContract('openapi.yaml').catch((error) => {
 *   console.error(error instanceof CodedError ? `${error.code}: ${error.message}` : error);
 * });
 * ```
 */
export abstract class CodedError<Code extends string> extends Error {
  readonly code: Code;
  /** What else is wrong, in the same form as the message. */
  readonly details: readonly string[];

  constructor(
    code: Code,
    message: string,
    { details = [], ...options }: ErrorOptions & { readonly details?: readonly string[] } = {},
  ) {
    super(message, options);
    this.code = code;
    this.details = details;
  }
}
