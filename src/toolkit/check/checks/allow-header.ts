import type { Check } from '../plan/case.ts';

/** A 405 says which methods there are. @see https://www.rfc-editor.org/rfc/rfc9110#name-405-method-not-allowed */
export const allowHeader: Check = ({ case: { operation }, received: { status, headers } }) =>
  status === 405 && headers['allow'] === undefined
    ? [
        {
          code: 'allow-header-missing',
          message: 'answers 405 without an Allow header',
          pointer: operation.operation.pointer.replace(/\/[a-z]+$/, ''),
        },
      ]
    : [];
