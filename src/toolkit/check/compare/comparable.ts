import type { Case } from '../plan/case.ts';
import type { Exchange } from '../plan/exchange.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';

/** Why successful responses of an operation can't be compared; undefined if they can. */
export function whyNotComparable({ operation, part, parent, givesTokens, base }: TestedOperation): string | undefined {
  if (!base) return 'no valid request could be made: nothing satisfies its schemas that can be sent';
  if (givesTokens) return 'its responses depend on the user';
  // Whether a PUT creates records is for a server to say.
  const isOfResource = [part?.resource, parent].some((resource) => resource?.operations.has('create'));
  if (isOfResource || /^(get|head|options)$/.test(operation.method)) return undefined;
  return 'the contract does not say what it does: neither links nor paths make it part of a resource';
}

/** The contract doesn't say which credentials are valid. */
export function needsWrongCredentials({ expectation }: Case): boolean {
  return expectation.kind === 'unauthorized' && expectation.how === 'wrong';
}

export function maySucceed({ expectation }: Case): boolean {
  return (
    expectation.kind === 'accepted' ||
    expectation.kind === 'any' ||
    (expectation.kind === 'status' && expectation.status.startsWith('2'))
  );
}

/** Whether the responses may differ because only one server has a record. */
export function dependsOnRecords(a: Exchange, b: Exchange): boolean {
  const statuses = [a.received.status, b.received.status];
  return !(a.hasRecord && b.hasRecord) && statuses.includes(404) && statuses.some((status) => status < 300);
}
