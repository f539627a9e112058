import type { ValidationStopped } from '../schema/limits/validation-clock.ts';
import type { RequestError } from './validation-failure.ts';

/**
 * A request is rejected; the response has the contract's `x-validation-failure`. Handlers may throw it for what a schema
 * can't express.
 * @example
 * ```ts
 * import { RequestValidationError } from 'concordat/server';
 *
 * throw new RequestValidationError(400, [{ in: 'body', path: ['URL'], keyword: 'target', value: 'http://localhost/' }]);
 * ```
 */
export class RequestValidationError extends Error {
  override readonly name = 'RequestValidationError';
  /** 400, 405, 406, 413, 415 or 503. */
  readonly status: number;
  readonly errors: readonly RequestError[];

  constructor(status: number, errors: readonly RequestError[]) {
    // What is wrong is in the request: to note where in the code this was found takes as long as to validate it.
    const { stackTraceLimit } = Error;
    // An assignment would throw where the property is fixed, as under `--frozen-intrinsics`.
    Reflect.set(Error, 'stackTraceLimit', 0);
    super(`the request is rejected with ${status}`);
    Reflect.set(Error, 'stackTraceLimit', stackTraceLimit);
    this.status = status;
    this.errors = errors;
  }
}

/** 413. @param length of the body in bytes; null if it is not known */
export function bodyTooLarge(length: number | null): RequestValidationError {
  return new RequestValidationError(413, [
    { in: 'header', path: ['Content-Length'], keyword: 'contentLength', value: length },
  ]);
}

/** 415 for an unknown content coding. */
export function unknownCoding(coding: string | undefined): RequestValidationError {
  return new RequestValidationError(415, [
    { in: 'header', path: ['Content-Encoding'], keyword: 'contentType', value: coding },
  ]);
}

/** 400 for a body that can't be parsed. */
export function malformedBody(): RequestValidationError {
  return new RequestValidationError(400, [{ in: 'body', path: [], keyword: 'syntax' }]);
}

/** 413 for a form with too many fields. */
export function tooManyFields(): RequestValidationError {
  return new RequestValidationError(413, [{ in: 'body', path: [], keyword: 'maxFields' }]);
}

/** 413 for a request whose validation takes too long, 503 if too many others are under way. */
export function validationStopped({ reason }: ValidationStopped): RequestValidationError {
  if (reason === 'busy') return new RequestValidationError(503, [{ in: 'body', path: [], keyword: 'busy' }]);
  return new RequestValidationError(413, [{ in: 'body', path: [], keyword: 'complexity' }]);
}
