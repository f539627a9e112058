import { parseDuration } from './duration.ts';

/** The waits between attempts, in milliseconds: their number and one is the number of attempts. */
export type RetrySchedule = readonly number[];

const maxRetries = 100;

/** How much is added to a wait at most, so that what failed at the same time isn't repeated at the same time. */
const maxJitter = 0.2;

/** Ten attempts within sixteen hours. */
export const defaultRetrySchedule: RetrySchedule = parseRetrySchedule('5s,30s,2m,10m,30m,1h,2h,4h,8h') ?? [];

/** Reads `5s,30s,2m`. @returns undefined if it is malformed or has more than 100 waits */
export function parseRetrySchedule(text: string): RetrySchedule | undefined {
  const waits = text.split(',').map(parseDuration);
  return waits.length <= maxRetries && waits.every((wait) => wait !== undefined) ? waits : undefined;
}

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
