import { CodedError } from '../../http.ts';
import { RequestValidationError } from '../../server.ts';

/** The code of errors of a store that may work later; `storeErrorCodes.unavailable`. */
const unavailable = 'STORE_UNAVAILABLE';

/** Responds with 503 and `Retry-After` where the store isn't available. Who opened the store logs it, once for all requests. */
export function withOutages<Args extends unknown[], T>(
  run: (...args: Args) => T | Promise<T>,
): (...args: Args) => Promise<T> {
  return async (...args) => {
    try {
      return await run(...args);
    } catch (error) {
      if (!(error instanceof CodedError) || error.code !== unavailable) throw error;
      throw new RequestValidationError(503, [{ in: 'header', path: ['Service'], keyword: 'unavailable' }]);
    }
  };
}

export function handlersWithOutages<Handlers extends object>(handlers: Handlers): Handlers {
  const wrapped = Object.entries(handlers).map(([name, handler]) => [name, withOutages(handler)]);
  return Object.fromEntries(wrapped) as Handlers;
}
