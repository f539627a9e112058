import type { Case } from './case.ts';
import type { Session } from './session.ts';

/** How many requests of one operation are under way at the same time. */
export const concurrency = 16;

/** Sends cases side by side, until all are sent or the run is over. */
export async function runAll(
  session: Session,
  cases: Iterable<Case>,
  send: (made: Case) => Promise<unknown> = (made) => session.run(made),
): Promise<void> {
  const queue = cases[Symbol.iterator]();
  const work = async () => {
    for (let next = queue.next(); !next.done && !session.isOver; next = queue.next()) await send(next.value);
  };
  await Promise.all(Array.from({ length: concurrency }, work));
}
