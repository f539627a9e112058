import type { RequestError } from './validation-failure.ts';

/**
 * The verdict on a request that doesn't keep the contract, answered as the contract's `x-validation-failure` says.
 * A handler throws it for what a schema can't say: `new RequestValidationError(400, [{ in: 'body', path: ['URL'], … }])`.
 */
export class RequestValidationError extends Error {
  override readonly name = 'RequestValidationError';
  readonly status: number;
  readonly errors: readonly RequestError[];

  constructor(status: number, errors: readonly RequestError[]) {
    super(`the request is refused with ${status}`);
    this.status = status;
    this.errors = errors;
  }
}

/** 413. @param length of the body as far as it is known, in bytes */
export function bodyTooLarge(length: number | null): RequestValidationError {
  return new RequestValidationError(413, [
    { in: 'header', path: ['Content-Length'], keyword: 'contentLength', value: length },
  ]);
}

/** 415 for a content coding that isn't known. */
export function unknownCoding(coding: string | undefined): RequestValidationError {
  return new RequestValidationError(415, [
    { in: 'header', path: ['Content-Encoding'], keyword: 'contentType', value: coding },
  ]);
}

/** 400 for a body that isn't what it says. */
export function malformedBody(): RequestValidationError {
  return new RequestValidationError(400, [{ in: 'body', path: [], keyword: 'syntax' }]);
}
