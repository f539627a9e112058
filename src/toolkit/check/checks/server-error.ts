import type { Check } from './check.ts';

/** No request makes a server fail. 501 is no failure where the operation is not implemented. */
export const serverError: Check = ({ case: { operation, expectation }, received: { status } }) => {
  if (status < 500) return [];
  if (status === 501 && (expectation.kind === 'unsupported' || operation.responses.declares(501))) return [];
  return [
    {
      code: 'server-error',
      message: `responds with ${status} to a request that it had to accept or refuse`,
      pointer: operation.operation.pointer,
    },
  ];
};
