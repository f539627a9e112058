import type { Check } from '../plan/case.ts';

/** A 5xx says that the server has failed, whatever it was sent; 501 says that nobody has implemented it. */
export const serverError: Check = ({ case: { operation, expectation }, received: { status } }) => {
  if (status < 500) return [];
  if (status === 501 && (expectation.kind === 'unsupported' || operation.responses.declares(501))) return [];
  return [
    {
      code: 'server-error',
      message: `answers ${status}: it failed where it should have answered or refused`,
      pointer: operation.operation.pointer,
    },
  ];
};
