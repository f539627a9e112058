import { createHash, randomBytes } from 'node:crypto';
import type { RefreshToken, Storage, User } from '../storage.ts';

/** In seconds: fifteen days, which is longer than access tokens live: those of a void family have to be recognized. */
export const refreshTokenLifetime = 1_296_000;

/** A valid refresh token, and whose it is. */
export interface FoundToken {
  readonly token: string;
  readonly family: string;
  readonly user: User;
}

/**
 * Refresh tokens, each of which can be used once. All that follow from one sign-in are a family; when one is used again, it
 * was stolen before or after its first use, so the family is void. A token is `family.secret`: one entry of the store is
 * enough to tell the newest from used ones, and to replace it in one write.
 * @see https://www.rfc-editor.org/rfc/rfc9700#section-4.14.2
 */
export class RefreshTokens {
  readonly #storage: Storage;
  readonly #now: () => Date;
  readonly #onReuse: (user: User) => void;

  /** @param onReuse is called when a used token is used again */
  constructor(storage: Storage, now: () => Date, onReuse: (user: User) => void) {
    this.#storage = storage;
    this.#now = now;
    this.#onReuse = onReuse;
  }

  /** @returns a token that nobody can use until it is saved: of a new family, or the next one */
  make(previous?: FoundToken): string {
    const family = previous ? familyOf(previous.token) : randomBytes(16).toString('base64url');
    return `${family}.${randomBytes(32).toString('base64url')}`;
  }

  /** Makes a token valid. @returns false if the one before it was used in the meantime */
  async save(token: string, { id, email, passwordVersion }: User, previous?: FoundToken): Promise<boolean> {
    const hash = hashOf(familyOf(token));
    const expiresOn = new Date(this.#now().getTime() + refreshTokenLifetime * 1000).toISOString();
    let isSaved = false;
    await this.#storage.change('tokens', hash, (current) => {
      isSaved = previous ? current !== undefined && isCurrent(current, previous.token) : true;
      if (!isSaved) return current;
      return { hash, current: hashOf(token), userId: id, email, passwordVersion, expiresOn };
    });
    return isSaved;
  }

  /** Finds a valid token. One that was used makes its family void. */
  async find(token: string): Promise<FoundToken | undefined> {
    const family = hashOf(familyOf(token));
    const found = await this.#storage.get('tokens', family);
    const user = found && (await this.#storage.get('users', found.email));
    if (!user || user.id !== found.userId || user.passwordVersion !== found.passwordVersion) return undefined;
    if (found.voidedOn !== undefined || Date.parse(found.expiresOn) <= this.#now().getTime()) return undefined;
    if (isCurrent(found, token)) return { token, family, user };
    // A used one: requests at the same time find it current, and fail when they save the next one.
    const voidedOn = this.#now().toISOString();
    let isVoided = false;
    await this.#storage.change('tokens', family, (current) => {
      // Requests at the same time void it once.
      isVoided = current !== undefined && current.voidedOn === undefined;
      return isVoided && current ? { ...current, voidedOn } : current;
    });
    if (isVoided) this.#onReuse(user);
    return undefined;
  }

  /** Removes expired families. */
  async removeExpired(): Promise<void> {
    const where = [{ field: 'expiresOn', is: 'atMost', to: this.#now() }] as const;
    const { entries } = await this.#storage.list('tokens', { where });
    for (const { hash } of entries) await this.#storage.change('tokens', hash, () => undefined);
  }
}

/** Tokens of an earlier version have no families: such a one is the family of those that follow. */
function familyOf(token: string): string {
  return token.split('.', 1)[0] as string;
}

function isCurrent({ hash, current = hash, voidedOn }: RefreshToken, token: string): boolean {
  return voidedOn === undefined && current === hashOf(token);
}

/** A random token needs no salt, and a look-up by its hash leaks nothing through timing. */
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
