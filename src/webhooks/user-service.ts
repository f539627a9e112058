import { operationTable } from '../../generated/server.ts';
import { emailOf, passwordOf, passwordRule } from './config.ts';
import type { Storage, User } from './storage.ts';

/** The roles that there are: the scopes that operations ask for. */
export const roles: readonly string[] = [...new Set(Object.values(operationTable).flatMap((entry) => entry.roles))];

/** What an administrator asks for can't be done; the message says why. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

export interface NewUser {
  readonly email: string;
  readonly password: string;
  readonly admin?: boolean;
  readonly roles?: readonly string[];
  readonly locations?: readonly number[];
}

/** A user as others may see them. */
export type UserSummary = Omit<User, 'id' | 'passwordHash' | 'passwordVersion'>;

export interface UserServiceParts {
  readonly storage: Storage;
  readonly hashPassword: (password: string) => Promise<string>;
  readonly makeId: () => string;
  readonly now: () => Date;
}

/** Who may sign in, and what they may do. */
export class UserService {
  readonly #parts: UserServiceParts;

  constructor(parts: UserServiceParts) {
    this.#parts = parts;
  }

  /** @throws {UserError} where the user is there already, or something isn't as it must be */
  async add({
    email: written,
    password,
    admin = false,
    roles: given = [],
    locations = [],
  }: NewUser): Promise<UserSummary> {
    const email = checkEmail(written);
    const unknown = given.find((role) => !roles.includes(role));
    if (unknown !== undefined) throw new UserError(`there is no role ${unknown}: roles are ${roles.join(', ')}`);
    const wrong = locations.find((location) => !Number.isSafeInteger(location) || location < 1);
    if (wrong !== undefined) throw new UserError(`a location is its id, a whole number from 1, and not ${wrong}`);
    const { storage, makeId, now } = this.#parts;
    const passwordHash = await this.#hash(password);
    const user: User = {
      id: makeId(),
      email,
      passwordHash,
      passwordVersion: 0,
      admin,
      roles: given,
      locations,
      createdOn: now().toISOString(),
    };
    await storage.change('users', email, (current) => {
      if (current) throw new UserError(`${email} is a user already: \`user passwd\` changes the password`);
      return user;
    });
    return toSummary(user);
  }

  async list(): Promise<UserSummary[]> {
    const { entries } = await this.#parts.storage.list('users');
    return entries.map(toSummary);
  }

  /** Changes a password, and makes the user's refresh tokens void. @throws {UserError} */
  async changePassword(written: string, password: string): Promise<void> {
    const email = checkEmail(written);
    const passwordHash = await this.#hash(password);
    await this.#parts.storage.change('users', email, (current) => {
      const user = checkThere(current, email);
      return { ...user, passwordHash, passwordVersion: user.passwordVersion + 1 };
    });
    await this.#removeTokens(email);
  }

  /** Removes a user; their tokens are refused from now on. @throws {UserError} */
  async remove(written: string): Promise<void> {
    const email = checkEmail(written);
    await this.#parts.storage.change('users', email, (current) => {
      checkThere(current, email);
      return undefined;
    });
    await this.#removeTokens(email);
  }

  async #removeTokens(email: string): Promise<void> {
    const { storage } = this.#parts;
    const { entries } = await storage.list('tokens', { where: [{ field: 'email', is: 'equal', to: email }] });
    for (const { hash } of entries) await storage.change('tokens', hash, () => undefined);
  }

  #hash(password: string): Promise<string> {
    if (passwordOf(password) === undefined) throw new UserError(`a password is ${passwordRule}`);
    return this.#parts.hashPassword(password);
  }
}

function checkEmail(written: string): string {
  const email = emailOf(written);
  if (email === undefined) throw new UserError(`${JSON.stringify(written)} is no e-mail address`);
  return email;
}

function checkThere(user: User | undefined, email: string): User {
  if (!user) throw new UserError(`there is no user ${email}`);
  return user;
}

function toSummary({ id: _id, passwordHash: _hash, passwordVersion: _version, ...summary }: User): UserSummary {
  return summary;
}
