import OAuth2Server from '@node-oauth/oauth2-server';
import type { components } from '../../../generated/types.ts';
import type { Storage, User } from '../storage.ts';
import { type AccessTokens, accessTokenLifetime } from './access-tokens.ts';
import { verifyPassword } from './passwords.ts';
import { type FoundToken, type RefreshTokens, refreshTokenLifetime } from './refresh-tokens.ts';
import type { SignInDelays } from './sign-in-delay.ts';
import type { SignInQueue } from './sign-in-queue.ts';

/** What a client that finds the queue full is told to wait, in seconds. */
const fullQueueWait = 2;

export type TokenRequest = components['schemas']['TokenRequest'];
export type Token = components['schemas']['Token'];
export type TokenFailure = components['schemas']['TokenFailure'];

export type TokenResult = { readonly token: Token } | { readonly failure: TokenFailure } | { readonly wait: number };

export interface TokenServiceParts {
  readonly storage: Storage;
  readonly accessTokens: AccessTokens;
  readonly refreshTokens: RefreshTokens;
  readonly queue: SignInQueue;
  /** Undefined for no delay after failed attempts. */
  readonly delay: SignInDelays | undefined;
}

export interface TokenClient {
  /** From `networkOf`. */
  readonly network: string;
  /** Whether it has closed its connection. */
  readonly isGone: () => boolean;
}

/** Whom a token is for, and the refresh token that it is asked with. */
interface Grant extends User {
  readonly previous?: FoundToken;
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

  /** @returns `wait`, in seconds, for a client that has to try again later */
  async issue(request: TokenRequest, client: TokenClient): Promise<TokenResult> {
    const user = request.grant_type === 'password' ? request.username?.toLowerCase() : undefined;
    if (user === undefined) return this.#grant(request);
    const { delay, queue } = this.#parts;
    const { network, isGone } = client;
    const wait = (await delay?.waitFor(user, network)) ?? 0;
    if (wait > 0) return { wait };
    const known = (await delay?.isKnown(user, network)) ?? false;
    const place = { lane: known ? `${network} ${user}` : network, known, isGone };
    const result = await queue.run(place, () => this.#signIn({ ...request, username: user }, user, network));
    return result ?? { wait: fullQueueWait };
  }

  async #signIn(request: TokenRequest, user: string, network: string): Promise<TokenResult> {
    const { delay } = this.#parts;
    if (!delay) return this.#grant(request);
    // Attempts before this one may have failed while it waited for its turn.
    const wait = await delay.attempt(user, network);
    if (wait > 0) return { wait };
    const result = await this.#grant(request);
    if ('token' in result) await delay.succeeded(user, network);
    return result;
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
    const { storage, accessTokens, refreshTokens } = this.#parts;
    return {
      getClient: async () => anyClient,
      getUser: async (email, password) => {
        const user = await storage.get('users', email);
        const isGood = await verifyPassword(decodePassword(password), user?.passwordHash);
        // Read again: the password may have changed, or the user been removed, while the password was verified.
        return isGood && (await storage.get('users', email))?.passwordHash === user?.passwordHash && user;
      },
      generateAccessToken: (_client, grant) => accessTokens.issue(grant as Grant, (grant as Grant).previous?.family),
      generateRefreshToken: async (_client, grant) => refreshTokens.make((grant as Grant).previous),
      saveToken: async (token, client, grant) => {
        const isSaved = await refreshTokens.save(
          token.refreshToken as string,
          grant as Grant,
          (grant as Grant).previous,
        );
        if (!isSaved) throw new OAuth2Server.InvalidGrantError('the refresh token was used by another request');
        return { ...token, client, user: grant };
      },
      getAccessToken: async () => false,
      getRefreshToken: async (refreshToken) => {
        const found = await refreshTokens.find(refreshToken);
        return found && { refreshToken, client: anyClient, user: { ...found.user, previous: found } satisfies Grant };
      },
      // Saving the next one replaces it, in one write.
      revokeToken: async () => true,
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
