import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** One user, and the tokens that it got. Take a store of users and hashed passwords in its place. */
export class SignIn {
  readonly lifetimeSeconds = 3600;
  readonly #user: string;
  readonly #password: string;
  /** By token, when it ends, in milliseconds. */
  readonly #tokens = new Map<string, number>();

  constructor(user: string, password: string) {
    this.#user = user;
    this.#password = password;
  }

  /** @returns undefined if the name or the password is wrong */
  createToken(user: string, password: string): string | undefined {
    if (user !== this.#user || !isEqual(password, this.#password)) return undefined;
    const now = Date.now();
    for (const [token, end] of this.#tokens) if (end < now) this.#tokens.delete(token);
    const token = randomBytes(24).toString('base64url');
    this.#tokens.set(token, now + this.lifetimeSeconds * 1000);
    return token;
  }

  /** @returns the name of the user, or undefined if the token is unknown or too old */
  userOf(token: string): string | undefined {
    return (this.#tokens.get(token) ?? 0) > Date.now() ? this.#user : undefined;
  }
}

/** In a time that doesn't depend on where the texts differ. */
function isEqual(a: string, b: string): boolean {
  const [one, other] = [a, b].map((text) => createHash('sha256').update(text).digest()) as [Buffer, Buffer];
  return timingSafeEqual(one, other);
}
