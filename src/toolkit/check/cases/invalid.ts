import type { BrokenParts, RequestParts } from '../../instances/index.ts';
import type { Case } from '../case.ts';
import { isSendable } from '../sendable.ts';
import type { TestedOperation } from '../tested-operation.ts';

/** How many other valid requests are broken, where they have in them what the usual one hasn't. */
const otherBases = 40;

/** Requests that break one keyword each, for each keyword that any valid request reaches. */
export function* invalidCases(operation: TestedOperation, formats: boolean): Generator<Case> {
  const { base, maker } = operation;
  if (!base) return;
  const seen = new Set<string>();
  for (const from of basesOf(operation, base)) {
    for (const broken of maker.broken(from)) {
      const key = `${broken.pointer} ${broken.at.replaceAll(/\/\d+(?=\/|$)/g, '/*')}`;
      if (seen.has(key) || (broken.keyword === 'format' && !formats)) continue;
      if (broken.keyword === 'discriminator' || broken.keyword === 'readOnly' || !canBeSent(broken)) continue;
      seen.add(key);
      yield invalidCase(operation, broken);
    }
  }
}

export function invalidCase(operation: TestedOperation, { parts, at, keyword, pointer }: BrokenParts): Case {
  return {
    operation,
    title: describe(at, keyword),
    expectation: { kind: 'refused' },
    pointer: pointer ?? operation.operation.pointer,
    at,
    keyword,
    parts,
  };
}

function* basesOf({ maker }: TestedOperation, base: RequestParts): Generator<RequestParts> {
  yield base;
  const usual = maker.parts('usual');
  if (usual) yield { ...usual, parameters: new Map([...usual.parameters, ...base.parameters]) };
  let count = 0;
  for (const { parts } of maker.edges(base)) {
    if (++count > otherBases) return;
    yield parts;
  }
}

function canBeSent({ parts, at }: BrokenParts): boolean {
  // A header that is broken by a character that no header can have doesn't reach the server.
  return at.startsWith('body') || isSendable(parts);
}

function describe(at: string, keyword: string): string {
  return keyword === 'required' ? `${at} is missing` : `${at} breaks ${keyword}`;
}
