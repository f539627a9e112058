import { errors, jwtVerify, SignJWT } from 'jose';
import type { Storage, User } from '../storage.ts';

/** In seconds: seven days. */
export const accessTokenLifetime = 604_800;

const algorithm = 'HS256';
const issuer = 'concordat-webhooks';
const audience = 'concordat-webhooks-api';
const type = 'at+jwt';
/** In characters. The longest e-mail address makes a token of 700. */
const maxLength = 2048;
/** How many tokens are remembered as verified. */
const maxVerified = 10_000;

interface Claims {
  readonly userId: string;
  readonly email: string;
  readonly family: string | undefined;
  /** In milliseconds since 1970. */
  readonly expires: number;
}

/**
 * Access tokens: JSON Web Tokens that name a user.
 * @see https://www.rfc-editor.org/rfc/rfc9068
 */
export class AccessTokens {
  readonly #key: Uint8Array;
  readonly #storage: Storage;
  readonly #now: () => Date;
  /** Tokens whose signature was verified, which isn't done again. */
  readonly #verified = new Map<string, Claims>();

  constructor(key: Uint8Array, storage: Storage, now: () => Date) {
    this.#key = key;
    this.#storage = storage;
    this.#now = now;
  }

  /** @param family of the refresh token that it was got with, which makes both void */
  async issue(user: User, family?: string): Promise<string> {
    const now = Math.floor(this.#now().getTime() / 1000);
    return new SignJWT({ email: user.email, ...(family !== undefined && { family }) })
      .setProtectedHeader({ alg: algorithm, typ: type })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(user.id)
      .setJti(crypto.randomUUID())
      .setIssuedAt(now)
      .setExpirationTime(now + accessTokenLifetime)
      .sign(this.#key);
  }

  /** The token's user as they are now; undefined for an invalid, void or expired token, or a user who was removed. */
  async userOf(token: string): Promise<User | undefined> {
    const claims = this.#verified.get(token) ?? (await this.#verify(token));
    if (!claims || claims.expires <= this.#now().getTime()) {
      this.#verified.delete(token);
      return undefined;
    }
    const { email, family, userId } = claims;
    if (family !== undefined && (await this.#storage.get('tokens', family))?.voidedOn !== undefined) return undefined;
    const user = await this.#storage.get('users', email);
    return user?.id === userId ? user : undefined;
  }

  async #verify(token: string): Promise<Claims | undefined> {
    if (token.length > maxLength) return undefined;
    const verified = await jwtVerify<{ email: string; family?: string }>(token, this.#key, {
      algorithms: [algorithm],
      issuer,
      audience,
      typ: type,
      currentDate: this.#now(),
    }).catch(ignoreInvalidToken);
    if (!verified) return undefined;
    const { sub = '', email, family, exp = 0 } = verified.payload;
    const claims = { userId: sub, email, family, expires: exp * 1000 };
    if (this.#verified.size >= maxVerified) this.#verified.clear();
    this.#verified.set(token, claims);
    return claims;
  }
}

/** Errors that aren't about the token, such as an unusable key, are thrown again. */
function ignoreInvalidToken(error: unknown): undefined {
  if (!(error instanceof errors.JOSEError)) throw error;
}
