import type { Check } from '../case.ts';

/** A 5xx says that the server has failed, whatever it was sent; 501 may answer a method that nobody implements. */
export const serverError: Check = ({ case: { operation, expectation }, received: { status } }) => {
  if (status < 500 || (status === 501 && expectation.kind === 'unsupported')) return [];
  return [
    {
      code: 'server-error',
      message: `answers ${status}: it failed where it should have answered or refused`,
      pointer: operation.operation.pointer,
    },
  ];
};
