import { operationTable } from '../../generated/server.ts';
import { CodedError } from '../http.ts';
import { emailOf, passwordOf, passwordRule } from './setting-values.ts';
import type { RefreshToken, Storage, User } from './storage.ts';

/** All roles: the scopes that operations require. */
export const roles: readonly string[] = [...new Set(Object.values(operationTable).flatMap((entry) => entry.roles))];

/** Why a user can't be added, changed or removed. */
export const userErrorCodes = {
  /** There is a user of that address. */
  exists: 'USER_EXISTS',
  /** There is no user of that address. */
  unknown: 'USER_UNKNOWN',
  /** The address, the password, a role or a location is invalid. */
  invalid: 'USER_INVALID',
} as const;

export type UserErrorCode = (typeof userErrorCodes)[keyof typeof userErrorCodes];

/** A user that can't be added, changed or removed; the message says why. */
export class UserError extends CodedError<UserErrorCode> {
  override readonly name = 'UserError';
}

export interface NewUser {
  readonly email: string;
  readonly password: string;
  readonly admin?: boolean;
  readonly roles?: readonly string[];
  readonly locations?: readonly number[];
}

/** A user without what is secret. */
export type UserSummary = Omit<User, 'id' | 'passwordHash' | 'passwordVersion'>;

export interface UserServiceParts {
  readonly storage: Storage;
  readonly hashPassword: (password: string) => Promise<string>;
  readonly makeId: () => string;
  readonly now: () => Date;
}

/** Administers users. */
export class UserService {
  readonly #parts: UserServiceParts;

  constructor(parts: UserServiceParts) {
    this.#parts = parts;
  }

  /** @throws {UserError} `USER_EXISTS`, `USER_INVALID` */
  async add({
    email: written,
    password,
    admin = false,
    roles: given = [],
    locations = [],
  }: NewUser): Promise<UserSummary> {
    const email = checkEmail(written);
    const unknown = given.find((role) => !roles.includes(role));
    if (unknown !== undefined) throw invalid(`there is no role ${unknown}: roles are ${roles.join(', ')}`);
    const wrong = locations.find((location) => !Number.isSafeInteger(location) || location < 1);
    if (wrong !== undefined) throw invalid(`a location must be its id, a whole number from 1, not ${wrong}`);
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
      if (current) {
        const message = `${email} is a user already: \`user passwd\` changes the password`;
        throw new UserError(userErrorCodes.exists, message);
      }
      return user;
    });
    return toSummary(user);
  }

  async list(): Promise<UserSummary[]> {
    const { entries } = await this.#parts.storage.list('users');
    return entries.map(toSummary);
  }

  /** Changes a password and revokes the user's refresh tokens. @throws {UserError} `USER_UNKNOWN`, `USER_INVALID` */
  async changePassword(written: string, password: string): Promise<void> {
    const email = checkEmail(written);
    const passwordHash = await this.#hash(password);
    await this.#parts.storage.change('users', email, (current) => {
      const user = checkThere(current, email);
      return { ...user, passwordHash, passwordVersion: user.passwordVersion + 1 };
    });
    // Access tokens of a void family would be valid again without it.
    await this.#removeTokens(email, (token) => token.voidedOn === undefined);
  }

  /** Removes a user and revokes all of their tokens. @throws {UserError} `USER_UNKNOWN`, `USER_INVALID` */
  async remove(written: string): Promise<void> {
    const email = checkEmail(written);
    await this.#parts.storage.change('users', email, (current) => {
      checkThere(current, email);
      return undefined;
    });
    await this.#removeTokens(email);
  }

  async #removeTokens(email: string, isRemoved: (token: RefreshToken) => boolean = () => true): Promise<void> {
    const { storage } = this.#parts;
    const { entries } = await storage.list('tokens', { where: [{ field: 'email', is: 'equal', to: email }] });
    for (const { hash } of entries.filter(isRemoved)) await storage.change('tokens', hash, () => undefined);
  }

  #hash(password: string): Promise<string> {
    if (passwordOf(password) === undefined) throw invalid(`a password must be ${passwordRule}`);
    return this.#parts.hashPassword(password);
  }
}

function invalid(message: string): UserError {
  return new UserError(userErrorCodes.invalid, message);
}

function checkEmail(written: string): string {
  const email = emailOf(written);
  if (email === undefined) throw invalid(`${JSON.stringify(written)} is not an e-mail address`);
  return email;
}

function checkThere(user: User | undefined, email: string): User {
  if (!user) throw new UserError(userErrorCodes.unknown, `there is no user ${email}`);
  return user;
}

function toSummary({ id: _id, passwordHash: _hash, passwordVersion: _version, ...summary }: User): UserSummary {
  return summary;
}
