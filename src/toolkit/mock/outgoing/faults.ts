import { ownProperty } from '../../contract/document/own-property.ts';
import { MockError, mockErrorCodes } from '../mock-error.ts';
import { type Transfer, writeAll, writeHalf, writeSlowly } from './transfer.ts';

/** How a delivery departs from one request that is sent once, as it was signed. */
export interface FaultPlan {
  /** The event of each request, in the order in which they are sent: 1 happened before 2. Default: one request. */
  readonly events?: readonly number[];
  /** Whether all requests are sent at the same time. */
  readonly atOnce?: boolean;
  /** Whether requests follow each other only until one succeeds, after a delay. */
  readonly untilSuccess?: boolean;
  /** Whether a request is held back for the delay after it was signed. */
  readonly isLate?: boolean;
  /** Where a secret that no receiver has signs: instead of the given ones, or before them. */
  readonly unknownSecret?: 'instead' | 'first';
  /** How far the time of the signature is off, in seconds. */
  readonly skew?: number;
  /** Whether headers with a signature are left out. */
  readonly isUnsigned?: boolean;
  /** What becomes of a body that was signed. */
  readonly change?: (body: Buffer) => Buffer;
  readonly transfer?: Transfer;
  /** What a request has to have for the fault to be one. */
  readonly needs?: readonly FaultNeed[];
}

/** A secret that signs, a signature of the Standard Webhooks specification, a body. */
export type FaultNeed = 'a secret' | 'webhook-signature' | 'a body';

/** Twice the tolerance that the Standard Webhooks specification recommends, in seconds. */
const outsideTolerance = 600;

/** What a sender, or who poses as one, may do to a receiver. */
export const faultPlans = {
  duplicate: { events: [1, 1] },
  concurrent: { events: [1, 1], atOnce: true },
  reorder: { events: [2, 1] },
  retry: { events: [1, 1, 1], untilSuccess: true },
  delay: { isLate: true },
  'bad-signature': { unknownSecret: 'instead' },
  'missing-signature': { isUnsigned: true, needs: ['a secret'] },
  'rotated-secret': { unknownSecret: 'first', needs: ['a secret', 'webhook-signature'] },
  'old-timestamp': { skew: -outsideTolerance, needs: ['a secret', 'webhook-signature'] },
  'future-timestamp': { skew: outsideTolerance, needs: ['a secret', 'webhook-signature'] },
  'tampered-body': { change: tamper, needs: ['a secret', 'a body'] },
  chunked: { transfer: { hasLength: false, write: writeAll }, needs: ['a body'] },
  'slow-body': { transfer: { hasLength: true, write: writeSlowly }, needs: ['a body'] },
  'cut-body': { transfer: { hasLength: true, write: writeHalf }, needs: ['a body'] },
} as const satisfies Record<string, FaultPlan>;

/** A fault of a delivery, by its name. */
export type DeliveryFault = keyof typeof faultPlans;

/** @throws {MockError} `MOCK_UNKNOWN` if there is no such fault */
export function planOf(fault: string | undefined): FaultPlan {
  if (fault === undefined) return {};
  const plan = ownProperty<FaultPlan>(faultPlans, fault);
  if (plan) return plan;
  const known = Object.keys(faultPlans).join(', ');
  throw new MockError(mockErrorCodes.unknown, `there is no fault ${fault}: there are ${known}`);
}

/** Changes a text in JSON, so that the body stays well formed. */
function tamper(body: Buffer): Buffer {
  const text = body.toString('latin1');
  const changed = text.replace(/(?<!\\)"(?=\s*[,}\]])/, '!"');
  return Buffer.from(changed === text ? `${text} ` : changed, 'latin1');
}
