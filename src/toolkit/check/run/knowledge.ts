import type { Case } from '../plan/case.ts';
import type { Uses } from './attempts.ts';

/** After so many unbroken requests that were accepted, a status counts as the response to a value. */
const maxControls = 2;
/** How many unbroken requests are sent for a status of an operation, in all. */
const maxAllControls = 16;

/** A case that was refused before anything was known; without its operation, which takes much memory once it is prepared. */
interface EarlyRefusal {
  readonly testCase: Omit<Case, 'operation'>;
  readonly status: number;
}

/** What is known of an operation's refusals. */
export interface Knowledge extends Uses {
  /** The status that unbroken requests got before it was known what they need; undefined before that. */
  cured: number | undefined;
  /** The status of the unbroken request, where it is refused. */
  refusesBase: number | undefined;
  /** By status, and by status and location, how many unbroken requests were sent because another one got it. */
  readonly accepted: Map<string, number>;
  /** By status, why requests that get it say nothing. */
  readonly blocked: Map<number, string>;
  readonly early: EarlyRefusal[];
  /** Examples and unbroken requests that succeeded once. */
  readonly succeeded: Set<string>;
  diagnosing: Promise<void> | undefined;
}

export function nothingKnown(): Knowledge {
  return {
    isVaried: undefined,
    freshRecord: false,
    freshReferences: false,
    earlier: undefined,
    cured: undefined,
    refusesBase: undefined,
    accepted: new Map(),
    blocked: new Map(),
    early: [],
    succeeded: new Set(),
    diagnosing: undefined,
  };
}

export function earlyRefusal({ operation: _, ...testCase }: Case, status: number): EarlyRefusal {
  return { testCase, status };
}

/** Whether another unbroken request may be sent for a case. */
export function mayControl(testCase: Case, status: number, { accepted }: Knowledge): boolean {
  const [one = 0, all = 0] = keysOf(testCase, status).map((key) => accepted.get(key));
  return one < maxControls && all < maxAllControls;
}

/** Whatever is broken, a server refuses it in the same way; a valid value may be refused for what it is. */
export function keysOf({ expectation, location = '' }: Case, status: number): string[] {
  return [`${status} ${expectation.kind === 'accepted' ? location : expectation.kind}`, `${status}`];
}
