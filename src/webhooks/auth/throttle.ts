import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/**
 * Counts requests: so many a second for each user, or for each address where nobody is signed in.
 * @returns how many seconds are to be waited; 0 where the request may go on
 */
export function createThrottle(perSecond: number): (who: string) => Promise<number> {
  const limiter = new RateLimiterMemory({ points: perSecond, duration: 1 });
  return async (who) => {
    try {
      await limiter.consume(who);
      return 0;
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      return Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
    }
  };
}
