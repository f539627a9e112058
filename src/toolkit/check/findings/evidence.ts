import type { MadeRequest } from '../../instances/index.ts';
import type { ReceivedResponse } from '../http/response-collector.ts';

/** One exchange of those that show a defect. */
export interface EvidenceStep {
  readonly operationId: string;
  readonly request: MadeRequest;
  /** Undefined if there was no complete response. */
  readonly received: ReceivedResponse | undefined;
  /** The record that the request has created. */
  readonly created?: CreatedRecord | undefined;
}

/** A record's id, and where the response to its create has it. */
export interface CreatedRecord {
  readonly id: unknown;
  /** A JSON pointer into the body; undefined for the end of `Location`. */
  readonly bodyPointer: string | undefined;
}

/** The exchange that shows a defect. */
export interface Evidence extends EvidenceStep {
  /** What was sent before, in order, and led to the defect. */
  readonly before?: readonly EvidenceStep[] | undefined;
  /** The operation at fault, where it isn't the one that shows the defect. */
  readonly cause?: string | undefined;
  /** What the request tested, in words. */
  readonly title?: string | undefined;
}
