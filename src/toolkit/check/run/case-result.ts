import type { Defect } from '../findings/defect.ts';
import type { Evidence } from '../findings/evidence.ts';
import type { Exchange } from '../plan/exchange.ts';
import type { TestRecord } from '../plan/test-record.ts';

/** The result of sending a case. */
export interface CaseResult {
  /** Undefined if there was no complete response. */
  readonly exchange: Exchange | undefined;
  readonly defects: readonly Defect[];
  readonly evidence: Evidence;
  /** The records in the request that other requests may name as well. */
  readonly shared: readonly TestRecord[];
}
