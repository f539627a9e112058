import { createHash } from 'node:crypto';
import { FailureCounter, type Failures } from './failure-counter.ts';

/** Delays sign-in after failures, in this process or in all of them. */
export interface SignInDelays {
  /** Whether the user signed in from this network before. */
  isKnown(user: string, network: string): boolean | Promise<boolean>;
  /** @returns the seconds until the next attempt is allowed; 0 if it is allowed now */
  waitFor(user: string, network: string): number | Promise<number>;
  /**
   * Counts an attempt as failed before its result is known, so that concurrent attempts are counted too, unless it has to
   * wait. @returns as `waitFor`
   */
  attempt(user: string, network: string): number | Promise<number>;
  /** Clears the user's failures in this network, where they are known from now on. Others' failures still count. */
  succeeded(user: string, network: string): void | Promise<void>;
}

/** The failures that decide on an attempt. */
export interface CountedFailures {
  readonly isKnown: boolean;
  /** Of the user in the network. */
  readonly pair: Failures | undefined;
  readonly network: Failures | undefined;
  readonly user: Failures | undefined;
}

/** Failures within {@link failureLifetimeMs} after which others have to wait. */
const maxFreeFailures = {
  /** Of a user from one network. */
  pair: 3,
  /** From a network, whoever the users are. */
  network: 20,
  /** Of a user from all networks: those that failed already wait. */
  user: 20,
  /** The same: new networks take turns. */
  userFromNewNetworks: 100,
} as const;
export const failureLifetimeMs = 3_600_000;
const maxWaitMs = 900_000;
/** Between attempts of a user from new networks. */
const turnMs = 5000;
/** More than can be hashed within {@link failureLifetimeMs}, so that nobody can push failures out. */
const maxEntries = 100_000;
export const maxKnown = 10_000;

/**
 * Delays sign-in after failures: of a user from one network, from a network, and of a user from all networks. A user is
 * known in a network where they signed in: there, only their own failures count, so that nobody elsewhere, and no other user
 * of that network, can keep them out.
 */
export class SignInDelay implements SignInDelays {
  readonly #now: () => number;
  readonly #pairs: FailureCounter;
  readonly #networks: FailureCounter;
  readonly #users: FailureCounter;
  /** The last used is the last. */
  readonly #known = new Set<string>();

  /** @param now a clock in milliseconds that is never set. Default: the process's. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#pairs = new FailureCounter(failureLifetimeMs, maxEntries, now);
    this.#networks = new FailureCounter(failureLifetimeMs, maxEntries, now);
    this.#users = new FailureCounter(failureLifetimeMs, maxEntries, now);
  }

  isKnown(user: string, network: string): boolean {
    return this.#known.has(pairOf(user, network));
  }

  waitFor(user: string, network: string): number {
    const failures = {
      isKnown: this.isKnown(user, network),
      pair: this.#pairs.get(pairOf(user, network)),
      network: this.#networks.get(network),
      user: this.#users.get(digestOf(user)),
    };
    return secondsToWait(failures, this.#now());
  }

  attempt(user: string, network: string): number {
    const wait = this.waitFor(user, network);
    if (wait === 0) this.attempted(user, network);
    return wait;
  }

  /** Counts an attempt as failed. */
  attempted(user: string, network: string): void {
    this.#pairs.add(pairOf(user, network));
    if (this.isKnown(user, network)) return;
    this.#networks.add(network);
    this.#users.add(digestOf(user));
  }

  succeeded(user: string, network: string): void {
    const pair = pairOf(user, network);
    this.#pairs.clear(pair);
    if (!this.#known.delete(pair)) {
      this.#networks.takeBack(network);
      this.#users.takeBack(digestOf(user));
    }
    this.#known.add(pair);
    const [oldest = ''] = this.#known;
    if (this.#known.size > maxKnown) this.#known.delete(oldest);
  }
}

/** @returns the seconds until the next attempt is allowed; 0 if it is allowed now */
export function secondsToWait({ isKnown, pair, network, user }: CountedFailures, nowMs: number): number {
  const until = [doublingWait(pair, maxFreeFailures.pair)];
  if (!isKnown) {
    until.push(doublingWait(network, maxFreeFailures.network));
    const { count = 0, last = 0 } = user ?? {};
    if (pair && count >= maxFreeFailures.user) until.push(pair.last + maxWaitMs);
    if (count >= maxFreeFailures.userFromNewNetworks) until.push(last + turnMs);
  }
  return Math.max(0, Math.ceil((Math.max(...until) - nowMs) / 1000));
}

/** When the wait after the last failure ends: it doubles with each that isn't free. */
function doublingWait(failures: Failures | undefined, free: number): number {
  if (!failures || failures.count <= free) return Number.NEGATIVE_INFINITY;
  return failures.last + Math.min(maxWaitMs, 1000 * 2 ** (failures.count - free));
}

export function pairOf(user: string, network: string): string {
  return `${network} ${digestOf(user)}`;
}

/** Names may be long, and anybody may make them up. */
export function digestOf(user: string): string {
  return createHash('sha256').update(user).digest('base64url');
}
