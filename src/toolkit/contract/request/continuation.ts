/**
 * Goes on with a value: at once where it is there, since each promise costs a turn of the queue, else when it is.
 * @throws what `next` throws, or rejects with it
 */
export function continueWith<T, U>(value: T | PromiseLike<T>, next: (value: T) => U | Promise<U>): U | Promise<U> {
  return isPromised(value) ? Promise.resolve(value).then(next) : next(value);
}

/** Promises of other libraries count as well. */
export function isPromised<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof value === 'object' && value !== null && typeof (value as PromiseLike<T>).then === 'function';
}
