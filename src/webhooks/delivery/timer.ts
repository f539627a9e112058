/** Runs something later, or earlier than asked if that is more than weeks. @returns cancels it */
export type Timer = (run: () => void, ms: number) => () => void;

/** With a longer time, Node runs it at once. */
const maxMs = 2 ** 31 - 1;

/** Node's. */
export const startTimer: Timer = (run, ms) => {
  const timeout = setTimeout(run, Math.min(ms, maxMs));
  return () => clearTimeout(timeout);
};
