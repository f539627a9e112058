import fc from 'fast-check';
import type { Choices } from '../../instances/index.ts';
import type { Case, Found } from '../plan/case.ts';
import { isCursor } from '../cases/valid.ts';
import { isSendable } from '../plan/sendable.ts';
import type { Outcome, Session } from './session.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';

/** How many choices a request may take; what is chosen after them is the least. */
const mostChoices = 300;
/** How many smaller requests are tried for one that shows something. */
const mostShrinks = 300;
/** How finely a number chooses. */
const steps = 2 ** 24;

/** The choices of a list of numbers: the smaller they are, and the fewer, the smaller is what they make. */
function choicesOf(numbers: readonly number[]): Choices {
  let next = 0;
  return {
    choose(least, most) {
      // In proportion, so that a smaller number never makes more.
      const number = numbers[next++] ?? 0;
      return least + Math.floor((number / steps) * (most - least + 1));
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
  const numbers = fc.array(fc.nat({ max: steps - 1 }), { maxLength: mostChoices, size: 'max' });
  let left = cases;
  for (let round = 0; left > 0 && !session.isOver; round++) {
    const search = new Search(session, operation);
    const property = fc.asyncProperty(numbers, async (list) => {
      if (!search.last) left--;
      return !(await search.shows(list));
    });
    const { counterexample } = await fc.check(property, { seed: seed + round, numRuns: left, endOnFailure: false });
    if (!search.last || !counterexample) return;
    await search.reduce(counterexample[0]);
    session.keep(search.last);
  }
}

/** Looks for something that isn't known yet, and then for smaller requests that show the same. */
class Search {
  last: Outcome | undefined;
  readonly #session: Session;
  readonly #operation: TestedOperation;
  #kind: Found | undefined;
  #tries = 0;

  constructor(session: Session, operation: TestedOperation) {
    this.#session = session;
    this.#operation = operation;
  }

  async shows(numbers: readonly number[]): Promise<boolean> {
    if (this.#session.isOver || (this.#kind && ++this.#tries > mostShrinks)) return false;
    const made = randomCase(this.#operation, choicesOf(numbers));
    const outcome = made && (await this.#session.try(made));
    const kind = this.#kind;
    const { collector } = this.#session.parts;
    const own = outcome?.found.find((found) =>
      kind ? found.code === kind.code && found.pointer === kind.pointer : !collector.has(found),
    );
    if (!outcome || !own) return false;
    this.#kind = own;
    this.last = { ...outcome, found: [own] };
    return true;
  }

  /** What fast-check has left is often larger than it need be in one choice or another. */
  async reduce(numbers: readonly number[]): Promise<void> {
    this.#tries = 0;
    let current = [...numbers];
    for (const [index, number] of numbers.entries()) {
      if (number === 0) continue;
      const smaller = current.with(index, 0);
      if (await this.shows(smaller)) current = smaller;
    }
  }
}

function randomCase(operation: TestedOperation, choices: Choices): Case | undefined {
  const made = operation.maker.parts(choices);
  const kept = [...(made?.parameters ?? [])].filter(([{ name, in: location }]) => !isCursor(`${location}/${name}`));
  const parts = made && { ...made, parameters: new Map(kept) };
  if (!parts || !isSendable(parts, operation.maker.body?.mediaType)) return undefined;
  const { pointer } = operation.operation;
  return { operation, title: 'a request made at random', expectation: { kind: 'accepted' }, pointer, parts };
}

/** Whether there is only one request to be made. */
function isFixed({ maker }: TestedOperation): boolean {
  return maker.subjects.length === 0 && maker.body === undefined;
}
