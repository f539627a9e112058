import fc from 'fast-check';
import type { Choices } from '../../instances/index.ts';
import { randomCase } from '../cases/random.ts';
import type { Defect } from '../findings/defect.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import type { CaseResult } from './case-result.ts';
import type { Session } from './session.ts';

/** How many choices of a request are random; the others are the smallest. */
const maxChoices = 300;
/** How many smaller requests are tried for a request that shows a defect. */
const maxShrinks = 300;
/** A choice is a number below this. */
const steps = 2 ** 24;

/** The choices of a list of numbers: smaller and fewer numbers make a smaller request. */
function choicesOf(numbers: readonly number[]): Choices {
  let next = 0;
  return {
    choose(least, most) {
      // In proportion, so that a smaller number never makes a larger value.
      const number = numbers[next++] ?? 0;
      return least + Math.floor((number / steps) * (most - least + 1));
    },
  };
}

/** Sends random valid requests. For each defect, the smallest request that shows it is recorded. */
export async function runRandom(
  session: Session,
  operation: TestedOperation,
  seed: number,
  cases: number,
): Promise<void> {
  if (!operation.base || operation.givesTokens || isFixed(operation)) return;
  const numbers = fc.array(fc.nat({ max: steps - 1 }), { maxLength: maxChoices, size: 'max' });
  let left = cases;
  for (let round = 0; left > 0 && !session.isOver; round++) {
    const search = new Search(session, operation);
    const property = fc.asyncProperty(numbers, async (list) => {
      if (!search.smallest) left--;
      return !(await search.shows(list));
    });
    const { counterexample } = await fc.check(property, { seed: seed + round, numRuns: left, endOnFailure: false });
    if (!search.smallest || !counterexample) return;
    await search.reduce(counterexample[0]);
    session.record(search.smallest);
  }
}

/** Searches for a defect that isn't known yet, and then for smaller requests that show the same one. */
class Search {
  smallest: CaseResult | undefined;
  readonly #session: Session;
  readonly #operation: TestedOperation;
  #defect: Defect | undefined;
  #shrinks = 0;

  constructor(session: Session, operation: TestedOperation) {
    this.#session = session;
    this.#operation = operation;
  }

  async shows(numbers: readonly number[]): Promise<boolean> {
    if (this.#session.isOver || (this.#defect && ++this.#shrinks > maxShrinks)) return false;
    const testCase = randomCase(this.#operation, choicesOf(numbers));
    const result = testCase && (await this.#session.send(testCase));
    const wanted = this.#defect;
    const { collector } = this.#session.parts;
    const found = result?.defects.find((defect) =>
      wanted ? defect.code === wanted.code && defect.pointer === wanted.pointer : !collector.has(defect),
    );
    if (!result || !found) return false;
    this.#defect = found;
    this.smallest = { ...result, defects: [found] };
    return true;
  }

  /** Tries zero for each remaining choice of fast-check's. */
  async reduce(numbers: readonly number[]): Promise<void> {
    this.#shrinks = 0;
    let current = [...numbers];
    for (const [index, number] of numbers.entries()) {
      if (number === 0) continue;
      const smaller = current.with(index, 0);
      if (await this.shows(smaller)) current = smaller;
    }
  }
}

/** Whether all requests are the same. */
function isFixed({ maker }: TestedOperation): boolean {
  return maker.subjects.length === 0 && maker.body === undefined;
}
