import { schemeOf } from '../../contract/document/credentials.ts';
import type { Contract } from '../../contract/document/load-contract.ts';
import type { SecuritySchemeObject } from '../../contract/document/openapi.ts';
import type { Operation } from '../../contract/document/operations.ts';
import { type Credentials, madeUpCredentials, noCredentials } from '../../instances/index.ts';
import type { Received } from './response-collector.ts';
import { type SignedIn, signIn } from './sign-in.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';

export interface IdentityOptions {
  /** Sent with each request; those that carry credentials only where an operation asks for them. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
}

/** How often a run signs in again. */
const mostRenewals = 20;

/** Who the requests of a run are from. */
export class Identity {
  readonly #contract: Contract;
  readonly #given: Readonly<Record<string, string>>;
  readonly #carriers: ReadonlySet<string>;
  /** The names of keys that go into the query, although they are given like headers. */
  readonly #queryKeys: ReadonlySet<string>;
  /** The value of an Authorization header that signing in has got. */
  #authorization: string | undefined;
  readonly #signInAgain: (() => Promise<string>) | undefined;
  #renewing: Promise<boolean> | undefined;
  #renewals = 0;
  /** The answer that had its value. */
  readonly signedIn: Received | undefined;
  readonly user: { readonly name: string; readonly password: string } | undefined;

  /** What is not to be written down, with the name of a variable to write in its place. */
  readonly secrets = new Map<string, string>();

  private constructor(
    contract: Contract,
    { headers = {}, user, password = '' }: IdentityOptions,
    signedIn?: SignedIn,
    signInAgain?: () => Promise<string>,
  ) {
    this.#contract = contract;
    this.#given = headers;
    this.#authorization = signedIn?.authorization;
    this.#signInAgain = signInAgain;
    this.signedIn = signedIn?.received;
    this.user = user === undefined ? undefined : { name: user, password };
    const names = Object.keys(contract.document.components?.securitySchemes ?? {});
    const schemes = names.map((name) => schemeOf(contract, name));
    this.#carriers = new Set(schemes.map(carrierOf));
    this.#queryKeys = new Set(schemes.flatMap((scheme) => (scheme?.in === 'query' ? (scheme.name ?? []) : [])));
    for (const [name, value] of Object.entries(headers)) if (this.#carriers.has(name.toLowerCase())) this.#hide(value);
    if (signedIn) this.#hide(signedIn.authorization);
    if (password !== '') this.secrets.set(password, '$CONCORDAT_PASSWORD');
  }

  #hide(value: string): void {
    this.secrets.set(value.replace(/^(Bearer|Basic) +/i, ''), '$TOKEN');
  }

  /**
   * @param keepsAnswer whether the answer that had the token is to be looked at; else the run asks for another one
   * @throws {CheckError} where a user is given, and can't be signed in
   */
  static async of(contract: Contract, url: string, options: IdentityOptions, keepsAnswer = true): Promise<Identity> {
    if (options.user === undefined) return new Identity(contract, options);
    const { user, password = '' } = options;
    const { authorization, received } = await signIn(contract, url, user, password);
    return new Identity(
      contract,
      options,
      { authorization, received: keepsAnswer ? received : undefined },
      async () => {
        const again = await signIn(contract, url, user, password);
        return again.authorization;
      },
    );
  }

  /** Signs in again, a few times at most. @returns whether that went well */
  async renew(): Promise<boolean> {
    if (!this.#signInAgain || (!this.#renewing && this.#renewals >= mostRenewals)) return false;
    this.#renewing ??= this.#signInAgain().then(
      (authorization) => {
        this.#authorization = authorization;
        this.#hide(authorization);
        return true;
      },
      () => false,
    );
    this.#renewals++;
    try {
      return await this.#renewing;
    } finally {
      this.#renewing = undefined;
    }
  }

  credentialsFor({ operation, excerpt }: TestedOperation): Credentials {
    if (operation.security.length === 0) return this.anonymous;
    const known = this.isReal(operation) ? noCredentials : madeUpCredentials(excerpt);
    const own = this.#authorization === undefined ? {} : { authorization: this.#authorization };
    const inQuery = Object.entries(this.#given).filter(([name]) => this.#queryKeys.has(name));
    const inHeaders = Object.entries(this.#given).filter(([name]) => !this.#queryKeys.has(name));
    return {
      ...known,
      query: [
        ...known.query,
        ...inQuery.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`),
      ],
      headers: { ...known.headers, ...Object.fromEntries(inHeaders), ...own },
    };
  }

  /** Whether what an operation asks for was given, and not made up. */
  isReal({ security }: Operation): boolean {
    if (this.#authorization !== undefined) return true;
    const given = new Set(Object.keys(this.#given).map((name) => name.toLowerCase()));
    return security.some((requirement) =>
      Object.keys(requirement).every((name) => given.has(carrierOf(schemeOf(this.#contract, name)))),
    );
  }

  /** The headers that were given, without those that carry credentials. */
  get anonymous(): Credentials {
    const headers = Object.entries(this.#given).filter(([name]) => !this.#carriers.has(name.toLowerCase()));
    return { ...noCredentials, headers: Object.fromEntries(headers) };
  }
}

/** The header that a scheme's credentials are given by, in lower case; keys of a query are given like headers. */
function carrierOf(scheme: SecuritySchemeObject | undefined): string {
  if (scheme?.type !== 'apiKey') return 'authorization';
  return scheme.in === 'cookie' ? 'cookie' : (scheme.name ?? '').toLowerCase();
}
