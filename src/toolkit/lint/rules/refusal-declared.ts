import { declaresRefusal, describeUndeclaredRefusals } from '../../contract/response/refusals.ts';
import type { Rule } from '../rule.ts';

/** Each operation says what a refusal looks like. It is one problem of a contract, however many operations have it. */
export const refusalDeclared: Rule = {
  name: 'refusal-declared',
  severity: 'warn',
  *check({ operations }) {
    const silent = operations.filter((operation) => !declaresRefusal(operation));
    const [first] = silent;
    if (first)
      yield { message: describeUndeclaredRefusals(silent), pointer: silent.length === 1 ? first.pointer : '#/paths' };
  },
};
