/** The waits between attempts, in milliseconds: their number and one is the number of attempts. */
export type RetrySchedule = readonly number[];

/** How much is added to a wait at most, so that what failed at the same time isn't repeated at the same time. */
const maxJitter = 0.2;

/** What is known of a failed attempt. */
export interface FailedAttempt {
  /** How many attempts its delivery had before. */
  readonly attempts: number;
  /** What the receiver asked for, in milliseconds. */
  readonly retryAfterMs: number | undefined;
}

/**
 * In how many milliseconds the next attempt is due. The receiver may ask for more than the planned wait, up to twice as much.
 * @param random from 0 to 1
 * @returns undefined if there is no further attempt
 */
export function planRetry(
  schedule: RetrySchedule,
  { attempts, retryAfterMs = 0 }: FailedAttempt,
  random: number,
): number | undefined {
  const planned = schedule[attempts];
  if (planned === undefined) return undefined;
  const jittered = planned * (1 + maxJitter * random);
  return Math.round(Math.min(Math.max(jittered, retryAfterMs), 2 * planned));
}
