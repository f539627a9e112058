import type { Case } from '../case.ts';
import { isSendable } from '../sendable.ts';
import type { TestedOperation } from '../tested-operation.ts';

/** Requests that keep the contract: the usual one, everything at once, and each value at its edges. */
export function* validCases(operation: TestedOperation): Generator<Case> {
  const { base, maker } = operation;
  if (!base) return;
  const { pointer } = operation.operation;
  const expectation = { kind: operation.givesTokens ? 'answered' : 'accepted' } as const;
  yield { operation, title: 'a request that keeps the contract', expectation, pointer, parts: base };
  // Each of them would be another try to sign in.
  if (operation.givesTokens) return;
  for (const { parts, at } of maker.edges(base))
    if (isSendable(parts))
      yield { operation, title: `${at} at an edge`, expectation, pointer: placeOf(operation, at), at, parts };
}

/** The schema of what a request has at a place. */
export function placeOf({ maker, operation }: TestedOperation, at: string): string {
  const subject = maker.subjects.find(({ parameter }) => at.startsWith(`${parameter.in}/${parameter.name}`));
  return subject?.pointer ?? (at.startsWith('body') ? maker.body?.pointer : undefined) ?? operation.pointer;
}
