import {
  type CountedFailures,
  digestOf,
  failureLifetimeMs,
  maxKnown,
  pairOf,
  type SignInDelays,
  secondsToWait,
} from '../../auth/sign-in-delay.ts';
import type { Client, Database } from './database.ts';

interface FailureRow {
  readonly key: string;
  readonly count: number;
  readonly last_ms: number;
  readonly expires_ms: number;
}

const now = 'clock_timestamp()';

/** Delays sign-in after failures in all processes. Its clock is the database's. */
export class SharedSignInDelay implements SignInDelays {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  isKnown(user: string, network: string): Promise<boolean> {
    return isKnownIn(this.#database, user, network);
  }

  waitFor(user: string, network: string): Promise<number> {
    return waitIn(this.#database, user, network);
  }

  attempt(user: string, network: string): Promise<number> {
    return this.#database.transaction(async (client) => {
      // In one order, so that no two attempts wait for each other.
      await client.query('select pg_advisory_xact_lock(1, hashtext($1))', [network]);
      await client.query('select pg_advisory_xact_lock(2, hashtext($1))', [user]);
      const wait = await waitIn(client, user, network);
      if (wait > 0) return wait;
      const isKnown = await isKnownIn(client, user, network);
      const { pair, ofNetwork, ofUser } = keysOf(user, network);
      await client.query(
        `insert into concordat.sign_in_failures as f (key, count, last, expires)
         select key, 1, ${now}, ${now} + interval '${failureLifetimeMs} ms' from unnest($1::text[]) given (key)
         on conflict (key) do update set
           count = case when f.expires > ${now} then f.count + 1 else 1 end,
           last = ${now},
           expires = case when f.expires > ${now} then f.expires else excluded.expires end`,
        [isKnown ? [pair] : [pair, ofNetwork, ofUser].sort()],
      );
      return 0;
    });
  }

  async succeeded(user: string, network: string): Promise<void> {
    await this.#database.transaction(async (client) => {
      const { pair, ofNetwork, ofUser } = keysOf(user, network);
      const { rowCount: added } = await client.query(
        `insert into concordat.sign_in_networks values ($1, ${now}) on conflict do nothing`,
        [pairOf(user, network)],
      );
      const touch = `update concordat.sign_in_networks set used_on = ${now} where pair = $1`;
      if (added === 0) await client.query(touch, [pairOf(user, network)]);
      // Those before it no longer make anybody wait, or it wouldn't have been allowed.
      if (added > 0) {
        await client.query(
          `update concordat.sign_in_failures set count = count - 1, last = '-infinity'
           where key in (select key from concordat.sign_in_failures where key = any($1) order by key for update)`,
          [[ofNetwork, ofUser]],
        );
      }
      // After the network's, as in `attempt`, so that neither waits for the other.
      await client.query('delete from concordat.sign_in_failures where key = $1', [pair]);
    });
  }

  /** Removes what doesn't count any more. */
  async removeExpired(): Promise<void> {
    await this.#database.query(`delete from concordat.sign_in_failures where expires <= ${now}`);
    await this.#database.query(
      `delete from concordat.sign_in_networks where used_on <
       (select used_on from concordat.sign_in_networks order by used_on desc offset ${maxKnown} limit 1)`,
    );
  }
}

async function isKnownIn(client: Client, user: string, network: string): Promise<boolean> {
  const known = 'select from concordat.sign_in_networks where pair = $1';
  return (await client.query(known, [pairOf(user, network)])).rowCount > 0;
}

/** @returns the seconds until the next attempt is allowed; 0 if it is allowed now */
async function waitIn(client: Client, user: string, network: string): Promise<number> {
  const { pair, ofNetwork, ofUser } = keysOf(user, network);
  const { rows } = await client.query<FailureRow & { now_ms: number; is_known: boolean }>(
    `select extract(epoch from ${now})::float8 * 1000 as now_ms,
       exists (select from concordat.sign_in_networks where pair = $2) as is_known, f.*
     from (select) one left join (
       select key, count, extract(epoch from last)::float8 * 1000 as last_ms,
         extract(epoch from expires)::float8 * 1000 as expires_ms
       from concordat.sign_in_failures where key = any($1) and expires > ${now}
     ) f on true`,
    [[pair, ofNetwork, ofUser], pairOf(user, network)],
  );
  const [first] = rows;
  const of = (key: string) => {
    const row = rows.find((each) => each.key === key);
    return row && { count: row.count, last: row.last_ms, expires: row.expires_ms };
  };
  const failures: CountedFailures = {
    isKnown: first?.is_known === true,
    pair: of(pair),
    network: of(ofNetwork),
    user: of(ofUser),
  };
  return secondsToWait(failures, first?.now_ms ?? 0);
}

function keysOf(user: string, network: string) {
  return { pair: `pair ${pairOf(user, network)}`, ofNetwork: `network ${network}`, ofUser: `user ${digestOf(user)}` };
}
