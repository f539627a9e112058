import { schemeOf } from '../../contract/document/credentials.ts';
import type { Excerpt } from '../../contract/document/excerpt.ts';
import type { Contract } from '../../contract/document/load-contract.ts';
import type { SecuritySchemeObject } from '../../contract/document/openapi.ts';
import type { Operation } from '../../contract/document/operations.ts';
import { secretQueryNames } from '../../contract/document/secret-query-names.ts';
import { type Credentials, madeUpCredentials, noCredentials } from '../../instances/index.ts';
import { CheckError } from './check-error.ts';
import { type LoggedIn, type LoginRequest, logIn } from './login.ts';
import type { ReceivedResponse } from './response-collector.ts';
import { Secrets } from './secrets.ts';
import { signIn } from './sign-in.ts';

/** The credentials of a run. */
export interface IdentityOptions {
  /** Sent with each request. Those that carry credentials are sent only to operations that ask for credentials. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Signs in through the contract's password flow, or by basic authentication. */
  readonly user?: string | undefined;
  /** The password of `user`. Default: empty. */
  readonly password?: string | undefined;
  /** The operationId of the operation that signs in, with `user` and `password`, or else as the contract's example does. */
  readonly login?: string | undefined;
  /** A JSON pointer to the token in the response to `login`. Default: it is found by its name, or in a cookie. */
  readonly loginToken?: string | undefined;
}

/** What signing in has given; the response is undefined if it isn't to be checked. */
type Issued = Omit<LoggedIn, 'received'> & { readonly received: ReceivedResponse | undefined };

/** How many times a run signs in again. */
const maxRenewals = 20;

/** The credentials of a run, and the secrets that its reports must not show. */
export class Identity {
  readonly #contract: Contract;
  readonly #given: Readonly<Record<string, string>>;
  /** The headers that credentials are given in, in lower case. */
  readonly #carriers: ReadonlySet<string>;
  /** API keys in the query are given like headers, and sent in the query. */
  readonly #queryKeys: ReadonlySet<string>;
  /** What signing in has given. */
  #own: Credentials | undefined;
  readonly #signInAgain: (() => Promise<Issued>) | undefined;
  #renewing: Promise<boolean> | undefined;
  #renewals = 0;
  /** The response that had the token. */
  readonly tokenResponse: ReceivedResponse | undefined;
  /** The request that signed in, where it is one of the contract's operations. */
  readonly login: LoginRequest | undefined;
  readonly user: { readonly name: string; readonly password: string } | undefined;

  /** By secret, the name of the variable that reports show in its place. */
  readonly secrets = new Secrets();

  private constructor(
    contract: Contract,
    { headers = {}, user, password = '' }: IdentityOptions,
    signIn?: {
      readonly first: Issued;
      readonly again: () => Promise<Issued>;
      readonly login?: LoginRequest | undefined;
    },
  ) {
    this.#contract = contract;
    this.#given = headers;
    this.#own = signIn?.first.credentials;
    this.#signInAgain = signIn?.again;
    this.login = signIn?.login;
    this.tokenResponse = signIn?.first.received;
    this.user = user === undefined ? undefined : { name: user, password };
    const names = Object.keys(contract.document.components?.securitySchemes ?? {});
    const schemes = names.map((name) => schemeOf(contract, name));
    this.#carriers = new Set(schemes.map(carrierOf));
    this.#queryKeys = new Set(schemes.flatMap((scheme) => (scheme?.in === 'query' ? (scheme.name ?? []) : [])));
    for (const name of [...this.#carriers, ...secretQueryNames(contract)]) this.secrets.carryIn(name);
    for (const [name, value] of Object.entries(headers)) {
      if (!this.#carriers.has(name.toLowerCase()) && !isProbablySecret(name)) continue;
      this.secrets.carryIn(name);
      this.#hide(value);
    }
    if (signIn) this.#hide(signIn.first.token);
    this.secrets.set(password, '$CONCORDAT_PASSWORD');
  }

  #hide(value: string): void {
    this.secrets.set(value.replace(/^[\w-]+ +(?=\S+$)/, ''), '$TOKEN');
  }

  /**
   * @param checksTokenResponse whether the response that had the token is to be checked; otherwise the run asks for another one
   * @param login signs in, in place of the contract's password flow
   * @throws {CheckError} if a user is given and can't be signed in
   */
  static async of(
    contract: Contract,
    url: string,
    options: IdentityOptions,
    checksTokenResponse = true,
    login?: LoginRequest,
  ): Promise<Identity> {
    const { user, password = '' } = options;
    if (user === undefined && !login) return new Identity(contract, options);
    const issue = async (): Promise<Issued> => {
      if (login) return logIn(contract, url, login);
      const { authorization, received } = await signIn(contract, url, user ?? '', password);
      return { token: authorization, credentials: { ...noCredentials, headers: { authorization } }, received };
    };
    const first = await issue();
    const received = checksTokenResponse ? first.received : undefined;
    return new Identity(contract, options, { first: { ...first, received }, again: issue, login });
  }

  /** Signs in again, up to a limit. @returns whether that succeeded */
  async renew(): Promise<boolean> {
    if (!this.#signInAgain || (!this.#renewing && this.#renewals >= maxRenewals)) return false;
    this.#renewing ??= this.#signInAgain().then(
      ({ credentials, token }) => {
        this.#own = credentials;
        this.#hide(token);
        return true;
      },
      (error: unknown) => {
        if (error instanceof CheckError) return false;
        throw error;
      },
    );
    this.#renewals++;
    try {
      return await this.#renewing;
    } finally {
      this.#renewing = undefined;
    }
  }

  /** @param excerpt of the operation; credentials are made up for it if the run has none */
  credentialsFor({ operation, excerpt }: { readonly operation: Operation; readonly excerpt: Excerpt }): Credentials {
    if (operation.security.length === 0) return this.anonymous;
    const known = this.hasRealCredentials(operation) ? noCredentials : madeUpCredentials(excerpt);
    const own = this.#own ?? noCredentials;
    const inQuery = Object.entries(this.#given).filter(([name]) => this.#queryKeys.has(name));
    const inHeaders = Object.entries(this.#given).filter(([name]) => !this.#queryKeys.has(name));
    return {
      ...known,
      query: [
        ...known.query,
        ...inQuery.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`),
        ...own.query,
      ],
      headers: { ...known.headers, ...Object.fromEntries(inHeaders), ...own.headers },
    };
  }

  /** Whether the run was given the credentials that an operation asks for; otherwise they are made up. */
  hasRealCredentials({ security }: Operation): boolean {
    if (this.#own !== undefined) return true;
    const given = new Set(Object.keys(this.#given).map((name) => name.toLowerCase()));
    return security.some((requirement) =>
      Object.keys(requirement).every((name) => given.has(carrierOf(schemeOf(this.#contract, name)))),
    );
  }

  /** The headers of the run without those that carry credentials. */
  get anonymous(): Credentials {
    const headers = Object.entries(this.#given).filter(([name]) => !this.#carriers.has(name.toLowerCase()));
    return { ...noCredentials, headers: Object.fromEntries(headers) };
  }
}

/** A header that the contract doesn't declare may have a secret, too. */
function isProbablySecret(name: string): boolean {
  return /^(proxy-)?authorization$|^cookie$|token|secret|password|api-?key/i.test(name);
}

/** The header, in lower case, that the credentials of a scheme are given in. */
function carrierOf(scheme: SecuritySchemeObject | undefined): string {
  if (scheme?.type !== 'apiKey') return 'authorization';
  return scheme.in === 'cookie' ? 'cookie' : (scheme.name ?? '').toLowerCase();
}
