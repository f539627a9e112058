import { afterEach, expect, test } from '@jest/globals';
import { RequestValidationError } from '../../../../src/toolkit/contract/response/request-validation-error.ts';

const { value, ...own } = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit') as PropertyDescriptor;
afterEach(() => {
  Object.defineProperty(Error, 'stackTraceLimit', { ...own, value });
});

test.each<[name: string, limit: PropertyDescriptor, lines: number]>([
  ['a number', { value: 7 }, 1],
  ['undefined', { value: undefined }, 1],
  // As under `--frozen-intrinsics`.
  ['fixed', { value: 2, writable: false }, 3],
])('an error takes a stack only where it must, and leaves the limit of others as it is: %s', (_name, limit, lines) => {
  Object.defineProperty(Error, 'stackTraceLimit', limit);
  const { stack, status } = new RequestValidationError(400, []);
  expect([status, Error.stackTraceLimit]).toEqual([400, limit.value]);
  expect(stack?.split('\n').length).toBe(lines);
});
