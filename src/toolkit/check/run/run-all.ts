import type { Case } from '../plan/case.ts';

/** How many requests are in flight at the same time. */
export const concurrency = 16;

/** Sends cases one at a time. */
export interface CaseRunner {
  /** Whether no more cases are to be sent. */
  readonly isOver: boolean;
  execute(testCase: Case): Promise<unknown>;
}

/** Sends cases concurrently, until all are sent or the run is over. */
export async function runAll(runner: CaseRunner, cases: Iterable<Case>): Promise<void> {
  const queue = cases[Symbol.iterator]();
  const work = async () => {
    for (let next = queue.next(); !next.done && !runner.isOver; next = queue.next()) await runner.execute(next.value);
  };
  await Promise.all(Array.from({ length: concurrency }, work));
}
