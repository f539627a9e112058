import type { MadeRequest } from '../../instances/index.ts';
import type { ReadBody } from '../http/read-body.ts';
import type { ReceivedResponse } from '../http/response-collector.ts';
import type { Case } from './case.ts';
import type { TestRecord } from './test-record.ts';

/** A case that was sent, and the response to it. */
export interface Exchange extends ReadBody {
  readonly case: Case;
  readonly request: MadeRequest;
  readonly received: ReceivedResponse;
  /** Whether every record that the request names is known to exist. */
  readonly hasRecord: boolean;
  /** Whether the request has ids of other records that may not exist: the value under test, or a made-up one. */
  readonly namesUnknown: boolean;
  /** The record whose id was put into the request. */
  readonly record: TestRecord | undefined;
  /** Whether the credentials are those of the run, and not made up. */
  readonly hasRealCredentials: boolean;
}

/** Whether the response says that nothing is there. */
export function isGone({ received: { status } }: Exchange): boolean {
  return status === 404 || status === 410;
}

/** Whether a request was refused because the id under test names no record. */
export function isAboutId({ case: { location = '' }, received: { status }, namesUnknown }: Exchange): boolean {
  if (location.startsWith('path/')) return status === 404 || status === 410;
  return location !== '' && namesUnknown && [400, 404, 422].includes(status);
}
