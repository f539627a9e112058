import { type Credentials, forbidden } from '../../server.ts';
import type { User } from '../storage.ts';
import type { AccessTokens } from './access-tokens.ts';

/** Returns the user of a bearer token if they have the operation's roles. An administrator has all roles. */
export function createAuthorizer(tokens: AccessTokens) {
  return async ({ value, scopes }: Credentials): Promise<User | undefined | typeof forbidden> => {
    const user = value === undefined ? undefined : await tokens.userOf(value);
    if (!user) return undefined;
    return user.admin || scopes.every((role) => user.roles.includes(role)) ? user : forbidden;
  };
}
