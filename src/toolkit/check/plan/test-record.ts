import type { Operation } from '../../contract/document/operations.ts';
import type { Resource } from '../../contract/resource/resources.ts';
import type { EvidenceStep } from '../findings/evidence.ts';
import type { HiddenValue } from './hidden-values.ts';

/** A record that the run has created. */
export interface TestRecord {
  readonly resource: Resource;
  readonly id: unknown;
  /** The values of the path variables of its create. */
  readonly variables: readonly unknown[];
  /** The request body that it was created with. */
  readonly sent: unknown;
  /** Values of the body that no response may have. */
  readonly hidden?: readonly HiddenValue[];
  /** The operation that created it. */
  readonly operation: Operation;
  /** The requests that create it, and the records that it needs, in order; none for records of random requests. */
  readonly steps: readonly EvidenceStep[];
}
