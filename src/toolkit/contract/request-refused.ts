import type { RequestError } from './validation-failure.ts';

/**
 * The verdict on a request that doesn't keep the contract, answered as the contract's `x-validation-failure` says.
 * A handler throws it for what a schema can't say: `new RequestRefused(400, [{ in: 'body', path: ['URL'], … }])`.
 */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';
  readonly status: number;
  readonly errors: readonly RequestError[];

  constructor(status: number, errors: readonly RequestError[]) {
    super(`the request is refused with ${status}`);
    this.status = status;
    this.errors = errors;
  }
}
