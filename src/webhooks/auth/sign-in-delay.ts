import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';

/** Failed attempts without a delay: for a user from one address, and for an address as a whole. */
const maxFreeFailures = { user: 3, address: 20 } as const;
/** How long failures count, in seconds. */
const failureLifetime = 3600;
/** In seconds. */
const maxWait = 900;

/** Delays sign-in after failed attempts, twice as long after each: for a user from one address, and for an address. */
export class SignInDelay {
  readonly #failures = new RateLimiterMemory({
    keyPrefix: 'failures',
    points: Number.MAX_SAFE_INTEGER,
    duration: failureLifetime,
  });
  readonly #waits = new RateLimiterMemory({ keyPrefix: 'waits', points: 1, duration: maxWait });

  readonly #turns = new Map<string, Promise<unknown>>();

  /** Runs a user's attempts from one address one after the other, so that each sees the result of the one before. */
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

  /** @returns the seconds until the next attempt is allowed; 0 if it is allowed now */
  async waitFor(user: string, address: string): Promise<number> {
    const waits = await Promise.all(keysOf(user, address).map(({ key }) => this.#waits.get(key)));
    return Math.max(0, ...waits.map(secondsOf));
  }

  /** Counts an attempt as failed before its result is known, so that concurrent attempts are counted too. */
  async attempted(user: string, address: string): Promise<void> {
    for (const { key, allowed } of keysOf(user, address)) {
      const { consumedPoints } = await this.#failures.penalty(key);
      const excess = consumedPoints - allowed;
      if (excess > 0) await this.#waits.block(key, Math.min(maxWait, 2 ** excess));
    }
  }

  /** Clears the user's failures. Of the address only this attempt is cleared, since it may have tried other users. */
  async succeeded(user: string, address: string): Promise<void> {
    const [own, whole] = keysOf(user, address);
    await this.#failures.delete(own.key);
    await this.#failures.reward(whole.key);
    for (const { key } of [own, whole]) await this.#waits.delete(key);
  }
}

function keysOf(user: string, address: string): [Key, Key] {
  return [
    { key: `${address} ${user}`, allowed: maxFreeFailures.user },
    { key: address, allowed: maxFreeFailures.address },
  ];
}

interface Key {
  readonly key: string;
  readonly allowed: number;
}

function secondsOf(wait: RateLimiterRes | null): number {
  // After the clock was set back, the remaining time may be longer than the maximum.
  return wait && wait.msBeforeNext > 0 ? Math.min(maxWait, Math.ceil(wait.msBeforeNext / 1000)) : 0;
}
