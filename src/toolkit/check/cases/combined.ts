import { isDeepStrictEqual } from 'node:util';
import { replaceAt, tokensIn, valueAt } from '../../contract/document/json-pointer.ts';
import type { Case } from '../plan/case.ts';
import type { References } from '../plan/references.ts';
import { isSendable } from '../plan/sendable.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';

/** An operation with more valid cases has those of values in its body combined. */
const manyCases = 60;
/** How many values at edges one request has at most. */
const maxCombined = 16;

/**
 * The valid cases of an operation. Of very many, those of single values in the body are combined, several in a request: the body
 * of a payment has hundreds. Where that one fails, its cases are sent one by one.
 */
export function* combinedCases(
  operation: TestedOperation,
  valid: Iterable<Case>,
  references: References,
): Generator<Case> {
  const cases = [...valid];
  if (cases.length <= manyCases) return yield* cases;
  const own = operation.part && references.at(operation.part.resource.path);
  const named = new Set(references.in(operation.base?.body, own).map(({ path }) => `body${path}`));
  let waiting: Case[] = [];
  for (const testCase of cases) {
    if (isCombinable(testCase, operation) && !named.has(testCase.location as string)) waiting.push(testCase);
    else yield testCase;
  }
  while (waiting.length > 0) {
    const { combined, left } = combine(operation, waiting);
    yield combined;
    waiting = left;
  }
}

/** Whether it differs from the base in one value of the body, which is no list or object. */
function isCombinable({ location = '', parts, expectation }: Case, { base }: TestedOperation): boolean {
  if (expectation.kind !== 'accepted' || !location.startsWith('body/') || base === undefined) return false;
  const value = valueIn(parts.body, location);
  if (typeof value === 'object' && value !== null) return false;
  return isDeepStrictEqual(withValue(base.body, location, value), parts.body);
}

/** @param cases at least one */
function combine(operation: TestedOperation, cases: readonly Case[]): { combined: Case; left: Case[] } {
  const pointer = operation.maker.body?.pointer as string;
  const [first, ...others] = cases as [Case, ...Case[]];
  const combined = [first];
  const left: Case[] = [];
  let { body } = first.parts;
  for (const other of others) {
    const location = other.location as string;
    const isFree = combined.length < maxCombined && combined.every((one) => areApart(one.location as string, location));
    const joined = isFree ? withValue(body, location, valueIn(other.parts.body, location)) : body;
    if (joined !== body && operation.instances.isValid(joined, pointer)) {
      body = joined;
      combined.push(other);
    } else left.push(other);
  }
  const parts = { ...first.parts, body };
  if (combined.length === 1 || !isSendable(parts, operation.maker))
    return { combined: first, left: [...cases.slice(1)] };
  const title = `body with ${combined.length} values at edges`;
  const { pointer: at } = operation.operation;
  return { combined: { operation, title, expectation: { kind: 'accepted' }, pointer: at, parts, combined }, left };
}

/** Whether neither is in the other. */
function areApart(one: string, other: string): boolean {
  return one !== other && !one.startsWith(`${other}/`) && !other.startsWith(`${one}/`);
}

/** @param location `body/…` */
function valueIn(body: unknown, location: string): unknown {
  return valueAt(body, `#${location.slice('body'.length)}`);
}

function withValue(body: unknown, location: string, value: unknown): unknown {
  return replaceAt(body, tokensIn(body, location.slice('body'.length)), value);
}
