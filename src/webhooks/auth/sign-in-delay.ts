import { createHash } from 'node:crypto';
import { FailureCounter, type Failures } from './failure-counter.ts';

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
const failureLifetimeMs = 3_600_000;
const maxWaitMs = 900_000;
/** Between attempts of a user from new networks. */
const turnMs = 5000;
/** More than can be hashed within {@link failureLifetimeMs}, so that nobody can push failures out. */
const maxEntries = 100_000;
const maxKnown = 10_000;

/**
 * Delays sign-in after failures: of a user from one network, from a network, and of a user from all networks. A user is
 * known in a network where they signed in: there, only their own failures count, so that nobody elsewhere, and no other user
 * of that network, can keep them out.
 */
export class SignInDelay {
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

  /** @returns the seconds until the next attempt is allowed; 0 if it is allowed now */
  waitFor(user: string, network: string): number {
    const pair = this.#pairs.get(pairOf(user, network));
    const until = [doublingWait(pair, maxFreeFailures.pair)];
    if (!this.isKnown(user, network)) {
      until.push(doublingWait(this.#networks.get(network), maxFreeFailures.network));
      const everywhere = this.#users.get(digestOf(user));
      const { count = 0, last = 0 } = everywhere ?? {};
      if (pair && count >= maxFreeFailures.user) until.push(pair.last + maxWaitMs);
      if (count >= maxFreeFailures.userFromNewNetworks) until.push(last + turnMs);
    }
    return Math.max(0, Math.ceil((Math.max(...until) - this.#now()) / 1000));
  }

  /** Counts an attempt as failed before its result is known, so that concurrent attempts are counted too. */
  attempted(user: string, network: string): void {
    this.#pairs.add(pairOf(user, network));
    if (this.isKnown(user, network)) return;
    this.#networks.add(network);
    this.#users.add(digestOf(user));
  }

  /** Clears the user's failures in this network, where they are known from now on. Others' failures still count. */
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

/** When the wait after the last failure ends: it doubles with each that isn't free. */
function doublingWait(failures: Failures | undefined, free: number): number {
  if (!failures || failures.count <= free) return Number.NEGATIVE_INFINITY;
  return failures.last + Math.min(maxWaitMs, 1000 * 2 ** (failures.count - free));
}

function pairOf(user: string, network: string): string {
  return `${network} ${digestOf(user)}`;
}

/** Names may be long, and anybody may make them up. */
function digestOf(user: string): string {
  return createHash('sha256').update(user).digest('base64url');
}
