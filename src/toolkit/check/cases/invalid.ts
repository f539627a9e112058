import type { BrokenParts } from '../../instances/index.ts';
import type { Case } from '../plan/case.ts';
import { reachesServers } from '../plan/sendable.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';

/** How many values are mutated in addition to the default one, for keywords that the default one doesn't reach. */
export const maxOtherValues = 200;

/** Invalid requests: each violates one keyword, and together they violate every keyword that a valid request reaches. */
export function* invalidCases(operation: TestedOperation, formats: boolean): Generator<Case> {
  const { base, maker } = operation;
  if (!base) return;
  for (const broken of maker.broken(base, maxOtherValues)) {
    if (broken.keyword === 'format' && !formats) continue;
    if (canBeSent(broken)) yield invalidCase(operation, broken);
  }
}

function invalidCase(operation: TestedOperation, { parts, at: location, keyword, pointer }: BrokenParts): Case {
  return {
    operation,
    title: `${location} ${describe(keyword)}`,
    expectation: { kind: 'refused' },
    pointer: pointer ?? operation.operation.pointer,
    location,
    deviation: describe(keyword),
    keyword,
    parts,
  };
}

/** A header with a character that HTTP forbids can't be sent. */
function canBeSent({ parts, at: location }: BrokenParts): boolean {
  return location.startsWith('body') || reachesServers(parts);
}

function describe(keyword: string): string {
  return keyword === 'required' ? 'is missing' : `breaks ${keyword}`;
}
