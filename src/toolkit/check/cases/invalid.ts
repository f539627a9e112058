import { replaceAt, tokensIn, valueAt } from '../../contract/document/json-pointer.ts';
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

function invalidCase(operation: TestedOperation, broken: BrokenParts): Case {
  const { parts, at: location, keyword, pointer } = broken;
  const unlessTrimmed = trimmableText(operation, broken);
  return {
    operation,
    title: `${location} ${describe(keyword)}`,
    expectation: unlessTrimmed === undefined ? { kind: 'refused' } : { kind: 'refused', unlessTrimmed },
    pointer: pointer ?? operation.operation.pointer,
    location,
    deviation: describe(keyword),
    keyword,
    parts,
  };
}

/**
 * A header with a character that HTTP forbids can't be sent. Of a parameter that ends with a line feed, it isn't told whether that
 * was removed.
 */
function canBeSent({ parts, at: location }: BrokenParts): boolean {
  if (location.startsWith('body')) return true;
  const values = [...parts.parameters.values()].flat();
  return reachesServers(parts) && !values.some((value) => typeof value === 'string' && value.endsWith('\n'));
}

/** A text that only a line feed at its end makes invalid: many servers trim texts before they validate them. */
function trimmableText(
  { maker, instances }: TestedOperation,
  { parts, at: location }: BrokenParts,
): string | undefined {
  const { pointer } = maker.body ?? {};
  if (!location.startsWith('body') || pointer === undefined) return undefined;
  const path = location.slice('body'.length);
  const text = valueAt(parts.body, `#${path}`);
  if (typeof text !== 'string' || !text.endsWith('\n')) return undefined;
  const trimmed = replaceAt(parts.body, path === '' ? [] : tokensIn(parts.body, path), text.trimEnd());
  return instances.isValid(trimmed, pointer) ? text : undefined;
}

function describe(keyword: string): string {
  return keyword === 'required' ? 'is missing' : `breaks ${keyword}`;
}
