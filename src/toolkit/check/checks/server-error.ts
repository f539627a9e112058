import type { Check } from './check.ts';

/** No request makes a server fail. 501 is no failure where the operation is not implemented. */
export const serverError: Check = ({ case: { operation, expectation }, received: { status, headers } }) => {
  if (status < 500) return [];
  if (status === 501 && (expectation.kind === 'unsupported' || operation.responses.declares(501))) return [];
  // An app of `createApp` says it with `development: true`.
  const { 'x-concordat-finding': reason } = headers;
  const told = reason === undefined ? '' : `: ${String(reason).slice(0, 500)}`;
  return [
    {
      code: 'server-error',
      message: `responds with ${status} to a request that it had to accept or refuse${told}`,
      pointer: operation.operation.pointer,
    },
  ];
};
