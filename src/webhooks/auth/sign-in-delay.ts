import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';

/** How often somebody may be wrong before they have to wait, and how long that is remembered, in seconds. */
const free = { user: 3, address: 20 } as const;
const memory = 3600;
const longestWait = 900;

/** Makes who fails to sign in wait: longer each time, for a user from one address, and for an address as a whole. */
export class SignInDelay {
  readonly #failures = new RateLimiterMemory({
    keyPrefix: 'failures',
    points: Number.MAX_SAFE_INTEGER,
    duration: memory,
  });
  readonly #waits = new RateLimiterMemory({ keyPrefix: 'waits', points: 1, duration: longestWait });

  readonly #turns = new Map<string, Promise<unknown>>();

  /** Lets a user's attempts from one address come one after the other, so that each knows how the one before it ended. */
  async inTurn<T>(user: string, address: string, attempt: () => Promise<T>): Promise<T> {
    const [{ key }] = keysOf(user, address);
    const turn = (this.#turns.get(key) ?? Promise.resolve()).then(attempt, attempt);
    this.#turns.set(key, turn);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(key) === turn) this.#turns.delete(key);
    }
  }

  /** How many seconds are to be waited before the next attempt; 0 for none. */
  async waitFor(user: string, address: string): Promise<number> {
    const waits = await Promise.all(keysOf(user, address).map(({ key }) => this.#waits.get(key)));
    return Math.max(0, ...waits.map(secondsOf));
  }

  /** Counts an attempt as failed, before it is known: those that come at the same time have to count as well. */
  async attempted(user: string, address: string): Promise<void> {
    for (const { key, allowed } of keysOf(user, address)) {
      const { consumedPoints } = await this.#failures.penalty(key);
      const excess = consumedPoints - allowed;
      if (excess > 0) await this.#waits.block(key, Math.min(longestWait, 2 ** excess));
    }
  }

  /** Forgets what went wrong before, for the user; of the address only this attempt, as it may have tried others. */
  async succeeded(user: string, address: string): Promise<void> {
    const [own, whole] = keysOf(user, address);
    await this.#failures.delete(own.key);
    await this.#failures.reward(whole.key);
    for (const { key } of [own, whole]) await this.#waits.delete(key);
  }
}

function keysOf(user: string, address: string): [Key, Key] {
  return [
    { key: `${address} ${user}`, allowed: free.user },
    { key: address, allowed: free.address },
  ];
}

interface Key {
  readonly key: string;
  readonly allowed: number;
}

function secondsOf(wait: RateLimiterRes | null): number {
  // A clock that was set back makes what is left look longer than it ever was.
  return wait && wait.msBeforeNext > 0 ? Math.min(longestWait, Math.ceil(wait.msBeforeNext / 1000)) : 0;
}
