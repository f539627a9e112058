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
  readonly tested?: TestedValue | undefined;
}

/** What a request tested. */
export interface TestedValue {
  /** In words: `body/Name breaks maxLength`. */
  readonly title: string;
  /** The parameter, or the place in the body, that differs from a valid request: `query/limit`, `body/Name`. */
  readonly location?: string | undefined;
  /** How it differs, in words: `breaks maxLength`, `is left out`. */
  readonly deviation?: string | undefined;
  /** The keyword that it breaks. */
  readonly keyword?: string | undefined;
  /** Whether it is the request that the others differ from in one value. */
  readonly isBase?: boolean | undefined;
  /** Whether all its values are random. */
  readonly isRandom?: boolean | undefined;
  /** Whether the body is malformed. */
  readonly isMalformed?: boolean | undefined;
}
