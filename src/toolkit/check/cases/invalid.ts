import type { BrokenParts } from '../../instances/index.ts';
import type { Case } from '../plan/case.ts';
import { isSendable } from '../plan/sendable.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';

/** How many other values are broken, where they have in them what the usual one hasn't. */
const others = 200;

/** Requests that break one keyword each, for each keyword that any valid request reaches. */
export function* invalidCases(operation: TestedOperation, formats: boolean): Generator<Case> {
  const { base, maker } = operation;
  if (!base) return;
  for (const broken of maker.broken(base, others)) {
    if (broken.keyword === 'format' && !formats) continue;
    if (canBeSent(broken)) yield invalidCase(operation, broken);
  }
}

export function invalidCase(operation: TestedOperation, { parts, at, keyword, pointer }: BrokenParts): Case {
  return {
    operation,
    title: describe(at, keyword),
    expectation: { kind: 'refused' },
    pointer: pointer ?? operation.operation.pointer,
    at,
    parts,
  };
}

function canBeSent({ parts, at }: BrokenParts): boolean {
  // A header that is broken by a character that no header can have doesn't reach the server.
  return at.startsWith('body') || isSendable(parts);
}

function describe(at: string, keyword: string): string {
  return keyword === 'required' ? `${at} is missing` : `${at} breaks ${keyword}`;
}
