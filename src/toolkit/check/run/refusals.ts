import { isThrottled } from '../http/retry-after.ts';
import { type Expectation, isStatusOf } from '../plan/case.ts';
import { type Exchange, isAboutId } from '../plan/exchange.ts';

/** Refusals for the state of the server, or for the credentials, and not for the form of the request. */
const ofState = new Set([401, 402, 403, 404, 409, 410, 412, 423, 424, 425, 428, 429, 451]);

export function isOfForm(status: number): boolean {
  return status === 400 || status === 422;
}

/**
 * Whether a refusal may have another reason than the one that the case is about, so that nothing was tested.
 * @param refusesBase the status with which the operation refuses the unbroken request; undefined if it accepts it
 */
export function isSuspicious(exchange: Exchange, refusesBase: number | undefined): boolean {
  const { case: testCase, received } = exchange;
  const { expectation, operation, isFilled } = testCase;
  const { status } = received;
  if (status < 400 || (status >= 500 && !isThrottled(received)) || isAboutId(exchange)) return false;
  switch (expectation.kind) {
    case 'accepted':
      return isFilled !== true;
    case 'status':
      return repeats(expectation) && !isStatusOf(expectation.status, status);
    case 'refused':
      return ofState.has(status) || status === refusesBase;
    case 'unsupported':
      return expectation.what !== 'method' && (ofState.has(status) || status === refusesBase);
    case 'unauthorized':
      return status !== 401 && status !== 403;
    default:
      return operation.part?.action === 'create' && (isOfForm(status) || status === 409);
  }
}

/** Whether a case is an example that succeeds, which may do so only once. */
export function repeats(expectation: Expectation): boolean {
  return expectation.kind === 'status' && expectation.status.startsWith('2');
}
