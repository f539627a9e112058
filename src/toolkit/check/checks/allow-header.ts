import type { Check } from './check.ts';

/** A 405 lists the methods that are allowed. @see https://www.rfc-editor.org/rfc/rfc9110#name-405-method-not-allowed */
export const allowHeader: Check = ({ case: { operation }, received: { status, headers } }) =>
  status === 405 && headers['allow'] === undefined
    ? [
        {
          code: 'allow-header-missing',
          message: 'responds with 405 without an Allow header',
          pointer: operation.operation.pointer.replace(/\/[a-z]+$/, ''),
        },
      ]
    : [];
