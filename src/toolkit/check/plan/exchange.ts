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
  /** Whether the value under test is the id of another resource's record, which may not exist. */
  readonly namesUnknown: boolean;
  /** The record whose id was put into the request. */
  readonly record: TestRecord | undefined;
  /** Whether the credentials are those of the run, and not made up. */
  readonly hasRealCredentials: boolean;
}
