import { createHash, randomBytes } from 'node:crypto';
import OAuth2Server from '@node-oauth/oauth2-server';
import type { components } from '../../../generated/types.ts';
import type { RefreshToken, Storage, User } from '../storage.ts';
import { type AccessTokens, accessTokenLifetime } from './access-tokens.ts';
import { verifyPassword } from './passwords.ts';
import type { SignInDelay } from './sign-in-delay.ts';

/** In seconds: fifteen days. */
const refreshTokenLifetime = 1_296_000;

export type TokenRequest = components['schemas']['TokenRequest'];
export type Token = components['schemas']['Token'];
export type TokenFailure = components['schemas']['TokenFailure'];

export type TokenResult = { readonly token: Token } | { readonly failure: TokenFailure } | { readonly wait: number };

export interface TokenServiceParts {
  readonly storage: Storage;
  readonly accessTokens: AccessTokens;
  /** Undefined for no delay after failed attempts. */
  readonly delay: SignInDelay | undefined;
  readonly now: () => Date;
}

/** The API has no OAuth clients, but the OAuth server needs one. */
const anyClient = { id: 'everybody', grants: ['password', 'refresh_token'] };

/**
 * Issues tokens for a user's name and password, or for a refresh token, which can be used once.
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.3
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-6
 */
export class TokenService {
  readonly #parts: TokenServiceParts;
  readonly #server: OAuth2Server;

  constructor(parts: TokenServiceParts) {
    this.#parts = parts;
    this.#server = new OAuth2Server({
      model: this.#makeModel(),
      accessTokenLifetime,
      refreshTokenLifetime,
      requireClientAuthentication: { password: false, refresh_token: false },
    });
  }

  /** @param address of the client */
  async issue(request: TokenRequest, address: string): Promise<TokenResult> {
    const { delay } = this.#parts;
    const name = request.grant_type === 'password' ? request.username?.toLowerCase() : undefined;
    if (name === undefined) return this.#grant(request);
    if (!delay) return this.#grant({ ...request, username: name });
    return delay.inTurn(name, address, async () => {
      const wait = await delay.waitFor(name, address);
      if (wait > 0) return { wait };
      await delay.attempted(name, address);
      const result = await this.#grant({ ...request, username: name });
      if ('token' in result) await delay.succeeded(name, address);
      return result;
    });
  }

  /** Removes expired refresh tokens. */
  async removeExpired(): Promise<void> {
    const { storage, now } = this.#parts;
    const { entries } = await storage.list('tokens', { where: [{ field: 'expiresOn', is: 'atMost', to: now() }] });
    for (const { hash } of entries) await storage.change('tokens', hash, () => undefined);
  }

  async #grant(request: TokenRequest): Promise<TokenResult> {
    const { grant_type, username, refresh_token } = request;
    const password = request.password === undefined ? undefined : encodePassword(request.password);
    const given = Object.entries({ grant_type, username, password, refresh_token }).filter(
      ([, value]) => value !== undefined,
    );
    const body = { ...Object.fromEntries(given), client_id: anyClient.id };
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '1' };
    const sent = new OAuth2Server.Request({ method: 'POST', query: {}, headers, body });
    try {
      const { accessToken, refreshToken = '' } = await this.#server.token(sent, new OAuth2Server.Response());
      const expires_in = accessTokenLifetime - 1;
      return { token: { access_token: accessToken, token_type: 'bearer', expires_in, refresh_token: refreshToken } };
    } catch (error) {
      if (!(error instanceof OAuth2Server.OAuthError) || error.code >= 500) throw causeOf(error);
      return { failure: toFailure(error, request) };
    }
  }

  #makeModel(): OAuth2Server.PasswordModel & OAuth2Server.RefreshTokenModel {
    const { storage, accessTokens, now } = this.#parts;
    return {
      getClient: async () => anyClient,
      getUser: async (email, password) => {
        const user = await storage.get('users', email);
        const isGood = await verifyPassword(decodePassword(password), user?.passwordHash);
        // Read again: the password may have changed, or the user been removed, while the password was verified.
        return isGood && (await storage.get('users', email))?.passwordHash === user?.passwordHash && user;
      },
      generateAccessToken: (_client, user) => accessTokens.issue(user as User),
      generateRefreshToken: async () => randomBytes(32).toString('base64url'),
      saveToken: async (token, client, user) => {
        const { id, email, passwordVersion } = user as User;
        const hash = hashOf(token.refreshToken as string);
        const expiresOn = new Date(now().getTime() + refreshTokenLifetime * 1000).toISOString();
        await storage.change('tokens', hash, () => ({ hash, userId: id, email, passwordVersion, expiresOn }));
        return { ...token, client, user };
      },
      getAccessToken: async () => false,
      getRefreshToken: async (refreshToken) => {
        const found = await storage.get('tokens', hashOf(refreshToken));
        const user = found && (await storage.get('users', found.email));
        if (!found || !user || isExpired(found, now())) return false;
        if (user.id !== found.userId || user.passwordVersion !== found.passwordVersion) return false;
        return { refreshToken, client: anyClient, user };
      },
      // Of two requests with the same token only one finds it.
      revokeToken: async ({ refreshToken }) =>
        (await storage.change('tokens', hashOf(refreshToken), () => undefined)) !== undefined,
    };
  }
}

/** The OAuth server refuses passwords with emoji beside other letters, so it is given base64url. */
function encodePassword(password: string): string {
  return Buffer.from(password).toString('base64url');
}

function decodePassword(encoded: string): string {
  return Buffer.from(encoded, 'base64url').toString();
}

function isExpired({ expiresOn }: RefreshToken, now: Date): boolean {
  return Date.parse(expiresOn) <= now.getTime();
}

/** A random token needs no salt, and a look-up by its hash leaks nothing through timing. */
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

function toFailure({ name, message }: OAuth2Server.OAuthError, { grant_type }: TokenRequest): TokenFailure {
  if (name !== 'invalid_grant') return { error: 'invalid_request', error_description: message };
  const description =
    grant_type === 'password' ? 'The user name or password is incorrect.' : 'The refresh token is not valid.';
  return { error: 'invalid_grant', error_description: description };
}

/** The OAuth server wraps errors of the storage. */
function causeOf(error: unknown): unknown {
  return error instanceof OAuth2Server.ServerError ? ((error as { inner?: unknown }).inner ?? error) : error;
}
