import type { Case } from '../plan/case.ts';

/** How many requests are under way at the same time. */
export const concurrency = 16;

/** What cases are sent by. */
export interface Runner {
  /** Whether no further case is to be sent. */
  readonly isOver: boolean;
  run(made: Case): Promise<unknown>;
}

/** Sends cases side by side, until all are sent or the run is over. */
export async function runAll(runner: Runner, cases: Iterable<Case>): Promise<void> {
  const queue = cases[Symbol.iterator]();
  const work = async () => {
    for (let next = queue.next(); !next.done && !runner.isOver; next = queue.next()) await runner.run(next.value);
  };
  await Promise.all(Array.from({ length: concurrency }, work));
}
