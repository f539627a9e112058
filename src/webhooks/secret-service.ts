import { randomBytes } from 'node:crypto';
import { isInScope } from './scope.ts';
import type { OpenSecret, SealedSecrets } from './secrets/sealed-secrets.ts';
import { SecretError, secretErrorCodes } from './secrets/secret-error.ts';
import type { User } from './storage.ts';

export { SecretError, type SecretErrorCode, secretErrorCodes } from './secrets/secret-error.ts';

export interface SecretServiceParts {
  readonly secrets: SealedSecrets;
  readonly now: () => Date;
  /** How long secrets are used after they were read, in milliseconds. Default: until they are changed here. */
  readonly maxAgeMs?: number;
}

/** How long a secret signs beside the one that replaced it, in milliseconds. */
const overlapMs = 86_400_000;
/** So many replaced ones sign at most. A client that lost the response to a change, and repeats it, makes two. */
const maxReplaced = 4;
const maxCached = 10_000;

interface CachedSecrets {
  readonly secrets: readonly string[];
  /** When the first of them ends, or all of them are read again, in milliseconds since 1970. */
  readonly until: number;
}

/** The secrets of locations, which sign their deliveries: encrypted in the store, in the clear in memory only. */
export class SecretService {
  readonly #parts: SecretServiceParts;
  readonly #cache = new Map<number, CachedSecrets>();
  /** What is being read is read once, however many deliveries wait for it. */
  readonly #reading = new Map<number, Promise<readonly string[]>>();
  /** The number of changes: what was read before a change isn't cached after it. */
  #version = 0;

  constructor(parts: SecretServiceParts) {
    this.#parts = parts;
  }

  /** @returns since when a location has its secret; undefined without one. @throws {SecretError} `SECRET_DENIED` */
  async get(businessId: number, user: User): Promise<{ since: string } | undefined> {
    checkScope(businessId, user);
    const found = await this.#parts.secrets.find(businessId);
    return found && { since: found.since };
  }

  /**
   * Gives a location a secret. The one before signs too for 24 hours. The same one again changes nothing.
   * @param secret undefined makes one: `whsec_` and 32 random bytes in base64
   * @throws {SecretError} `SECRET_DENIED`
   */
  async set(businessId: number, secret: string | undefined, user: User): Promise<{ secret: string; since: string }> {
    checkScope(businessId, user);
    const given = secret ?? `whsec_${randomBytes(32).toString('base64')}`;
    let since = '';
    await this.#forgetAfter(businessId, () =>
      this.#parts.secrets.replace(businessId, (current) => {
        const next = replaceSecret(current, given, this.#parts.now());
        since = next.since;
        return next;
      }),
    );
    return { secret: given, since };
  }

  /**
   * Removes a location's secret at once, with those before it: its deliveries are unsigned from now on.
   * @returns whether there was one. @throws {SecretError} `SECRET_DENIED`
   */
  async delete(businessId: number, user: User): Promise<boolean> {
    checkScope(businessId, user);
    return this.#forgetAfter(businessId, () => this.#parts.secrets.remove(businessId));
  }

  /** The secrets that sign the deliveries of a location now, the newest first; none without a secret. They are cached. */
  async secretsOf(businessId: number): Promise<readonly string[]> {
    const cached = this.#cache.get(businessId);
    if (cached && this.#parts.now().getTime() < cached.until) return cached.secrets;
    const known = this.#reading.get(businessId);
    if (known !== undefined) return known;
    const reading = this.#read(businessId);
    this.#reading.set(businessId, reading);
    try {
      return await reading;
    } finally {
      if (this.#reading.get(businessId) === reading) this.#reading.delete(businessId);
    }
  }

  async #read(businessId: number): Promise<readonly string[]> {
    const now = this.#parts.now().getTime();
    const version = this.#version;
    const found = await this.#parts.secrets.find(businessId);
    const replaced = found ? found.replaced.filter(({ until }) => now < Date.parse(until)) : [];
    const secrets = found ? [found.secret, ...replaced.map(({ secret }) => secret)] : [];
    const { maxAgeMs = Number.POSITIVE_INFINITY } = this.#parts;
    const until = Math.min(now + maxAgeMs, ...replaced.map((one) => Date.parse(one.until)));
    if (this.#cache.size >= maxCached) this.#cache.clear();
    if (version === this.#version) this.#cache.set(businessId, { secrets, until });
    return secrets;
  }

  async #forgetAfter<T>(businessId: number, change: () => Promise<T>): Promise<T> {
    try {
      return await change();
    } finally {
      this.#version++;
      this.#cache.delete(businessId);
      this.#reading.delete(businessId);
    }
  }
}

function replaceSecret(current: OpenSecret | undefined, secret: string, on: Date): OpenSecret {
  if (current?.secret === secret) return current;
  const until = new Date(on.getTime() + overlapMs).toISOString();
  const replaced = current ? [{ secret: current.secret, until }, ...current.replaced] : [];
  const lasting = replaced.filter((one) => one.secret !== secret && on.getTime() < Date.parse(one.until));
  return { secret, since: on.toISOString(), replaced: lasting.slice(0, maxReplaced) };
}

function checkScope(businessId: number, user: User): void {
  if (isInScope(businessId, user)) return;
  throw new SecretError(secretErrorCodes.denied, `location ${businessId} is not one of ${user.email}'s`);
}
