import { type Database, onlyRow } from './database.ts';

/**
 * Limits requests per second over all processes. The seconds are the database's: those of `rate-limiter-flexible` are of each
 * process, and one whose clock is ahead would keep everybody out of the others.
 * @returns the seconds until the next request is allowed; 0 if it is allowed now
 */
export function createSharedThrottle(database: Database, perSecond: number): (who: string) => Promise<number> {
  return async (who) => {
    const counted = await database.query<{ count: number }>(
      `insert into concordat.request_counts as c values ($1, 1, now() + interval '1 s')
       on conflict (who) do update set
         count = case when c.expires > now() then least(c.count, 1000000) + 1 else 1 end,
         expires = case when c.expires > now() then c.expires else now() + interval '1 s' end
       returning count`,
      [who],
    );
    return onlyRow(counted).count > perSecond ? 1 : 0;
  };
}

/** Removes what doesn't count any more. */
export async function removeOldCounts(database: Database): Promise<void> {
  await database.query("delete from concordat.request_counts where expires < now() - interval '1 minute'");
}
