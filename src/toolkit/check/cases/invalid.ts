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
    if (canBeSent(operation, broken)) yield invalidCase(operation, broken);
  }
}

function invalidCase(operation: TestedOperation, broken: BrokenParts): Case {
  const { parts, at: location, keyword, pointer } = broken;
  const unlessTrimmed = location.startsWith('body') ? trimmableText(operation, broken) : undefined;
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

/** A header with a character that HTTP forbids can't be sent. What becomes of a parameter that may be trimmed isn't shown. */
function canBeSent(operation: TestedOperation, broken: BrokenParts): boolean {
  if (broken.at.startsWith('body')) return true;
  return reachesServers(broken.parts) && trimmableText(operation, broken) === undefined;
}

/** A text that only a line feed at its end makes invalid: many servers trim texts before they validate them. */
function trimmableText(
  { maker, instances }: TestedOperation,
  { parts, at: location }: BrokenParts,
): string | undefined {
  const subject = maker.subjects.find(({ parameter: { in: kind, name } }) =>
    `${location}/`.startsWith(`${kind}/${name}/`),
  );
  const { pointer } = subject ?? maker.body ?? {};
  if (pointer === undefined) return undefined;
  const whole = subject ? parts.parameters.get(subject.parameter) : parts.body;
  const path = location.slice(subject ? `${subject.parameter.in}/${subject.parameter.name}`.length : 'body'.length);
  const text = valueAt(whole, `#${path}`);
  if (typeof text !== 'string' || !text.endsWith('\n')) return undefined;
  const trimmed = replaceAt(whole, path === '' ? [] : tokensIn(whole, path), text.trimEnd());
  return instances.isValid(trimmed, pointer) ? text : undefined;
}

function describe(keyword: string): string {
  return keyword === 'required' ? 'is missing' : `breaks ${keyword}`;
}
