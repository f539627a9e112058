import { isDeepStrictEqual } from 'node:util';
import type { Case } from '../plan/case.ts';
import { combinationOf, testedValue, withValue } from '../plan/combination.ts';
import type { References } from '../plan/references.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';

/** An operation with more valid cases has those of values in its body combined. */
const manyCases = 60;
/** How many values at edges one request has at most. */
const maxCombined = 16;
/** In how many requests a value is, each time with others: one of these may hide what the server does with it. */
const rounds = 2;

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
  const combinable: Case[] = [];
  for (const testCase of cases) {
    if (isCombinable(testCase, operation) && !named.has(testCase.location as string)) combinable.push(testCase);
    else yield testCase;
  }
  const together = new Map(combinable.map((one) => [one, new Set<string>()]));
  const alone = new Set<Case>();
  for (let round = 0; round < rounds; round++) {
    for (let waiting = combinable.filter((one) => !alone.has(one)); waiting.length > 0; ) {
      const combined = combine(waiting, together);
      const request = combinationOf(combined);
      const sent = request ? combined : combined.slice(0, 1);
      yield request ?? (sent[0] as Case);
      if (sent.length === 1) alone.add(sent[0] as Case);
      for (const one of sent) for (const other of sent) together.get(one)?.add(nameOf(other));
      waiting = waiting.filter((one) => !sent.includes(one));
    }
  }
}

/** Whether it differs from the base in one value of the body, which is no list or object. */
function isCombinable(testCase: Case, { base }: TestedOperation): boolean {
  const { location = '', parts, expectation } = testCase;
  if (expectation.kind !== 'accepted' || !location.startsWith('body/') || base === undefined) return false;
  const value = testedValue(testCase);
  if (typeof value === 'object' && value !== null) return false;
  return isDeepStrictEqual(withValue(base.body, location, value), parts.body);
}

/**
 * As many as can be in one request, the first one always.
 * @param cases at least one
 * @param together the names of those that each one was in a request with
 */
function combine(cases: readonly Case[], together: ReadonlyMap<Case, ReadonlySet<string>>): Case[] {
  const [first, ...others] = cases as [Case, ...Case[]];
  // Else there are few that were not together before.
  if (together.get(first)?.size) others.reverse();
  const { instances, maker } = first.operation;
  const pointer = maker.body?.pointer as string;
  const combined = [first];
  let { body } = first.parts;
  for (const other of others) {
    if (combined.length === maxCombined) break;
    const wereTogether = (one: Case) =>
      together.get(one)?.has(nameOf(other)) === true || together.get(other)?.has(nameOf(one)) === true;
    if (!combined.every((one) => areApart(one, other) && !wereTogether(one))) continue;
    const joined = withValue(body, other.location as string, testedValue(other));
    if (joined === body || !instances.isValid(joined, pointer)) continue;
    body = joined;
    combined.push(other);
  }
  return combined;
}

/** Of a value at a place. What is empty is one, in whatever way: a server may take another value instead of any of these. */
function nameOf(one: Case): string {
  return `${one.location} ${testedValue(one) ? one.deviation : 'is empty'}`;
}

/** Whether neither is in the other. */
function areApart({ location: one = '' }: Case, { location: other = '' }: Case): boolean {
  return one !== other && !one.startsWith(`${other}/`) && !other.startsWith(`${one}/`);
}
