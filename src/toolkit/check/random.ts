import fc from 'fast-check';
import type { Choices } from '../instances/index.ts';
import type { Case, Found } from './case.ts';
import { isSendable } from './sendable.ts';
import type { Outcome, Session } from './session.ts';
import type { TestedOperation } from './tested-operation.ts';

/** How many choices a request may take; what is chosen after them is the least. */
const mostChoices = 300;
/** How many smaller requests are tried for one that shows something. */
const mostShrinks = 150;

/** The choices of a list of numbers: the smaller they are, and the fewer, the smaller is what they make. */
function choicesOf(numbers: readonly number[]): Choices {
  let next = 0;
  return {
    choose(least, most) {
      const number = numbers[next++] ?? 0;
      return least + (number % (most - least + 1));
    },
  };
}

/**
 * Sends requests that keep the contract at random; of what is found the smallest request that still shows it is kept.
 * @returns how many were sent
 */
export async function runRandom(
  session: Session,
  operation: TestedOperation,
  seed: number,
  cases: number,
): Promise<void> {
  if (!operation.base || operation.givesTokens || isFixed(operation)) return;
  const numbers = fc.array(fc.nat(), { maxLength: mostChoices, size: 'max' });
  let left = cases;
  for (let round = 0; left > 0 && !session.isOver; round++) {
    let kind: Found | undefined;
    let last: Outcome | undefined;
    let shrinks = 0;
    const property = fc.asyncProperty(numbers, async (list) => {
      if (session.isOver || (kind && ++shrinks > mostShrinks)) return true;
      if (!kind) left--;
      const made = randomCase(operation, choicesOf(list));
      const outcome = made && (await session.try(made));
      if (!outcome) return true;
      const own: Found | undefined = outcome.found.find((found) =>
        kind ? found.code === kind.code && found.pointer === kind.pointer : !session.parts.collector.has(found),
      );
      if (!own) return true;
      kind = own;
      last = { ...outcome, found: [own] };
      return false;
    });
    await fc.check(property, { seed: seed + round, numRuns: left, endOnFailure: false });
    if (!last) return;
    session.keep(last);
  }
}

function randomCase(operation: TestedOperation, choices: Choices): Case | undefined {
  const parts = operation.maker.parts(choices);
  if (!parts || !isSendable(parts)) return undefined;
  const { pointer } = operation.operation;
  return { operation, title: 'a request made at random', expectation: { kind: 'accepted' }, pointer, parts };
}

/** Whether there is only one request to be made. */
function isFixed({ maker }: TestedOperation): boolean {
  return maker.subjects.length === 0 && maker.body === undefined;
}
