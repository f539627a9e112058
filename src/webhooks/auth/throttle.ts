import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/**
 * Limits requests per second, by user, or by address for requests without a user.
 * @returns the seconds until the next request is allowed; 0 if it is allowed now
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
