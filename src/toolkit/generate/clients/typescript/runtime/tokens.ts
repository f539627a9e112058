import { ClientError } from './client-error.ts';

/** Who signs in, by the contract's password flow. */
export interface SignIn {
  readonly username: string;
  readonly password: string;
  readonly scope?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
}

/** What was issued. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  /** In milliseconds since 1970; undefined if the server doesn't say. */
  readonly expiresAt: number | undefined;
}

/** A token is replaced this long before it expires, since requests take time; one that lives shortly, in its last tenth. */
const maxMarginMs = 10_000;

type Post = (form: URLSearchParams) => Promise<{ readonly response: Response; readonly text: string }>;

/** @see https://www.rfc-editor.org/rfc/rfc6749#section-4.3 */
export class TokenHolder {
  #tokens: Tokens | undefined;
  #renewAt = Number.POSITIVE_INFINITY;
  #renewal: Promise<boolean> | undefined;
  #client: Record<string, string> = {};
  readonly #post: Post;

  constructor(post: Post, tokens: Tokens | undefined) {
    this.#post = post;
    this.#keep(tokens);
  }

  get isSignedIn(): boolean {
    return this.#tokens !== undefined;
  }

  async signIn({ username, password, scope, clientId, clientSecret }: SignIn): Promise<Tokens> {
    this.#client = {
      ...(clientId === undefined ? {} : { client_id: clientId }),
      ...(clientSecret === undefined ? {} : { client_secret: clientSecret }),
    };
    const tokens = await this.#request({
      grant_type: 'password',
      username,
      password,
      ...(scope === undefined ? {} : { scope }),
    });
    this.#keep(tokens);
    return tokens;
  }

  signOut(): void {
    this.#keep(undefined);
  }

  /** The token to send. */
  async current(): Promise<string | undefined> {
    if (Date.now() >= this.#renewAt) await this.renew(this.#tokens?.accessToken);
    return this.#tokens?.accessToken;
  }

  /** Gets another token in place of one that isn't valid any more, once for all requests. @returns whether there is another */
  async renew(used: string | undefined): Promise<boolean> {
    if (this.#tokens === undefined) return false;
    if (this.#tokens.accessToken !== used) return true;
    const { refreshToken } = this.#tokens;
    if (refreshToken === undefined) return false;
    this.#renewal ??= this.#refresh(this.#tokens, refreshToken).finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  async #refresh(before: Tokens, refreshToken: string): Promise<boolean> {
    let after = before;
    try {
      after = await this.#request({ grant_type: 'refresh_token', refresh_token: refreshToken });
    } catch (error) {
      // What was refused once would be refused each time.
      const isRefused = error instanceof ClientError && [400, 401].includes(error.status ?? 0);
      if (isRefused) after = { ...before, refreshToken: undefined };
    }
    // Somebody may have signed out meanwhile, or in as somebody else.
    if (this.#tokens === before) this.#keep(after);
    return this.#tokens !== undefined && this.#tokens.accessToken !== before.accessToken;
  }

  #keep(tokens: Tokens | undefined): void {
    this.#tokens = tokens;
    const { expiresAt = Number.POSITIVE_INFINITY } = tokens ?? {};
    this.#renewAt = expiresAt - Math.min(maxMarginMs, (expiresAt - Date.now()) / 10);
  }

  async #request(fields: Record<string, string>): Promise<Tokens> {
    const { response, text } = await this.#post(new URLSearchParams({ ...fields, ...this.#client }));
    let body: unknown = text;
    try {
      body = JSON.parse(text);
    } catch {
      // It is shown as it is.
    }
    const issued = (body ?? {}) as Record<string, unknown>;
    const accessToken = issued['access_token'];
    if (!response.ok || typeof accessToken !== 'string')
      throw new ClientError('SIGN_IN_FAILED', `no token was issued: ${response.status} ${text.slice(0, 200)}`, {
        response,
        body,
      });
    const refreshToken = issued['refresh_token'] ?? fields['refresh_token'];
    const expiresIn = Number(issued['expires_in'] ?? Number.NaN);
    return {
      accessToken,
      refreshToken: typeof refreshToken === 'string' ? refreshToken : undefined,
      expiresAt: Number.isNaN(expiresIn) ? undefined : Date.now() + expiresIn * 1000,
    };
  }
}
